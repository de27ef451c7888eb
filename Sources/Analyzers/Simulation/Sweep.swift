// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What `simulate --sweep` computes: the same simulation for equally spaced values of a parameter.
public struct SweepSettings: Codable, Hashable, Sendable {
  /// The simulation.
  public var simulation: SimulationSettings
  /// The parameter.
  public var parameter: String
  /// The first value.
  public var first: Double
  /// The last value.
  public var last: Double
  /// The number of values, at least two.
  public var count: Int
  /// The threshold at which spikes are counted; the middle of each range if nil, where ranges below a tenth of the largest have no
  /// spikes.
  public var threshold: Double?

  /// Settings of a sweep.
  public init(
    simulation: SimulationSettings, parameter: String, first: Double, last: Double, count: Int, threshold: Double? = nil
  ) {
    self.simulation = simulation
    self.parameter = parameter
    self.first = first
    self.last = last
    self.count = count
    self.threshold = threshold
  }

  /// The values of the parameter.
  public var values: [Double] {
    (0..<count).map { $0 == count - 1 ? last : first + (last - first) * Double($0) / Double(max(1, count - 1)) }
  }
}

/// What `simulate --sweep` found.
public struct SweepResult: Codable, Hashable, Sendable {
  /// The schema of the saved document.
  public static let schema = "sweep"
  /// The version of the schema.
  public static let version = 1

  /// One value of the parameter.
  public struct Row: Codable, Hashable, Sendable {
    /// The value of the parameter.
    public var value: Double
    /// Why the trajectory ended, as in the result of a simulation.
    public var stop: String
    /// The measures of each quantity.
    public var measures: [String: TrajectoryMeasures]
  }

  /// The parameter.
  public var parameter: String
  /// The quantities that were measured.
  public var quantities: [String]
  /// The values of the parameter with what was measured, in order.
  public var rows: [Row]

  /// The result as a table: a row for each value and quantity.
  public var table: CSVTable {
    var table = CSVTable(columns: [
      parameter, "quantity", "final", "mean", "minimum", "maximum", "spikes", "rate", "interval", "variation", "phase",
    ])
    func cell(_ value: Double?) -> CSVTable.Cell { value.map { .number($0) } ?? .empty }
    for row in rows {
      for name in quantities {
        guard let m = row.measures[name] else { continue }
        table.append([
          .number(row.value), .text(name), .number(m.final), .number(m.mean), .number(m.minimum), .number(m.maximum),
          .integer(m.spikes), .number(m.rate), cell(m.interval), cell(m.variation), cell(m.phase),
        ])
      }
    }
    return table
  }
}
