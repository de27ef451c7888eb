// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// The natural sizes of a model as a table for a person.
struct ScaleReport {
  private let scales: NaturalScales?
  private let parameter: AxisRange

  init(_ scales: NaturalScales?, parameter: AxisRange) {
    self.scales = scales
    self.parameter = parameter
  }

  /// The table, which ends in a line feed.
  var text: String {
    guard let scales else { return "Natural sizes are found for autonomous models of up to 50 variables.\n" }
    var table = TextTable(["Natural size of": .left, "Size": .right, "Origin": .right])
    for (name, unit) in zip(scales.names, scales.variables) { table.add(row(name, unit)) }
    table.add(row(scales.parameterName, scales.parameter))
    table.add(["time", scales.time.text(digits: 4), ""])
    let heading = "With \(parameter.name) from \(parameter.lower.text()) to \(parameter.upper.text())"
    return ([heading] + table.lines).map { "\($0)\n" }.joined()
  }

  private func row(_ name: String, _ unit: NaturalScales.Unit) -> [String] {
    [name, unit.size.text(digits: 4), unit.origin.text(digits: 4)]
  }
}
