// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A model whose right-hand sides have corners or jumps, as one that is smooth on each side of them.
///
/// Wherever the argument of `abs`, `sign` or `heav`, the difference of the arguments of `max` or `min`, or that of the sides of
/// an inequality changes its sign, a formula has a corner or a jump. In `model` each of these signs is a parameter of
/// its own, 1 or -1: with fixed signs the right-hand sides are smooth, and continue beyond the surfaces (piecewise-smooth systems,
/// di Bernardo et al. 2008, section 2.2). Remainders, whole parts and equalities stay as they are.
public struct CornerSurfaces: Sendable {
  /// The model with the signs as its last parameters.
  public let model: Model
  /// What vanishes on each surface, in the symbols of `model`.
  public let surfaces: [Expression]
  /// What vanishes on each surface, in the symbols of the original model.
  public let originals: [Expression]

  /// Looks for corners in the right-hand sides.
  /// - Returns: nil if there are none, or if some quantities are not given by formulas.
  public init?(_ original: Model) {
    guard original.algebraicVariables.isEmpty else { return nil }
    var reading = SideInterpretation()
    let rates = ExpressionGraph(original.rates).interpret(&reading)
    guard !reading.surfaces.isEmpty else { return nil }
    let variables = zip(original.variables, rates).map { variable, rate in
      var variable = variable
      variable.rate = rate.sided
      return variable
    }
    let signs = reading.surfaces.indices.map {
      Parameter(name: SideInterpretation.signName($0), value: 1, isConstant: true)
    }
    guard let model = try? original.with(variables: variables, parameters: original.parameters + signs) else {
      return nil
    }
    self.model = model
    surfaces = reading.surfaces.map(\.sided)
    originals = reading.surfaces.map(\.original)
  }

  /// The names of the signs, in the order of the surfaces.
  public var signNames: [String] { surfaces.indices.map(SideInterpretation.signName) }
}

/// Reads an expression as itself and as one in which signs are symbols.
private struct SideInterpretation: Interpretation {
  struct Value {
    var original: Expression
    var sided: Expression
  }

  var surfaces: [Value] = []
  private var places: [Expression: Int] = [:]

  static func signName(_ index: Int) -> String { "side of surface \(index + 1)" }

  /// The sign of a quantity, 1 or -1, as a symbol.
  private mutating func sign(_ x: Value) -> Expression {
    if let place = places[x.original] { return .symbol(Self.signName(place)) }
    if let place = places[-x.original] { return -.symbol(Self.signName(place)) }
    places[x.original] = surfaces.count
    surfaces.append(x)
    return .symbol(Self.signName(surfaces.count - 1))
  }

  private mutating func sign(_ x: Value, minus y: Value) -> Expression {
    sign(Value(original: x.original - y.original, sided: x.sided - y.sided))
  }

  func constant(_ value: Double) -> Value { Value(original: Expression(value), sided: Expression(value)) }

  func symbol(_ name: String) -> Value { Value(original: .symbol(name), sided: .symbol(name)) }

  mutating func unary(_ function: UnaryFunction, _ x: Value) -> Value {
    let original = Expression.unary(function, x.original)
    guard original.constantValue == nil else { return Value(original: original, sided: original) }
    switch function {
    case .absolute: return Value(original: original, sided: sign(x) * x.sided)
    case .sign: return Value(original: original, sided: sign(x))
    case .heaviside: return Value(original: original, sided: (1 + sign(x)) / 2)
    default: return Value(original: original, sided: .unary(function, x.sided))
    }
  }

  mutating func binary(_ function: BinaryFunction, _ x: Value, _ y: Value) -> Value {
    let original = Expression.binary(function, x.original, y.original)
    guard original.constantValue == nil, x.original != y.original else {
      return Value(original: original, sided: .binary(function, x.sided, y.sided))
    }
    switch function {
    case .maximum:
      return Value(original: original, sided: .conditional(1 + sign(x, minus: y), x.sided, y.sided))
    case .minimum:
      return Value(original: original, sided: .conditional(1 + sign(x, minus: y), y.sided, x.sided))
    case .greater, .greaterOrEqual: return Value(original: original, sided: (1 + sign(x, minus: y)) / 2)
    case .less, .lessOrEqual: return Value(original: original, sided: (1 - sign(x, minus: y)) / 2)
    default: return Value(original: original, sided: .binary(function, x.sided, y.sided))
    }
  }

  func conditional(_ condition: Value, _ x: Value, _ y: Value) -> Value {
    Value(
      original: .conditional(condition.original, x.original, y.original),
      sided: .conditional(condition.sided, x.sided, y.sided))
  }
}
