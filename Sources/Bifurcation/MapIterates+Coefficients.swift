// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import RealModule

/// The coefficients of normal forms at bifurcations of a map's cycles.
///
/// They are those of the iterate's fixed point, but for the length of the critical vector: the map carries it from point to point
/// of the cycle, and its mean square over them is 1, as over a period of a flow. So they do not depend on the point at which the
/// cycle is entered.
extension MapIterates {
  /// A special point of a branch of cycles with the coefficients of the whole cycle.
  func normalized(_ special: SpecialEquilibrium, period: Int) -> SpecialEquilibrium {
    guard period > 1 else { return special }
    var result = special
    switch special.kind {
    case .limitPoint(let a):
      guard let vector = criticalVector(1, at: special.unknowns, period: period) else { return special }
      result.kind = .limitPoint(quadraticCoefficient: (vector.isTurned ? -1 : 1) * vector.length * a)
    case .flip(let b):
      guard let vector = criticalVector(-1, at: special.unknowns, period: period) else { return special }
      result.kind = .flip(coefficient: vector.length * vector.length * b)
    case .neimarkSacker(let angle, let d):
      let target = Complex(Double.cos(angle), Double.sin(angle))
      guard let vector = criticalVector(target, at: special.unknowns, period: period) else { return special }
      result.kind = .neimarkSacker(angle: angle, coefficient: vector.length * vector.length * d)
    case .branchPoint(.pitchfork(let c)):
      guard let vector = criticalVector(1, at: special.unknowns, period: period) else { return special }
      result.kind = .branchPoint(.pitchfork(cubicCoefficient: vector.length * vector.length * c))
    default: break
    }
    return result
  }

  /// The critical vector along a cycle.
  private struct CriticalVector {
    /// Its length at the first point, where the mean square over all points is 1.
    var length: Double
    /// Whether the sense in which its largest component at the first point is positive makes the largest of all negative.
    var isTurned: Bool
  }

  private func criticalVector(_ target: Complex<Double>, at unknowns: [Double], period: Int) -> CriticalVector? {
    let n = single.field.dimension
    let states = orbit(of: unknowns, period: period)
    let jacobians = states.map { single.jacobian(at: $0 + unknowns.suffix(1)) }
    let product = jacobians.dropFirst().reduce(jacobians[0]) { $1 * $0 }
    guard let eigen = Eigendecomposition(product),
      let index = eigen.values.indices.min(by: {
        (eigen.values[$0] - target).length < (eigen.values[$1] - target).length
      })
    else { return nil }
    var parts = [eigen.rightVectors[index].map(\.real), eigen.rightVectors[index].map(\.imaginary)]
    var squares: [Double] = []
    var components: [Double] = []
    for jacobian in jacobians {
      squares.append(parts.reduce(0) { $0 + square($1) })
      components += parts[0]
      parts = parts.map { jacobian * $0 }
    }
    let mean = squares.reduce(0, +) / Double(period)
    guard mean > 0, mean.isFinite, let first = largest(components[..<n]), let all = largest(components[...]) else {
      return nil
    }
    return CriticalVector(length: (squares[0] / mean).squareRoot(), isTurned: (first < 0) != (all < 0))
  }

  /// The component of largest modulus; of those that are equal but for rounding, the first.
  private func largest(_ components: ArraySlice<Double>) -> Double? {
    let size = components.reduce(0) { max($0, abs($1)) }
    return components.first { abs($0) > (1 - 1e-6) * size }
  }

  /// The square of a vector's length in the units of the model as written.
  private func square(_ vector: [Double]) -> Double {
    zip(vector, single.field.unitLengths).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }
  }
}
