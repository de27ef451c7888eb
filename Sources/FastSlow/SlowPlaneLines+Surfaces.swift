// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Parallelism
import Results

extension SlowPlaneLines {
  /// The lines of averaged rates, as parts of the range of the vertical slow variable on the trajectory.
  private static let averagedLines = [0.2, 0.5, 0.8]
  /// The number of lines on which the critical manifold is followed, from edge to edge of the plane.
  private static let manifoldLines = 17

  /// The averaged slow rates along the cycles of the fast subsystem on some lines across the plane: the means are exact on the collocation
  /// mesh.
  func averagedSlowRates() -> (rates: [AveragedSlowRates], notes: [String]) {
    let column = orbit.values[plane.vertical.name] ?? []
    guard let low = column.min(), let high = column.max() else { return ([], []) }
    let outcomes = outcomes(at: Self.averagedLines.map { low + $0 * (high - low) }, cycles: true)
    let names = [plane.horizontal.name, plane.vertical.name]
    let rates = outcomes.flatMap { value, outcome in
      (outcome.diagram?.branches ?? []).filter { $0.kind == .cycles }.compactMap { branch -> AveragedSlowRates? in
        let rates = names.compactMap { name in branch.states[FastSubsystem.rate(of: name)].map { (name, $0) } }
        guard rates.count == names.count, rates.allSatisfy({ $0.1.count == branch.parameter.count }) else { return nil }
        return AveragedSlowRates(
          slow: [names[0]: branch.parameter, names[1]: branch.parameter.map { _ in value }],
          rates: Dictionary(rates) { $1 }, stable: branch.stable)
      }
    }
    return (rates, notes(outcomes))
  }

  /// The critical manifold over lines across the plane.
  func criticalManifold() -> (lines: [CriticalManifoldLine], notes: [String]) {
    let (low, high) = (plane.vertical.lower, plane.vertical.upper)
    let step = (high - low) / Double(Self.manifoldLines - 1)
    let outcomes = outcomes(at: (0..<Self.manifoldLines).map { low + step * Double($0) }, cycles: false)
    let lines = outcomes.map { value, outcome in
      CriticalManifoldLine(
        held: value,
        curves: (outcome.diagram?.branches ?? []).filter { $0.kind == .equilibria }.map { branch in
          CriticalManifoldLine.Curve(
            slow: branch.parameter, states: branch.states.filter { fast.variableNames.contains($0.key) },
            stable: branch.stable)
        })
    }
    return (lines, notes(outcomes))
  }

  /// Why there is no diagram on lines, once for all of them.
  private func notes(_ outcomes: [(Double, Outcome)]) -> [String] {
    let failures = outcomes.compactMap(\.1.note)
    return failures.prefix(1).map { failures.count > 1 ? $0 + ", and on \(failures.count - 1) further lines" : $0 }
  }

  /// The diagrams in the horizontal slow variable at some values of the vertical one, on all cores.
  private func outcomes(at values: [Double], cycles: Bool) -> [(Double, Outcome)] {
    let outcomes = concurrentMap(values.count) { k in
      diagram(
        on: Line(varying: plane.horizontal, held: plane.vertical.name, value: values[k]), cycles: cycles)
    }
    return Array(zip(values, outcomes))
  }
}
