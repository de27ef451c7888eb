// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule

/// The directions in which branches of cycles leave a Hopf point at which symmetry makes several pairs of eigenvalues imaginary.
///
/// A vector of the critical eigenspace that a symmetry multiplies by a number, as no other but its multiples, gives a branch of
/// cycles with that symmetry in space and time (the equivariant Hopf theorem: Golubitsky and Stewart 1985, Arch. Rational Mech.
/// Anal. 87, 107). In a ring they are rotating and standing waves. Of vectors that symmetries take into each other one is listed.
public struct HopfDirections: Sendable {
  /// Vectors of length 1; the first of a simple pair is its eigenvector. None where more than two pairs coincide.
  public let vectors: [[Complex<Double>]]
  /// For each vector the number of branches that symmetry makes of its own, itself included.
  public let copies: [Int]

  /// At most so many symmetries are tried.
  private static let elementLimit = 2000
  /// Numbers that differ by less are equal.
  private static let equality = 1e-6

  /// Finds the directions at a Hopf point.
  public init(at hopf: SpecialEquilibrium, on problem: EquilibriumProblem) {
    guard case .hopf(let frequency, _) = hopf.kind, hopf.multiplicity <= 2,
      let eigen = Eigendecomposition(problem.jacobian(at: hopf.unknowns))
    else {
      (vectors, copies) = ([], [])
      return
    }
    let target = Complex(0, frequency)
    let nearest = eigen.values.indices.sorted {
      ((eigen.values[$0] - target).length, $0) < ((eigen.values[$1] - target).length, $1)
    }
    let basis = HopfDirections.orthonormal(nearest.prefix(hopf.multiplicity).map { eigen.rightVectors[$0] })
    let elements = HopfDirections.elements(fixing: hopf, problem)
    var found: [[Complex<Double>]] = []
    for vector in hopf.multiplicity == 1 ? basis : HopfDirections.eigenvectors(basis, elements)
    where !found.contains(where: { HopfDirections.count(elements, taking: $0, to: vector) > 0 }) {
      found.append(vector)
    }
    vectors = found
    copies = found.map { elements.count / max(1, HopfDirections.count(elements, taking: $0, to: $0)) }
  }

  /// The symmetries that leave the equilibrium unchanged, the identity among them.
  private static func elements(fixing hopf: SpecialEquilibrium, _ problem: EquilibriumProblem) -> [[Int]] {
    let symmetry = problem.field.symmetry
    let identity = Array(0..<problem.field.dimension)
    guard !symmetry.isTrivial, let all = symmetry.elements(atMost: elementLimit) else { return [identity] }
    return symmetry.fixing(hopf.unknowns, tolerances: problem.scales.map { equality * $0 }, among: all)
  }

  /// Vectors of a plane that a symmetry multiplies by one of two different numbers.
  private static func eigenvectors(_ basis: [[Complex<Double>]], _ elements: [[Int]]) -> [[Complex<Double>]] {
    guard basis.count == 2 else { return basis }
    return elements.flatMap { element -> [[Complex<Double>]] in
      let images = basis.map { PermutationSymmetry.apply(element, to: $0) }
      let (a, b) = (product(basis[0], images[0]), product(basis[0], images[1]))
      let (c, d) = (product(basis[1], images[0]), product(basis[1], images[1]))
      let half = Complex(0.5) * (a - d)
      let root = Complex.sqrt(half * half + b * c)
      guard root.length > equality else { return [] }
      return [root, -root].map { root in
        // Of (b, value - a) and (value - d, c) the longer.
        let (first, second) = ((b, root - half), (half + root, c))
        let isFirst = first.0.length + first.1.length > second.0.length + second.1.length
        let (x, y) = isFirst ? first : second
        return normalized(zip(basis[0], basis[1]).map { x * $0 + y * $1 })
      }
    }
  }

  /// The number of symmetries that take a vector to a multiple of another.
  private static func count(
    _ elements: [[Int]], taking vector: [Complex<Double>], to other: [Complex<Double>]
  ) -> Int {
    elements.count { product(other, PermutationSymmetry.apply($0, to: vector)).length > 1 - equality }
  }

  private static func product(_ a: [Complex<Double>], _ b: [Complex<Double>]) -> Complex<Double> {
    zip(a, b).reduce(Complex(0)) { $0 + $1.0.conjugate * $1.1 }
  }

  private static func normalized(_ vector: [Complex<Double>]) -> [Complex<Double>] {
    let length = product(vector, vector).real.squareRoot()
    return vector.map { Complex(1 / length) * $0 }
  }

  private static func orthonormal(_ vectors: [[Complex<Double>]]) -> [[Complex<Double>]] {
    var basis: [[Complex<Double>]] = []
    for vector in vectors {
      var rest = vector
      for known in basis + basis {
        let share = product(known, rest)
        for i in rest.indices { rest[i] -= share * known[i] }
      }
      let length = product(rest, rest).real.squareRoot()
      if length > equality { basis.append(rest.map { Complex(1 / length) * $0 }) }
    }
    return basis
  }
}
