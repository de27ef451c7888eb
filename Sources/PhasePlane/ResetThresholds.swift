// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

/// Where in the plane resets act: the zero sets of the conditions of events that give a variable a new value.
///
/// Events that only end a trajectory or change a parameter do not count, nor do conditions in which time occurs: they are
/// no curves of the plane.
struct ResetThresholds {
  private let system: PlanarSystem
  private let window: PlaneWindow
  private let events: [Event]
  /// The conditions, followed by their gradients.
  private let conditions: PlaneFunction

  /// The thresholds of a system, or nil if it has none.
  init?(_ system: PlanarSystem, window: PlaneWindow) throws(PhasePlaneError) {
    events = system.model.events.filter { !$0.assignments.isEmpty && !$0.condition.symbols.contains("t") }
    if events.isEmpty { return nil }
    self.system = system
    self.window = window
    let formulas = events.map(\.condition)
    let gradients = system.model.jacobian(of: formulas, by: system.model.variableNames)
    conditions = try PlaneFunction(formulas + gradients.flatMap { $0 }, of: system.model)
  }

  /// The thresholds in the window, as the finder of nullclines follows them.
  func curves(_ finder: NullclineFinder) throws(PhasePlaneError) -> [PlaneCurve] {
    var seen: [Expression] = []
    var curves: [PlaneCurve] = []
    for condition in events.map(\.condition) where !seen.contains(condition) && !seen.contains(-condition) {
      seen.append(condition)
      curves += try finder.curves(of: condition)
    }
    return curves
  }

  /// What a reader should know of a fixed point: that it lies on a threshold, or beyond one, where trajectories from the
  /// other side are reset before they come near.
  func note(at point: SIMD2<Double>) -> String? {
    let values = conditions(point)
    for (index, event) in events.enumerated() {
      let value = values[index]
      if !value.isFinite { continue }
      let gradient = SIMD2(values[events.count + 2 * index], values[events.count + 2 * index + 1]) * window.size
      if abs(value) <= 1e-9 * gradient.largest { return "on the threshold \(event.condition.infix) = 0 of a reset" }
      let (here, there) = value > 0 ? (">", "<") : ("<", ">")
      if event.direction == (value > 0 ? .rising : .falling) {
        return
          "beyond the threshold of a reset: \(event.condition.infix) \(here) 0 here, and trajectories from where it is "
          + "\(there) 0 are reset on the way"
      }
    }
    return nil
  }
}
