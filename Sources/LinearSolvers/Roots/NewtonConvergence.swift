// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Tells from the lengths of Newton's corrections, in natural units, whether an iteration without damping has converged, and whether it
/// never will.
public struct NewtonConvergence {
  /// What a correction says.
  enum Verdict {
    /// There is more to do.
    case goesOn
    /// With this correction the solution is reached.
    case converged
    /// The corrections grow.
    case diverges
  }

  /// Shorter corrections are none.
  public let tolerance: Double
  private var last = Double.infinity
  private var count = 0

  /// Corrections below this length that do not shrink by this factor are round-off.
  private static let (roundOff, shrinking) = (1e-7, 0.5)
  /// After so many corrections they must not grow by this factor.
  private static let (patience, growth) = (3, 2.0)

  /// Before the first correction.
  init(tolerance: Double) { self.tolerance = tolerance }

  /// Newton's method without damping, for unknowns of any kind.
  /// - Parameters:
  ///   - tolerance: Shorter corrections are none.
  ///   - limit: The most corrections.
  ///   - correct: Makes the next correction and gives its length; nil if there is none.
  /// - Returns: the number of corrections that led to the solution; nil if they do not lead to one.
  public static func iterate(tolerance: Double, limit: Int, correct: () -> Double?) -> Int? {
    var convergence = NewtonConvergence(tolerance: tolerance)
    for iteration in 1...max(1, limit) {
      guard let length = correct() else { return nil }
      switch convergence.judge(length) {
      case .goesOn: continue
      case .converged: return iteration
      case .diverges: return nil
      }
    }
    return nil
  }

  /// Takes note of the length of the next correction.
  mutating func judge(_ length: Double) -> Verdict {
    count += 1
    defer { last = length }
    guard length.isFinite, count < Self.patience || length < max(Self.growth * last, Self.roundOff) else {
      return .diverges
    }
    return length < tolerance || (length < Self.roundOff && length > Self.shrinking * last) ? .converged : .goesOn
  }
}
