// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results
import Simulator

/// The table that `simulate` prints: where each trajectory ended, and how.
struct SimulationReport {
  let result: SimulationResult
  let settings: SimulationSettings

  /// A line on the method, the final values, the events.
  var text: String { ([heading] + finalStates + events + spikes).joined(separator: "\n") + "\n" }

  private var heading: String {
    if result.kind == .map { return "Iterated \(settings.total.text()) times." }
    let isMaruyama = settings.seed != nil && settings.method == .euler
    let method = settings.scheme?.rawValue ?? (isMaruyama ? "Euler-Maruyama" : settings.method.title)
    var line =
      "\(method), t = \(settings.startTime.text()) to \((settings.startTime + settings.total).text())"
    if let step = settings.step {
      line += ", step \(step.text())"
    } else {
      line += ", relative tolerance \(settings.relativeTolerance.text())"
    }
    if let seed = settings.seed { line += ", seed \(seed)" }
    return line + "."
  }

  /// How often the cells of a raster spiked.
  private var spikes: [String] {
    guard let cells = result.trajectories.first?.spikes, let times = result.trajectories.first?.times,
      let first = times.first, let last = times.last
    else { return [] }
    let count = cells.reduce(0) { $0 + $1.times.count }
    let rate = Double(count) / (abs(last - first) * Double(cells.count))
    let threshold = result.spikeThreshold.map { "upward through \($0.text())" } ?? "resets"
    let spiking = cells.count == 1 ? "1 cell" : "\(cells.count) cells"
    return ["\(count) spikes of \(spiking) (\(threshold)), \(rate.text()) for each in a unit of time."]
  }

  /// More quantities than these are not printed.
  private static let mostRows = 40

  private var finalStates: [String] {
    var table = TextTable(["": .right, "END": .left, "T": .right, "VARIABLE": .left, "FINAL VALUE": .right])
    for (index, trajectory) in result.trajectories.enumerated() {
      let names = result.variables + result.auxiliaries
      for (row, name) in names.prefix(Self.mostRows).enumerated() {
        let value = (trajectory.final[name] ?? .nan).text(digits: 8)
        let leading = row == 0 ? ["\(index + 1)", trajectory.explanation, trajectory.finalTime.text()] : ["", "", ""]
        table.add(leading + [name, value])
      }
      if names.count > Self.mostRows { table.add(["", "", "", "and \(names.count - Self.mostRows) more", ""]) }
    }
    return table.lines
  }

  private var events: [String] {
    result.trajectories.enumerated().flatMap { index, trajectory -> [String] in
      if trajectory.events.isEmpty { return [] }
      let shown = trajectory.events.prefix(5).map { "\($0.time.text(digits: 10))" }.joined(separator: ", ")
      let more = trajectory.events.count > 5 ? ", …" : ""
      let noun = trajectory.events.count == 1 ? "event" : "events"
      return ["Trajectory \(index + 1): \(trajectory.events.count) \(noun), at t = \(shown)\(more)"]
    }
  }
}
