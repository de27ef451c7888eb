// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Symbolics

/// A root z of equations g(w, z) = 0 for one w.
struct ImplicitRoot: Sendable {
  /// The root.
  let values: [Double]
  /// The sign of the determinant of g_z, which changes only at folds.
  let determinantSign: Int
  /// Typical sizes of the components.
  let sizes: [Double]

  /// A root near a guess: by Newton's method, by Powell's hybrid method, and then by either from points around the guess.
  static func first(of equations: any CompiledFunction, at inputs: [Double], near guess: [Double]) -> ImplicitRoot? {
    let guess = guess.map { $0.isFinite ? $0 : 0 }
    let sizes = guess.map { $0 == 0 ? 1 : abs($0) }
    func residual(_ z: [Double]) -> [Double] { evaluate(equations, inputs, z).residual }
    func jacobian(_ z: [Double]) -> Matrix { evaluate(equations, inputs, z).jacobian }
    let newton = NewtonSolver()
    func root(from start: [Double]) -> [Double]? {
      if let root = newton.solve(from: start, scales: sizes, residual: residual, jacobian: jacobian).root {
        return root.point
      }
      let hybrid = HybridRootFinder(residualTolerance: 1e-10 * max(1, maximumNorm(residual(start))))
      guard let near = hybrid.solve(from: start, residual: residual, jacobian: jacobian).root else { return nil }
      return newton.solve(from: near.point, scales: sizes, residual: residual, jacobian: jacobian).root?.point
    }
    func starts(within reach: Double) -> [[Double]] {
      let box = zip(guess, sizes).map { value, size in value - reach * size...value + reach * size }
      return QuasiRandomSequence.points(16, in: box)
    }
    for start in [guess] + starts(within: 1) + starts(within: 10) + starts(within: 100) {
      guard let values = root(from: start) else { continue }
      let sign = LUFactorization(jacobian(values)).determinantSign
      if sign != 0 { return ImplicitRoot(values: values, determinantSign: sign, sizes: sizes) }
    }
    return nil
  }

  /// g and g_z at one point.
  static func evaluate(
    _ equations: any CompiledFunction, _ inputs: [Double], _ values: [Double]
  ) -> (residual: [Double], jacobian: Matrix) {
    let n = values.count
    let all = inputs + values
    let results = [Double](unsafeUninitializedCapacity: n + n * n) { output, initialized in
      all.withUnsafeBufferPointer { all in
        withUnsafeTemporaryAllocation(of: UnsafePointer<Double>.self, capacity: all.count) { lanes in
          guard let base = lanes.baseAddress, let values = all.baseAddress, let output = output.baseAddress
          else { return }
          for index in 0..<all.count { (base + index).initialize(to: values + index) }
          // There are no uniform inputs.
          equations.run(laneInputs: UnsafePointer(base), uniformInputs: values, count: 1, into: output, stride: 1)
          initialized = n + n * n
        }
      }
    }
    return (Array(results.prefix(n)), Matrix(rows: n, columns: n, elements: Array(results.dropFirst(n))))
  }
}
