// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The Floquet multipliers of a cycle from its condensed collocation matrix (Fairgrieve and Jepson 1991).
///
/// The linear flow once around satisfies A x(0) + C x(1) = 0, so the multipliers are the eigenvalues of the pencil
/// (A, -C); solving the pencil by QZ, rather than forming -inverse(C) A, keeps both very large and very small ones.
struct FloquetMultipliers {
  /// The multiplier nearest to 1.
  let trivial: Double
  /// The others, by falling modulus.
  let others: [Complex<Double>]

  init(trivial: Double, others: [Complex<Double>]) {
    self.trivial = trivial
    self.others = others
  }

  init(_ factorization: CollocationFactorization) {
    let pencil = GeneralizedEigenvalues(factorization.transferStart, -1 * factorization.transferEnd)
    let values = pencil?.values ?? []
    let nearest = values.indices.filter { values[$0].imaginary == 0 }
      .min { (values[$0] - 1).length < (values[$1] - 1).length }
    trivial = nearest.map { values[$0].real } ?? .nan
    others = values.indices.filter { $0 != nearest }.map { values[$0] }.sorted {
      $0.length != $1.length ? $0.length > $1.length : $0.imaginary > $1.imaginary
    }
  }
}
