// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CGSL

/// Powell's hybrid method with an exact Jacobian: Newton steps inside a trust region, steepest descent when they leave it
/// (GSL `multiroot_fdfsolver_hybridsj`, MINPACK's HYBRJ with internal scaling).
///
/// The globaliser in front of Newton's method: from a poor start it often arrives where Newton's method would wander off.
/// It may still end in a local minimum of the residual, which it then says.
public struct HybridRootFinder: Hashable, Sendable {
  /// The iteration has converged when the sum of the absolute residuals is below this.
  public var residualTolerance: Double
  /// The most iterations taken.
  public var maximumIterations: Int

  /// A root finder with the given tolerance on the residual.
  public init(residualTolerance: Double = 1e-10, maximumIterations: Int = 200) {
    self.residualTolerance = residualTolerance
    self.maximumIterations = maximumIterations
  }

  /// Solves `residual(x) = 0` from a starting point.
  ///
  /// - Parameters:
  ///   - start: the first iterate; at least one unknown.
  ///   - residual: the equations, as many as unknowns.
  ///   - jacobian: their exact Jacobian.
  public func solve(
    from start: [Double], residual: @escaping ([Double]) -> [Double], jacobian: @escaping ([Double]) -> Matrix
  ) -> RootOutcome {
    GSLLibrary.prepare()
    let n = start.count
    let first = residual(start)
    guard n > 0, first.allSatisfy(\.isFinite) else {
      return .stopped(.nonFinite, best: Root(point: start, residual: maximumNorm(first), iterations: 0))
    }
    guard let solver = gsl_multiroot_fdfsolver_alloc(bp_multiroot_hybridsj(), n), let initial = gsl_vector_alloc(n)
    else { return .stopped(.noProgress, best: Root(point: start, residual: maximumNorm(first), iterations: 0)) }
    defer {
      gsl_multiroot_fdfsolver_free(solver)
      gsl_vector_free(initial)
    }
    store(start, in: initial)
    let context = HybridContext(residual: residual, jacobian: jacobian)
    return withExtendedLifetime(context) {
      var system = gsl_multiroot_function_fdf(
        f: hybridResidual, df: hybridJacobian, fdf: hybridBoth, n: n,
        params: Unmanaged.passUnretained(context).toOpaque())
      return withUnsafeMutablePointer(to: &system) { system in
        guard gsl_multiroot_fdfsolver_set(solver, system, initial) == GSL_SUCCESS.code else {
          return .stopped(.nonFinite, best: Root(point: start, residual: maximumNorm(first), iterations: 0))
        }
        return iterate(solver)
      }
    }
  }

  private func iterate(_ solver: UnsafeMutablePointer<gsl_multiroot_fdfsolver>) -> RootOutcome {
    func root(_ iterations: Int) -> Root {
      Root(point: load(solver.pointee.x), residual: maximumNorm(load(solver.pointee.f)), iterations: iterations)
    }
    for iteration in 0...maximumIterations {
      if gsl_multiroot_test_residual(solver.pointee.f, residualTolerance) == GSL_SUCCESS.code {
        return .converged(root(iteration))
      }
      switch gsl_multiroot_fdfsolver_iterate(solver) {
      case GSL_SUCCESS.code: continue
      case GSL_EBADFUNC.code: return .stopped(.nonFinite, best: root(iteration))
      case GSL_ESING.code: return .stopped(.singularJacobian, best: root(iteration))
      default:
        // Steps at the limit of rounding count as "no progress" with GSL; the residual decides.
        let last = root(iteration)
        return last.residual <= residualTolerance ? .converged(last) : .stopped(.noProgress, best: last)
      }
    }
    return .stopped(.tooManyIterations(maximumIterations), best: root(maximumIterations))
  }
}

/// What GSL's callbacks need to know.
private final class HybridContext {
  let residual: ([Double]) -> [Double]
  let jacobian: ([Double]) -> Matrix

  init(residual: @escaping ([Double]) -> [Double], jacobian: @escaping ([Double]) -> Matrix) {
    self.residual = residual
    self.jacobian = jacobian
  }

  static func from(_ pointer: UnsafeMutableRawPointer?) -> HybridContext? {
    pointer.map { Unmanaged<HybridContext>.fromOpaque($0).takeUnretainedValue() }
  }

  func evaluate(_ x: UnsafePointer<gsl_vector>?, _ values: UnsafeMutablePointer<gsl_vector>?) -> Int32 {
    let result = residual(load(x))
    store(result, in: values)
    return result.allSatisfy(\.isFinite) ? GSL_SUCCESS.code : GSL_EBADFUNC.code
  }

  func differentiate(_ x: UnsafePointer<gsl_vector>?, _ entries: UnsafeMutablePointer<gsl_matrix>?) -> Int32 {
    let matrix = jacobian(load(x))
    for i in 0..<matrix.rowCount {
      for j in 0..<matrix.columnCount { gsl_matrix_set(entries, i, j, matrix[i, j]) }
    }
    return matrix.isFinite ? GSL_SUCCESS.code : GSL_EBADFUNC.code
  }
}

private func hybridResidual(
  _ x: UnsafePointer<gsl_vector>?, _ context: UnsafeMutableRawPointer?, _ values: UnsafeMutablePointer<gsl_vector>?
) -> Int32 {
  HybridContext.from(context)?.evaluate(x, values) ?? GSL_EBADFUNC.code
}

private func hybridJacobian(
  _ x: UnsafePointer<gsl_vector>?, _ context: UnsafeMutableRawPointer?, _ entries: UnsafeMutablePointer<gsl_matrix>?
) -> Int32 {
  HybridContext.from(context)?.differentiate(x, entries) ?? GSL_EBADFUNC.code
}

private func hybridBoth(
  _ x: UnsafePointer<gsl_vector>?, _ context: UnsafeMutableRawPointer?, _ values: UnsafeMutablePointer<gsl_vector>?,
  _ entries: UnsafeMutablePointer<gsl_matrix>?
) -> Int32 {
  let status = hybridResidual(x, context, values)
  return status == GSL_SUCCESS.code ? hybridJacobian(x, context, entries) : status
}
