// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension SimulationResult {
  /// The result as a tidy table: one row per point, with the number of the trajectory, the time, and a column for each
  /// variable and auxiliary quantity; of a network one row per spike.
  public var table: CSVTable {
    if kind == .network { return spikeTable }
    var table = emptyTable
    append(to: &table)
    return table
  }

  /// The table of trajectories without a row.
  public var emptyTable: CSVTable { CSVTable(columns: ["trajectory", "t"] + variables + auxiliaries) }

  /// Adds the points of the trajectories to a table of the same quantities.
  public func append(to table: inout CSVTable) {
    for (index, trajectory) in trajectories.enumerated() {
      let columns = (variables + auxiliaries).map { trajectory.values[$0] ?? [] }
      for (k, time) in trajectory.times.enumerated() {
        table.append([.integer(index + 1), .number(time)] + columns.map { $0.isEmpty ? .empty : .number($0[k]) })
      }
    }
  }

  private var spikeTable: CSVTable {
    var table = CSVTable(columns: ["trajectory", "cell", "t"])
    for (index, trajectory) in trajectories.enumerated() {
      for cell in trajectory.spikes ?? [] {
        for time in cell.times { table.append([.integer(index + 1), .text(cell.name), .number(time)]) }
      }
    }
    return table
  }
}
