// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CGSL

/// The minimum of a smooth function of several variables by the method of Broyden, Fletcher, Goldfarb and Shanno (GSL's
/// `vector_bfgs2`: limited to one pair of vectors, with Fletcher's line search).
///
/// Source: Fletcher 1987, Practical Methods of Optimization, algorithms 2.6.2 and 2.6.4.
public struct BFGSMinimizer: Hashable, Sendable {
  /// The iteration ends when the gradient is shorter than this.
  public var tolerance: Double
  /// The most iterations.
  public var maximumIterations: Int

  /// A minimiser.
  public init(tolerance: Double = 1e-12, maximumIterations: Int = 2000) {
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
  }

  /// The point at which the iteration ended: the gradient became short, no step was better, or the limit was reached.
  ///
  /// - Parameters:
  ///   - start: where to begin.
  ///   - firstStep: the length of the first trial step.
  ///   - function: the value and the gradient at a point.
  /// - Returns: the point and the iterations taken; nil if the function is not finite at the start.
  public func minimum(
    from start: [Double], firstStep: Double, function: ([Double]) -> (value: Double, gradient: [Double])
  ) -> (point: [Double], iterations: Int)? {
    GSLLibrary.prepare()
    guard !start.isEmpty, function(start).value.isFinite else { return nil }
    return withoutActuallyEscaping(function) { function in
      let box = FunctionBox(function)
      guard let vector = gsl_vector_alloc(start.count),
        let minimizer = gsl_multimin_fdfminimizer_alloc(bp_multimin_bfgs2(), start.count)
      else { return nil }
      defer {
        gsl_multimin_fdfminimizer_free(minimizer)
        gsl_vector_free(vector)
      }
      store(start, in: vector)
      return withExtendedLifetime(box) { () -> (point: [Double], iterations: Int)? in
        var problem = box.problem(dimension: start.count)
        return withUnsafeMutablePointer(to: &problem) { problem in
          guard gsl_multimin_fdfminimizer_set(minimizer, problem, vector, firstStep, 0.1) == GSL_SUCCESS.code else {
            return nil
          }
          var iterations = 0
          while iterations < maximumIterations {
            iterations += 1
            if gsl_multimin_fdfminimizer_iterate(minimizer) != GSL_SUCCESS.code { break }
            if gsl_multimin_test_gradient(minimizer.pointee.gradient, tolerance) == GSL_SUCCESS.code { break }
          }
          return (load(minimizer.pointee.x), iterations)
        }
      }
    }
  }

  /// Lets C call a Swift closure.
  private final class FunctionBox {
    let function: ([Double]) -> (value: Double, gradient: [Double])

    init(_ function: @escaping ([Double]) -> (value: Double, gradient: [Double])) { self.function = function }

    func problem(dimension: Int) -> gsl_multimin_function_fdf {
      gsl_multimin_function_fdf(
        f: { point, box in box.map { FunctionBox.of($0).function(load(point)).value } ?? .nan },
        df: { point, box, gradient in
          if let box { store(FunctionBox.of(box).function(load(point)).gradient, in: gradient) }
        },
        fdf: { point, box, value, gradient in
          guard let box else { return }
          let result = FunctionBox.of(box).function(load(point))
          value?.pointee = result.value
          store(result.gradient, in: gradient)
        }, n: dimension, params: Unmanaged.passUnretained(self).toOpaque())
    }

    static func of(_ pointer: UnsafeMutableRawPointer) -> FunctionBox {
      Unmanaged<FunctionBox>.fromOpaque(pointer).takeUnretainedValue()
    }
  }
}
