// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import Networks
import RealModule

/// The eigenvalues of the Jacobian at a point, slowest to decay first, with eigenvectors of the leading ones.
struct PointSpectrum: Sendable {
  /// The eigenvalues of a flow by falling real part, the multipliers of a map by falling magnitude.
  var values: [Complex<Double>]
  /// For the first eigenvalues the right eigenvectors, of length 1.
  var rightVectors: [[Complex<Double>]]
  /// For the first eigenvalues the left eigenvectors, of length 1.
  var leftVectors: [[Complex<Double>]]

  /// Eigenvectors are computed up to this dimension, or if the Jacobian has low rank.
  private static let vectorLimit = 400

  /// The spectrum at a state; nil if the Jacobian is not finite.
  ///
  /// - Parameter vectorCount: the number of eigenvectors that are wanted.
  init?(_ problem: SlowPointProblem, at state: [Double], vectorCount: Int) {
    var isReduced = false
    let products = problem.linearization(StateBatch([state], dimension: state.count))
    if let form = products?.jacobians.lowRankForm(at: 0), form.left.columnCount < state.count {
      guard let spectrum = PointSpectrum.reduced(form, vectorCount) else { return nil }
      self = spectrum
      isReduced = true
    } else if state.count <= Self.vectorLimit {
      guard let eigen = Eigendecomposition(problem.jacobian(at: state)) else { return nil }
      self.init(values: eigen.values, rightVectors: eigen.rightVectors, leftVectors: eigen.leftVectors)
    } else {
      guard let values = Eigendecomposition.eigenvalues(problem.jacobian(at: state)) else { return nil }
      self.init(values: values, rightVectors: [], leftVectors: [])
    }
    sort(isMap: problem.isMap)
    rightVectors = Array(rightVectors.prefix(vectorCount))
    leftVectors = Array(leftVectors.prefix(vectorCount))
    if isReduced { correct(problem, state) }
  }

  /// Corrects the leading eigenvalues by two-sided Rayleigh quotients `wᴴ J v / wᴴ v` with exact products: their errors are
  /// of second order in those of the vectors.
  private mutating func correct(_ problem: SlowPointProblem, _ state: [Double]) {
    let count = 2 * rightVectors.count
    guard count > 0 else { return }
    let copies = StateBatch([[Double]](repeating: state, count: count), dimension: state.count)
    let columns = StateBatch(
      rightVectors.flatMap { [$0.map(\.real), $0.map(\.imaginary)] }, dimension: state.count)
    var images = columns
    guard let products = problem.linearization(copies) else { return }
    products.jacobians.multiply(columns.values, into: &images.values)
    let size = values.map(\.length).max() ?? 0
    for j in rightVectors.indices {
      let (real, imaginary) = (images.state(2 * j), images.state(2 * j + 1))
      let image = zip(real, imaginary).map { Complex($0, $1) }
      let overlap = PointSpectrum.product(leftVectors[j], rightVectors[j])
      let value = PointSpectrum.product(leftVectors[j], image) / overlap
      // Nearly parallel modes have no such quotient.
      if overlap.length > 1e-3, (value - values[j]).length < 1e-6 * size { values[j] = value }
    }
  }

  /// `wᴴ v`.
  static func product(_ left: [Complex<Double>], _ right: [Complex<Double>]) -> Complex<Double> {
    zip(left, right).reduce(Complex(0)) { $0 + $1.0.conjugate * $1.1 }
  }

  private init(values: [Complex<Double>], rightVectors: [[Complex<Double>]], leftVectors: [[Complex<Double>]]) {
    (self.values, self.rightVectors, self.leftVectors) = (values, rightVectors, leftVectors)
  }

  /// From `J = s I + L R`: if `R L y = μ y`, then `L y` belongs to `s + μ`, and so does `zᴴ R` for left vectors z.
  private static func reduced(_ form: LowRankJacobian, _ vectorCount: Int) -> PointSpectrum? {
    let (n, rank) = (form.left.rowCount, form.left.columnCount)
    guard let eigen = Eigendecomposition(form.right.product(form.left)) else { return nil }
    let values = eigen.values.map { $0 + Complex(form.shift) }
    let lifted = eigen.rightVectors.map { product(form.left, $0) }
    let lowered = eigen.leftVectors.map { product(form.right.transposed, $0) }
    return PointSpectrum(
      values: values + [Complex<Double>](repeating: Complex(form.shift), count: n - rank), rightVectors: lifted,
      leftVectors: lowered)
  }

  private static func product(_ matrix: Matrix, _ vector: [Complex<Double>]) -> [Complex<Double>] {
    let parts = Matrix(
      rows: vector.count, columns: 2, elements: vector.flatMap { [$0.real, $0.imaginary] })
    let product = matrix.product(parts)
    let length = euclideanNorm(product.elements)
    return (0..<matrix.rowCount).map { Complex(product[$0, 0], product[$0, 1]) / Complex(length > 0 ? length : 1) }
  }

  /// Slowest to decay first; eigenvectors move with their eigenvalues.
  private mutating func sort(isMap: Bool) {
    func key(_ value: Complex<Double>) -> Double { isMap ? value.length : value.real }
    let order = values.indices.sorted { a, b in
      let (x, y) = (key(values[a]), key(values[b]))
      if x != y { return x > y }
      return values[a].imaginary != values[b].imaginary ? values[a].imaginary > values[b].imaginary : a < b
    }
    let (right, left) = (rightVectors, leftVectors)
    values = order.map { values[$0] }
    let known = order.prefix { $0 < right.count }
    rightVectors = known.map { right[$0] }
    leftVectors = known.map { left[$0] }
  }
}
