// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Symbolics

/// A root z of equations g(w, z) = 0 for one w, and how it is followed when w changes.
struct ImplicitRoot: Sendable {
  /// The root.
  private(set) var values: [Double]
  /// g_z there.
  private(set) var jacobian: Matrix
  /// The sign of the determinant of g_z, which changes only at folds.
  private var sign: Int
  /// Typical sizes of the components.
  private let sizes: [Double]

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
      let matrix = jacobian(values)
      let sign = LUFactorization(matrix).determinantSign
      if sign != 0 { return ImplicitRoot(values: values, jacobian: matrix, sign: sign, sizes: sizes) }
    }
    return nil
  }

  /// The root at the end of a path of straight pieces, the first point of which is this root's.
  func continued(_ equations: any CompiledFunction, through path: [[Double]]) -> ImplicitRoot? {
    var root = self
    for (from, to) in zip(path, path.dropFirst()) {
      var (done, step) = (0.0, 1.0)
      while done < 1 {
        let next = min(1, done + step)
        let inputs = next == 1 ? to : zip(from, to).map { $0 + next * ($1 - $0) }
        switch root.corrected(equations, at: inputs) {
        case .found(let corrected):
          (root, done) = (corrected, next)
          step *= 2
        case .slow:
          step /= 4
          if step < 1e-15 { return nil }
        case .acrossFold:
          step /= 4
          if step < 1e-7 { return nil }
        }
      }
    }
    return root
  }

  private enum Correction {
    case found(ImplicitRoot)
    /// The corrections do not shrink fast from the start.
    case slow
    /// The sign of the determinant is another one.
    case acrossFold
  }

  /// Newton's method from this root at other inputs.
  private func corrected(_ equations: any CompiledFunction, at inputs: [Double]) -> Correction {
    var root = self
    var last = Double.infinity
    for _ in 0..<12 {
      let (residual, matrix) = ImplicitRoot.evaluate(equations, inputs, root.values)
      let factorization = LUFactorization(matrix)
      guard residual.allSatisfy(\.isFinite), matrix.isFinite else { return .slow }
      guard factorization.determinantSign == sign, let correction = factorization.solve(residual) else {
        return .acrossFold
      }
      var length = 0.0
      for i in correction.indices {
        length = max(length, abs(correction[i]) / (abs(root.values[i]) + sizes[i]))
        root.values[i] -= correction[i]
      }
      root.jacobian = matrix
      let contraction = last < .infinity ? length / last : 1
      if length <= 1e-14 || length * contraction <= 1e-16 || (contraction > 0.25 && length <= 1e-11) {
        return .found(root)
      }
      guard contraction <= 0.25 || last == .infinity else { return .slow }
      last = length
    }
    return .slow
  }

  private static func evaluate(
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
