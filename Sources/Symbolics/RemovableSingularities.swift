// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

// Quotients such as x / (exp(x) - 1), sin(x) / x or x / tanh(x) are undefined at a single point where a limit exists.
// The rate functions of Hodgkin and Huxley are of this kind, and the point lies in the middle of the range that a model
// visits. An evaluator that takes them literally gives NaN there and loses digits around it; so do all derivatives.
//
// The decision of this house: the quotient is rewritten when an expression is built, into a function that has its
// singularity removed (`bernoulli` or `sinc` of some order), exactly and for all arguments at once. So every
// interpretation (numbers, derivatives, jets, intervals, machine code) sees an analytic function, and none of them
// needs a rule of its own. Nothing is rewritten by comparing numbers at run time, and no small number is added
// anywhere.
//
// The identities, with B(w) = w / (exp(w) - 1) and S(w) = sin(w) / w:
//
//   w / (exp(w) - 1) = B(w)      w / tanh(w) = B(2 w) + w      w / sinh(w) = 2 B(w) / (1 + exp(-w))
//   w / sin(w) = 1 / S(w)        (w - 1) / log(w) = 1 / B(log(w))
//
// They are applied to a product of powers that has a *kernel* (exp(w) - 1 in any spelling, tanh, sinh, sin, log) and a
// factor proportional to its argument w on opposite sides of the fraction bar. "Proportional" means that the expanded
// sums agree term by term up to a common monomial of any symbols and a number: 0.1 v + 4 and -(v + 40)/10, or a x - b
// and d (b - a x). Coefficients may differ by a few units in the last place, since 0.1 * 40 and 4 need not be the same
// number; the pole that such a difference would make has a residue of the size of the rounding errors. Anything else,
// such as (v + 40) / (1 - exp(-(v + 41)/10)), keeps its pole.

extension Expression {
  /// A quotient without its removable singularities, or `nil` if none is recognised.
  ///
  /// - Parameters:
  ///   - numerator: The dividend, of which one factor is proportional to the argument of a kernel in the divisor (or
  ///     holds the kernel, where the divisor has the factor).
  ///   - denominator: The divisor.
  static func removableQuotient(_ numerator: Expression, _ denominator: Expression) -> Expression? {
    if let quotient = kernelQuotient(numerator, denominator) { return quotient }
    guard var product = FactoredProduct(numerator, over: denominator), product.removeSingularities() else { return nil }
    return product.expression
  }

  /// The quotient of a kernel's argument, as it stands, and the kernel, or the inverse: no coefficient is rounded.
  private static func kernelQuotient(_ numerator: Expression, _ denominator: Expression) -> Expression? {
    func sign(_ kernel: SingularKernel, _ argument: Expression) -> Expression? {
      guard kernel.cofactor.factors.isEmpty, kernel.cofactor.coefficient.magnitude == 1 else { return nil }
      let sign = Expression(kernel.cofactor.coefficient)
      return argument == kernel.argument ? sign : -argument == kernel.argument ? -sign : nil
    }
    if let kernel = SingularKernel(denominator), let sign = sign(kernel, numerator) { return sign * kernel.removed }
    guard let kernel = SingularKernel(numerator), let sign = sign(kernel, denominator) else { return nil }
    return FactoredProduct(sign, over: kernel.removed)?.expression
  }

  /// A product without its removable singularities, if a factor is a quotient such as `1 / (exp(x) - 1)`.
  static func removableProduct(_ x: Expression, _ y: Expression) -> Expression? {
    guard x.isQuotient || y.isQuotient, var product = FactoredProduct(x, times: y), product.removeSingularities()
    else { return nil }
    return product.expression
  }

  /// Whether a division stands among the factors near the root.
  private var isQuotient: Bool {
    var pending = [self]
    for _ in 0..<8 {
      guard let next = pending.popLast() else { return false }
      switch next.kind {
      case .unary(.negate, let x): pending.append(x)
      case .binary(.divide, _, _): return true
      case .binary(.multiply, let x, let y): pending += [x, y]
      case .binary(.power, _, let exponent): if (exponent.constantValue ?? 0) < 0 { return true }
      default: break
      }
    }
    return false
  }
}

