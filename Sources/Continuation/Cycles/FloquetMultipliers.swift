// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The Floquet multipliers of a cycle from its condensed collocation matrix.
///
/// The linear flow once around satisfies A x(0) + C x(1) = 0, so the multipliers are the eigenvalues of the pencil
/// (A, -C), solved by QZ rather than by forming -inverse(C) A. The flow's own direction, whose multiplier is 1, is known and
/// deflated (Fairgrieve and Jepson 1991): another multiplier that comes near 1, as at a fold, keeps all its digits.
///
/// A pencil knows multipliers only down to round-off of the greatest growth within the turn. Where that would spoil those near
/// the unit circle, as in canards and near homoclinic orbits, and where digits of very small ones are wanted, all are taken as
/// eigenvalues of a product of transfer matrices over short times (`CycleTransfers`) in periodic Schur form (Bojanczyk, Golub and
/// Van Dooren 1992; Lust 2001), the flow's direction deflated wherever two of them meet.
struct FloquetMultipliers {
  /// The multiplier of the flow's direction as computed, which ought to be 1.
  let trivial: Double
  /// The others, by falling modulus.
  let others: [Complex<Double>]
  /// Whether they come from a product, so that also the smallest are known.
  let haveAllDigits: Bool

  init(trivial: Double, others: [Complex<Double>], haveAllDigits: Bool = false) {
    self.trivial = trivial
    self.others = others
    self.haveAllDigits = haveAllDigits
  }

  /// Computes the multipliers.
  /// - Parameters:
  ///   - factorization: The condensed equations.
  ///   - flow: The rate f at the start.
  ///   - scales: Typical sizes of the variables.
  ///   - determinant: The logarithm of the determinant of the linear flow (Liouville's formula).
  ///   - transfers: The linear flow as a product, asked for where it is needed.
  init(
    _ factorization: CollocationFactorization, flow: [Double], scales: [Double], determinant: Double,
    transfers: () -> CycleTransfers?
  ) {
    let scale = Matrix.diagonal(Array(scales.prefix(factorization.n)))
    let pencil = (factorization.transferStart * scale, -1 * factorization.transferEnd * scale)
    if factorization.n == 1 {
      // A cycle of one variable, an angle that goes round, has the trivial multiplier alone.
      self.init(trivial: pencil.0[0, 0] / pencil.1[0, 0], others: [])
      return
    }
    let deflated = FloquetMultipliers.deflated(pencil, direction: zip(flow, scales).map { $0 / $1 })
    let isWide = (deflated?.isWide ?? true) || factorization.largestGrowth > FloquetMultipliers.largestGrowth
    // Beside multipliers that a pencil does not know, those near the unit circle may be wrong, too.
    let isSpread = deflated.map { $0.areSpread || $0.loseDecay(determinant) } ?? false
    let isSmall = factorization.n <= CycleWork.largeDimension
    if isWide || isSpread && isSmall, let wide = transfers().flatMap(FloquetMultipliers.product) {
      self = wide
    } else if let deflated {
      self = deflated
    } else {
      self.init(values: GeneralizedEigenvalues(pencil.0, pencil.1)?.values ?? [])
    }
  }

  /// The multipliers with the one nearest to 1 taken for the trivial one.
  private init(values: [Complex<Double>], haveAllDigits: Bool = false) {
    self.haveAllDigits = haveAllDigits
    let nearest = values.indices.filter { values[$0].imaginary == 0 }
      .min { (values[$0] - 1).length < (values[$1] - 1).length }
    trivial = nearest.map { values[$0].real } ?? .nan
    others = FloquetMultipliers.sorted(values.indices.filter { $0 != nearest }.map { values[$0] })
  }

  private static func sorted(_ values: [Complex<Double>]) -> [Complex<Double>] {
    values.sorted { $0.length != $1.length ? $0.length > $1.length : $0.imaginary > $1.imaginary }
  }

  /// The logarithm of the growth within a turn beyond which a pencil, whose error is that of round-off times the growth,
  /// knows less than half of the digits: along repelling slow manifolds solutions grow and decay again.
  private static let largestGrowth = Double.log(1e8)

  /// Whether a pencil loses digits of multipliers near the unit circle.
  private var isWide: Bool {
    !others.allSatisfy { $0.length < 1e7 }
  }

