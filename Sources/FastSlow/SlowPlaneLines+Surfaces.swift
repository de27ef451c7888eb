// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Parallelism
import Results

extension SlowPlaneLines {
  /// The lines of averaged rates, as parts of the range of the vertical slow variable on the trajectory.
  private static let averagedLines = [0.2, 0.5, 0.8]
  /// The number of lines on which the critical manifold is followed, from edge to edge of the plane.
  private static let manifoldLines = 17
  /// Every so many of them curves are searched for; on those between they are followed from what is known beside.
  private static let searchedLines = 8

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
  ///
  /// A sheet is missing where it is neither over one of the lines on which is searched nor goes on from line to line from there.
  func criticalManifold() -> (lines: [CriticalManifoldLine], notes: [String]) {
    let (low, high) = (plane.vertical.lower, plane.vertical.upper)
    let step = (high - low) / Double(Self.manifoldLines - 1)
    let values = (0..<Self.manifoldLines).map { low + step * Double($0) }
    let searched = stride(from: 0, to: Self.manifoldLines, by: Self.searchedLines).map { $0 }
    let outcomes = outcomes(at: searched.map { values[$0] }, cycles: false)
    let half = Self.searchedLines / 2
    // From each of these lines to both sides, half the way to the next.
    let ways = searched.indices.flatMap { k in
      [(k, Array(searched[k]...(searched[k] + half))), (k, Array((searched[k] - half + 1...searched[k]).reversed()))]
    }.map { k, way in (start: k, way: way.dropFirst().filter(values.indices.contains)) }
    let followed = concurrentMap(ways.count) { index in
      follow(outcomes[ways[index].start].1, along: ways[index].way.map { values[$0] })
    }
    let lines = zip(searched, outcomes).map { CriticalManifoldLine(held: values[$0], curves: curves($1.1)) }
    return (
      (lines + followed.flatMap(\.lines)).sorted { $0.held < $1.held },
      notes(outcomes) + followed.flatMap(\.notes).prefix(1)
    )
  }

  /// The manifold over neighbouring lines, each from what is known over the one before.
  private func follow(
    _ outcome: Outcome, along values: [Double]
  ) -> (lines: [CriticalManifoldLine], notes: [String]) {
    let sizes = fast.variableNames.map { name -> Double in
      let column = orbit.values[name] ?? []
      let (low, high) = (column.min() ?? 0, column.max() ?? 0)
      return high > low ? high - low : max(abs(low), 1)
    }
    var lines: [CriticalManifoldLine] = []
    var known = curves(outcome)
    for value in values where !isCancelled() {
      do {
        let slice = try CriticalManifoldSlice(
          try fast.setting(parameter: plane.vertical.name, to: value), varying: plane.horizontal, sizes: sizes)
        known = slice.curves(near: known)
        lines.append(CriticalManifoldLine(held: value, curves: known))
      } catch {
        return (
          lines, ["the critical manifold could not be followed at \(plane.vertical.name) = \(value.brief): \(error)"]
        )
      }
    }
    return (lines, [])
  }

  /// The curves of equilibria of a diagram.
  private func curves(_ outcome: Outcome) -> [CriticalManifoldLine.Curve] {
    (outcome.diagram?.branches ?? []).filter { $0.kind == .equilibria }.map { branch in
      CriticalManifoldLine.Curve(
        slow: branch.parameter, states: branch.states.filter { fast.variableNames.contains($0.key) },
        stable: branch.stable)
    }
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
