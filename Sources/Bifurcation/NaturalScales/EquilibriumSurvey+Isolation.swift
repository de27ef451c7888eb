// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

extension EquilibriumSurvey {
  /// Where in the parameter's range all roots of an equation for one variable are isolated.
  private static let isolatedShares = [0.0413, 0.5127, 0.9619]
  /// The part of the line that is looked at first; it grows until nothing lies beyond.
  private static let firstInterval = -1.0...1.0

  /// The roots of an equation for one variable on the whole line, isolated by interval arithmetic, at some values of the parameter, which
  /// follow them.
  static func isolatedRoots(of model: Model, _ parameter: AxisRange) -> [[Double]] {
    guard model.dimension == 1 else { return [] }
    return isolatedShares.flatMap { share -> [[Double]] in
      let value = parameter.lower + share * (parameter.upper - parameter.lower)
      let fixed = try? model.setting(parameter: parameter.name, to: value).substitutingParameters()
      return fixed.flatMap(EquilibriumProver.init)?.searchLine(firstInterval).places.map { $0 + [value] } ?? []
    }
  }
}