  /// How far the flow's direction may be from an invariant one before it is not deflated.
  private static let largestLeak = 1e-3

  /// Deflates the direction v of the flow, A v = -C v, by reflections from both sides.
  private static func deflated(_ pencil: (Matrix, Matrix), direction: [Double]) -> FloquetMultipliers? {
    guard let right = Reflection(direction), let left = Reflection(pencil.0 * right.image) else {
      return nil
    }
    let (a, c) = (
      left.applied(toRowsOf: right.applied(toColumnsOf: pencil.0)),
      left.applied(toRowsOf: right.applied(toColumnsOf: pencil.1))
    )
    let leak = euclideanNorm(Array(c.column(0).dropFirst())) / abs(c[0, 0])
    guard leak < largestLeak, let rest = GeneralizedEigenvalues(a.withoutFirst, c.withoutFirst) else { return nil }
    return FloquetMultipliers(trivial: a[0, 0] / c[0, 0], others: sorted(rest.values))
  }

  /// Whether some are so small that a pencil does not know their digits.
  var areSpread: Bool { others.contains { $0.length < 1e-7 } }

  /// The logarithm of the part of the decay within a turn that may be missed.
  private static let lostDecay = 1.0

  /// Whether their product is not that of the linear flow: in an interval too long for it, what decays at once has a factor near 1 in
  /// modulus, and seems to be a multiplier near the unit circle.
  private func loseDecay(_ determinant: Double) -> Bool {
    let product = others.reduce(Double.log(abs(trivial))) { $0 + Double.log($1.length) }
    return product - determinant > FloquetMultipliers.lostDecay
  }

  /// The eigenvalues of the product of transfer matrices.
  static func product(_ transfers: CycleTransfers) -> FloquetMultipliers? {
    let reflections = transfers.flow.compactMap(Reflection.init)
    if reflections.count == transfers.factors.count + 1 {
      var (trivial, leak) = (1.0, 0.0)
      let rest = transfers.factors.enumerated().map { k, factor -> Matrix in
        let turned = reflections[k + 1].applied(toRowsOf: reflections[k].applied(toColumnsOf: factor))
        // The lengths of the flow's vectors cancel in one turn.
        trivial *= turned[0, 0] * reflections[k].length / reflections[k + 1].length
        leak = max(leak, euclideanNorm(Array(turned.column(0).dropFirst())) / abs(turned[0, 0]))
        return turned.withoutFirst
      }
      if leak < largestLeak, let values = ProductEigenvalues(rest)?.values {
        return FloquetMultipliers(trivial: trivial, others: values, haveAllDigits: transfers.resolvesDecay)
      }
    }
    return ProductEigenvalues(transfers.factors).map {
      FloquetMultipliers(values: $0.values, haveAllDigits: transfers.resolvesDecay)
    }
  }
}

/// The reflection that exchanges the first unit vector with the direction of a vector (Householder).
private struct Reflection {
  /// The direction, to which the first unit vector is taken.
  let image: [Double]
  let length: Double
  private let normal: [Double]

  init?(_ vector: [Double]) {
    length = euclideanNorm(vector)
    guard length > 0, length.isFinite else { return nil }
    let inverse = 1 / length
    image = vector.map { $0 * inverse }
    var difference = image
    difference[0] -= 1
    let norm = euclideanNorm(difference)
    normal = norm > 1e-300 ? difference.map { $0 / norm } : difference
  }

  func applied(toColumnsOf matrix: Matrix) -> Matrix {
    var result = matrix
    let products = matrix * normal
    for i in 0..<matrix.rowCount { for j in 0..<matrix.columnCount { result[i, j] -= 2 * products[i] * normal[j] } }
    return result
  }

  func applied(toRowsOf matrix: Matrix) -> Matrix {
    applied(toColumnsOf: matrix.transposed).transposed
  }
}

extension Matrix {
  /// The matrix without its first row and column.
  fileprivate var withoutFirst: Matrix {
    var rest = Matrix(rows: rowCount - 1, columns: columnCount - 1)
    for i in 1..<max(1, rowCount) { for j in 1..<max(1, columnCount) { rest[i - 1, j - 1] = self[i, j] } }
    return rest
  }
}
