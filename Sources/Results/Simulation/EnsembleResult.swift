// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What `simulate --ensemble` found: the distribution of each quantity over time.
public struct EnsembleResult: Codable, Hashable, Sendable {
  /// The schema of the saved document.
  public static let schema = "ensemble"
  /// The version of the schema.
  public static let version = 1

  /// The distribution of a quantity at each of the times.
  public struct Distribution: Codable, Hashable, Sendable {
    /// The means.
    public var mean: [Double]
    /// The standard deviations.
    public var deviation: [Double]
    /// Below this lie 5 in 100 values.
    public var lower: [Double]
    /// Below this lies half of the values.
    public var median: [Double]
    /// Below this lie 95 in 100 values.
    public var upper: [Double]

    /// Puts the parts together.
    package init(mean: [Double], deviation: [Double], lower: [Double], median: [Double], upper: [Double]) {
      (self.mean, self.deviation, self.lower, self.median, self.upper) = (mean, deviation, lower, median, upper)
    }
  }

  /// The times.
  public var times: [Double]
  /// The number of paths that have come as far as each of the times.
  public var counts: [Int]
  /// The quantities.
  public var quantities: [String]
  /// The distribution of each quantity.
  public var distributions: [String: Distribution]

  /// The result as a table: a row for each time and quantity.
  public var table: CSVTable {
    var table = CSVTable(columns: ["t", "quantity", "count", "mean", "deviation", "lower", "median", "upper"])
    for (k, time) in times.enumerated() {
      for name in quantities {
        guard let d = distributions[name] else { continue }
        table.append(
          [.number(time), .text(name), .integer(counts[k])]
            + [d.mean[k], d.deviation[k], d.lower[k], d.median[k], d.upper[k]].map { .number($0) })
      }
    }
    return table
  }

  /// Puts the parts together.
  package init(times: [Double], counts: [Int], quantities: [String], distributions: [String: Distribution]) {
    (self.times, self.counts, self.quantities, self.distributions) = (times, counts, quantities, distributions)
  }
}
