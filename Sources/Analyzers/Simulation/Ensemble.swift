// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What `simulate --ensemble` computes: many paths that differ by their random numbers alone.
public struct EnsembleSettings: Codable, Hashable, Sendable {
  /// The simulation.
  public var simulation: SimulationSettings
  /// The number of paths.
  public var count: Int

  /// Settings of an ensemble.
  public init(simulation: SimulationSettings, count: Int) {
    self.simulation = simulation
    self.count = count
  }
}

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
}
