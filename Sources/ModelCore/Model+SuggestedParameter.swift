// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Model {
  /// The parameter that the model's author varies, if the model tells; never a constant.
  public var suggestedParameter: String? {
    if let name = hints.bifurcationParameter { return name }
    let parameters = parameters.filter { !$0.isConstant }
    // XPPAUT's first parameter is the one that AUTO varies.
    let hasWindow = hints.parameterRange != nil || hints.continuationHorizontalRange != nil
    return (hasWindow ? parameters.first : parameters.first { $0.range != nil } ?? parameters.first)?.name
  }

  /// The range of a parameter that the model's author suggests.
  public func suggestedRange(of parameter: Parameter) -> ClosedRange<Double>? {
    if suggestedParameter == parameter.name, let range = hints.parameterRange ?? hints.continuationHorizontalRange {
      return range
    }
    return parameter.range
  }
}
