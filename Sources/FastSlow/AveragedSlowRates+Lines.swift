// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Parallelism
import Results

extension AveragedSlowRates {
  /// The lines, as parts of the range of the vertical slow variable on the trajectory.
  private static let lines = [0.2, 0.5, 0.8]

  /// The averaged slow rates along the cycles of the fast subsystem on some lines across the plane, each a diagram in one parameter: the
  /// means are exact on the collocation mesh.
  static func lines(
    across diagram: TwoParameterResult, of fast: Model, _ orbit: AttractorOrbit,
    isCancelled: @escaping @Sendable () -> Bool
  ) -> [AveragedSlowRates] {
    let (horizontal, vertical) = (diagram.horizontal, diagram.vertical)
    let column = orbit.values[vertical.name] ?? []
    guard let low = column.min(), let high = column.max() else { return [] }
    return lines.flatMap { share -> [AveragedSlowRates] in
      let value = low + share * (high - low)
      guard !isCancelled(), var question = try? BifurcationSettings(parameter: horizontal) else { return [] }
      question.parameters[vertical.name] = value
      question.initialValues = orbit.activeState(of: fast.variableNames)
      guard
        let line = try? BifurcationAnalyzer.analyze(fast, settings: question, in: RunContext(isCancelled: isCancelled))
      else {
        return []
      }
      return line.branches.filter { $0.kind == .cycles }.compactMap { branch in
        let names = [horizontal.name, vertical.name]
        let rates = names.compactMap { name in branch.states[FastSubsystem.rate(of: name)].map { (name, $0) } }
        guard rates.count == names.count, rates.allSatisfy({ $0.1.count == branch.parameter.count }) else { return nil }
        return AveragedSlowRates(
          slow: [
            horizontal.name: branch.parameter, vertical.name: branch.parameter.map { _ in value },
          ], rates: Dictionary(rates) { $1 }, stable: branch.stable)
      }
    }
  }
}