extension FactoredProduct {
  /// Applies the identities as long as one fits.
  fileprivate mutating func removeSingularities() -> Bool {
    guard factors.contains(where: { $0.exponent < 0 }) else { return false }
    var changed = false
    while removeSingularity() { changed = true }
    return changed
  }

  private mutating func removeSingularity() -> Bool {
    for (position, factor) in factors.enumerated() {
      guard let kernel = SingularKernel(factor.base) else { continue }
      let argument = ExpandedSum(kernel.argument)
      for (other, candidate) in factors.enumerated() where candidate.exponent.signum() == -factor.exponent.signum() {
        guard other != position, let ratio = ExpandedSum(candidate.base).ratio(to: argument) else { continue }
        let count = min(candidate.exponent.magnitude, factor.exponent.magnitude)
        // Where the kernel divides: candidate / kernel = ratio * removed / cofactor.
        let sense = -factor.exponent.signum() * Int(count)
        multiply(candidate.base, -sense)
        multiply(factor.base, sense)
        multiply(ratio, sense)
        multiply(kernel.cofactor, -sense)
        return multiply(factorsOf: kernel.removed, sense)
      }
    }
    return false
  }
}

/// A factor `cofactor * g(argument)` where `g` has a simple zero at 0, and the quotient `argument / g(argument)`.
private struct SingularKernel {
  let argument: Expression
  let cofactor: ExpandedSum.Term
  let removed: Expression

  init?(_ expression: Expression) {
    switch expression.kind {
    case .unary(.tanh, let u):
      let removed = Expression.unary(.bernoulli(order: 0), 2 * u) + u
      self.init(argument: u, removed: removed)
    case .unary(.sinh, let u):
      let removed = 2 * Expression.unary(.bernoulli(order: 0), u) / (1 + .exp(-u))
      self.init(argument: u, removed: removed)
    case .unary(.sin, let u):
      self.init(argument: u, removed: 1 / Expression.unary(.sinc(order: 0), u))
    case .unary(.log, let u):
      self.init(argument: u - 1, removed: 1 / Expression.unary(.bernoulli(order: 0), expression))
    case .binary(.add, _, _), .binary(.subtract, _, _):
      self.init(exponentialDifference: expression)
    default: return nil
    }
  }

  private init(argument: Expression, cofactor: ExpandedSum.Term = .one, removed: Expression) {
    (self.argument, self.cofactor, self.removed) = (argument, cofactor, removed)
  }

  /// Reads a difference of two exponential terms as `cofactor * (exp(w) - 1)`.
  private init?(exponentialDifference expression: Expression) {
    guard expression.holdsExponential else { return nil }
    let terms = ExpandedSum(expression).terms
    guard terms.count == 2 else { return nil }
    // The term with fewer factors, usually a number, is taken out.
    let (cofactor, other) =
      terms[0].factors.count <= terms[1].factors.count ? (terms[0], terms[1]) : (terms[1], terms[0])
    let quotient = other / cofactor
    guard quotient.coefficient < 0, !quotient.factors.isEmpty else { return nil }
    var argument: Expression = 0
    for factor in quotient.factors {
      guard case .unary(.exp, let exponent) = factor.base.kind else { return nil }
      argument = argument + Expression(Double(factor.exponent)) * exponent
    }
    let scale = -quotient.coefficient
    if (scale - 1).magnitude > ExpandedSum.tolerance { argument = argument + Expression(.log(scale)) }
    // other + cofactor = cofactor (1 - exp(w)) = -cofactor (exp(w) - 1).
    let negated = ExpandedSum.Term(coefficient: -cofactor.coefficient, factors: cofactor.factors)
    self.init(argument: argument, cofactor: negated, removed: .unary(.bernoulli(order: 0), argument))
  }
}

extension Expression {
  /// Whether an exponential stands among the terms and factors near the root.
  fileprivate var holdsExponential: Bool {
    var pending = [self]
    for _ in 0..<24 {
      guard let next = pending.popLast() else { return false }
      switch next.kind {
      case .unary(.exp, _): return true
      case .unary(.negate, let x): pending.append(x)
      case .binary(let function, let x, let y):
        if [.add, .subtract, .multiply, .divide].contains(function) { pending += [x, y] }
      default: break
      }
    }
    return false
  }
}
