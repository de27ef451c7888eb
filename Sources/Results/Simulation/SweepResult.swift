// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

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
    /// Why the trajectory ended.
    public var stop: TrajectoryEnd
    /// The measures of each quantity.
    public var measures: [String: TrajectoryMeasures]

    /// Puts the parts together.
    package init(value: Double, stop: TrajectoryEnd, measures: [String: TrajectoryMeasures]) {
      (self.value, self.stop, self.measures) = (value, stop, measures)
    }
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

  /// Puts the parts together.
  package init(parameter: String, quantities: [String], rows: [Row]) {
    (self.parameter, self.quantities, self.rows) = (parameter, quantities, rows)
  }
}
