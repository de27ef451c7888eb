// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import PhasePlane
import Results

/// What reports of fast–slow dissections begin with, whatever the number of slow variables: rates, the kind of motion, its numbers.
struct FastSlowOpening {
  let timescales: [Timescale]
  let motion: FastSlowClass
  let burst: BurstMeasures?
  let orbit: AttractorOrbit
  let fast: [String]
  let slow: [String]

  /// How fast each variable is.
  var rates: [String] {
    var table = TextTable(["Variable": .left, "Rate": .right, "": .left])
    for scale in timescales {
      table.add([scale.variable, scale.rate.text(digits: 3), scale.isSlow ? "slow" : "fast"])
    }
    return table.lines
  }

  /// The kind of motion.
  var classification: [String] {
    var line = "Motion: \(motion.motion.rawValue)"
    if motion.name != motion.motion.rawValue { line += ", \(motion.name)" }
    if let classical = motion.classicalName { line += " (\(classical))" }
    if !motion.labels.isEmpty { line += ": \(motion.labels.joined(separator: ", "))" }
    return [line] + (motion.doubt.map { ["Doubtful: \($0)."] } ?? [])
  }

  /// Spikes and bursts in numbers, or the state of rest.
  var measures: [String] {
    guard let burst else {
      guard let rest = orbit.rest else { return [] }
      let state = (fast + slow).map { "\($0) = \((rest[$0] ?? .nan).text(digits: 8))" }
      return ["At rest at \(state.joined(separator: ", "))."]
    }
    var table = TextTable(["Measure": .left, "Value": .right])
    let counts = Set(burst.spikes).sorted()
    if motion.motion == .bursting {
      table.add([
        "spikes per burst", counts.count == 1 ? "\(counts[0])" : "\(counts.first ?? 0) to \(counts.last ?? 0)",
      ])
    }
    table.add(["period", burst.period.text(digits: 8)])
    if let deviation = burst.periodDeviation { table.add(["its standard deviation", deviation.text(digits: 3)]) }
    if let period = orbit.period, period.text(digits: 8) != burst.period.text(digits: 8) {
      table.add(["period of the attractor", period.text(digits: 8)])
    }
    table.add(["active phase", burst.activePhase.text(digits: 7)])
    table.add(["silent phase", burst.silentPhase.text(digits: 7)])
    table.add(["duty cycle", burst.dutyCycle.text(digits: 4)])
    if let shortest = burst.shortestInterval, let longest = burst.longestInterval {
      table.add(["intervals between spikes", "\(shortest.text(digits: 5)) to \(longest.text(digits: 5))"])
    }
    for name in slow {
      let column = orbit.values[name] ?? []
      table.add([
        "range of \(name)", "\((column.min() ?? .nan).text(digits: 6)) to \((column.max() ?? .nan).text(digits: 6))",
      ])
    }
    if orbit.threshold.isFinite { table.add(["threshold of \(orbit.spiking)", orbit.threshold.text(digits: 6)]) }
    return table.lines
  }
}
