import CPLplot
