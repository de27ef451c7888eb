// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The root of a continuous scalar function between two points where its signs differ, by Brent's method: bisection,
/// secant and inverse quadratic interpolation, never slower than bisection by more than a constant factor.
///
/// Source: Brent 1973, Algorithms for Minimization without Derivatives, chapter 4, procedure zero.
public struct BrentRootFinder: Hashable, Sendable {
  /// The interval that holds the root is narrowed to this width (plus two units in the last place of the root).
  public var tolerance: Double
  /// The most evaluations of the function.
  public var maximumEvaluations: Int

  /// A root finder that narrows the interval to `tolerance`; zero asks for round-off.
  public init(tolerance: Double = 0, maximumEvaluations: Int = 200) {
    self.tolerance = tolerance
    self.maximumEvaluations = maximumEvaluations
  }

  /// Finds a root between `lower` and `upper`.
  ///
  /// - Parameters:
  ///   - lower: one end.
  ///   - upper: the other.
  ///   - valueAtLower: the function's value at `lower` if it is known.
  ///   - valueAtUpper: likewise at `upper`.
  ///   - function: the function whose root is wanted.
  /// - Returns: the end of the final interval with the smaller residual, or the reason why there is none: the signs do
  ///   not differ, or the function is not a number in between.
  public func solve(
    from lower: Double, to upper: Double, valueAtLower: Double? = nil, valueAtUpper: Double? = nil,
    _ function: (Double) -> Double
  ) -> ScalarRootOutcome {
    // b is the best point, a the one before, c the other end of the bracket.
    var (a, b) = (lower, upper)
    var (fa, fb) = (valueAtLower ?? function(lower), valueAtUpper ?? function(upper))
    if fa == 0 { return .converged(a) }
    if fb == 0 { return .converged(b) }
    if fa.isNaN || fb.isNaN { return .notFinite(at: fa.isNaN ? a : b) }
    guard (fa < 0) != (fb < 0) else { return .notBracketed }
    var (c, fc) = (a, fa)
    var step = b - a
    var previousStep = step
    for _ in 0..<maximumEvaluations {
      if (fb < 0) == (fc < 0) {
        (c, fc) = (a, fa)
        step = b - a
        previousStep = step
      }
      if abs(fc) < abs(fb) {
        (a, b, c) = (b, c, b)
        (fa, fb, fc) = (fb, fc, fb)
      }
      let width = 2 * Double.ulpOfOne * abs(b) + 0.5 * tolerance
      let half = 0.5 * (c - b)
      if abs(half) <= width || fb == 0 { return .converged(b) }
      let trial = Self.interpolated((a, fa), (b, fb), (c, fc))
      if abs(previousStep) >= width, abs(fa) > abs(fb), let trial,
        2 * abs(trial) < min(3 * abs(half) - width, abs(previousStep)), trial * half > 0
      {
        previousStep = step
        step = trial
      } else {
        step = half
        previousStep = half
      }
      (a, fa) = (b, fb)
      b += abs(step) > width ? step : (half > 0 ? max(width, b.ulp) : -max(width, b.ulp))
      fb = function(b)
      if fb.isNaN { return .notFinite(at: b) }
    }
    return .tooManyEvaluations(best: b)
  }

  /// The step from b that inverse quadratic (or, with two distinct points, linear) interpolation suggests.
  private static func interpolated(
    _ a: (x: Double, f: Double), _ b: (x: Double, f: Double), _ c: (x: Double, f: Double)
  ) -> Double? {
    let s = b.f / a.f
    let half = 0.5 * (c.x - b.x)
    var (p, q): (Double, Double)
    if a.x == c.x {
      (p, q) = (2 * half * s, 1 - s)
    } else {
      let (t, r) = (a.f / c.f, b.f / c.f)
      p = s * (2 * half * t * (t - r) - (b.x - a.x) * (r - 1))
      q = (t - 1) * (r - 1) * (s - 1)
    }
    q = p > 0 ? -q : q
    p = abs(p)
    let step = p / q
    return step.isFinite ? step : nil
  }
}

/// What a search for a root of one equation came to.
public enum ScalarRootOutcome: Hashable, Sendable {
  /// The root, to the tolerance asked for.
  case converged(Double)
  /// The function has the same sign at both ends.
  case notBracketed
  /// The function is not a number at a point it had to be evaluated at.
  case notFinite(at: Double)
  /// The limit on evaluations was reached; the best point seen.
  case tooManyEvaluations(best: Double)

  /// The root, if one was found.
  public var root: Double? {
    if case .converged(let root) = self { return root }
    return nil
  }
}
