#pragma once
#include <plplot/plplot.h>
