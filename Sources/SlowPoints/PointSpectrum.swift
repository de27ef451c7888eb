// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import Networks
import RealModule

/// The eigenvalues of the Jacobian at a point, slowest to decay first, with eigenvectors of the leading ones.
package struct PointSpectrum: Sendable {
  /// The eigenvalues of a flow by falling real part, the multipliers of a map by falling magnitude.
  package var values: [Complex<Double>]
  /// For the first eigenvalues the right eigenvectors, of length 1.
  package var rightVectors: [[Complex<Double>]]
  /// For the first eigenvalues the left eigenvectors, of length 1.
  package var leftVectors: [[Complex<Double>]]

  /// Above this dimension eigenvectors come from inverse iteration for the leading eigenvalues alone.
  private static let wholeLimit = 400

  /// The number of variables.
  private(set) var dimension: Int

  /// Whether the eigenvalues are all that there are.
  var isWhole: Bool { values.count == dimension }

  /// The spectrum at a state; nil if the Jacobian is not finite.
  ///
  /// - Parameters:
  ///   - vectorCount: the number of eigenvectors that are wanted.
  ///   - partialCount: if told, so many eigenvalues do where all of them take long.
  package init?(_ problem: SlowPointProblem, at state: [Double], vectorCount: Int, partialCount: Int? = nil) {
    let isMap = problem.isMap
    dimension = state.count
    let products = problem.linearization(StateBatch([state], dimension: state.count))
    if let form = products?.jacobians.lowRankForm(at: 0), form.left.columnCount < state.count {
      guard let spectrum = PointSpectrum(form, vectorCount, isMap: isMap) else { return nil }
      self = spectrum
      correct(problem, state)
    } else if state.count <= Self.wholeLimit {
      guard let eigen = Eigendecomposition(problem.jacobian(at: state)) else { return nil }
      let order = PointSpectrum.order(eigen.values, isMap: isMap)
      values = order.map { eigen.values[$0] }
      rightVectors = order.prefix(vectorCount).map { eigen.rightVectors[$0] }
      leftVectors = order.prefix(vectorCount).map { eigen.leftVectors[$0] }
    } else if let matrix = products?.jacobians.sparse(at: 0) {
      guard
        let spectrum = PointSpectrum(symmetric: matrix, problem, at: state)
          ?? PointSpectrum(matrix, problem, largest: Self.greatestSparse)
          ?? PointSpectrum(matrix, problem, largest: 1)
      else { return nil }
      self = spectrum
    } else if let count = partialCount, let partial = PointSpectrum(nearestToRest: problem, at: state, count: count) {
      self = partial
    } else {
      guard
        let eigen = LeadingEigenvectors(
          problem.jacobian(at: state),
          choose: { values in
            Array(PointSpectrum.order(values, isMap: isMap).prefix(vectorCount))
          })
      else { return nil }
      values = PointSpectrum.order(eigen.values, isMap: isMap).map { eigen.values[$0] }
      (rightVectors, leftVectors) = (eigen.rightVectors, eigen.leftVectors)
    }
  }

  /// The eigenvalues nearest to rest alone, with their right eigenvectors: 20 times faster than all of them.
  ///
  /// - Parameter count: the number of eigenvalues, or one more so that no pair is torn apart.
  private init?(nearestToRest problem: SlowPointProblem, at state: [Double], count: Int) {
    var matrix = problem.jacobian(at: state)
    dimension = state.count
    // On a line of fixed points an eigenvalue is at rest exactly: the inverse is taken a little beside it.
    let shift = (problem.isMap ? 1 : 0) + Self.besideRest * matrix.frobeniusNorm / Double(dimension).squareRoot()
    for i in 0..<dimension { matrix[i, i] -= shift }
    let factorization = LUFactorization(matrix)
    guard
      let nearest = NearestEigenvalues(
        order: dimension, shift: shift, extent: NearestEigenvalues.Extent(radius: 0, least: count, greatest: count),
        withVectors: true, solve: factorization.solve)
    else { return nil }
    let order = PointSpectrum.order(nearest.values, isMap: problem.isMap)
    values = order.map { nearest.values[$0] }
    rightVectors = order.map { nearest.vectors[$0] }
    leftVectors = []
  }

  private static let besideRest = 1e-3

  /// Of a sparse matrix the eigenvalues nearest to where unstable ones can lie, for a map those nearest to rest, with their right
  /// eigenvectors.
  private init?(_ matrix: SparseMatrix, _ problem: SlowPointProblem, largest: Int) {
    dimension = matrix.rowCount
    var (shift, radius) = (1 + Self.besideRest, 0.0)
    if !problem.isMap {
      let (real, imaginary) = matrix.unstableBounds(scales: problem.scales)
      shift = max(real, imaginary, Self.besideRest * matrix.largestEntry)
      let reach = max(shift, real - shift)
      radius = (reach * reach + imaginary * imaginary).squareRoot()
    }
    guard let factorization = SparseLUFactorization(matrix, shift: shift),
      let nearest = NearestEigenvalues(
        order: dimension, shift: shift,
        extent: NearestEigenvalues.Extent(radius: radius, least: min(Self.leastSparse, largest), greatest: largest),
        withVectors: true, solve: factorization.solve)
    else { return nil }
    let order = PointSpectrum.order(nearest.values, isMap: problem.isMap)
    values = order.map { nearest.values[$0] }
    rightVectors = order.map { nearest.vectors[$0] }
    leftVectors = []
  }

  /// All eigenvalues where symmetry leaves the state unchanged and splits the matrix into small blocks; no eigenvectors.
  private init?(symmetric matrix: SparseMatrix, _ problem: SlowPointProblem, at state: [Double]) {
    let symmetry = problem.symmetry.value
    let tolerances = [Double](repeating: Self.equality * max(1, maximumNorm(state)), count: state.count)
    let cycles = symmetry.fixing(state, tolerances: tolerances, among: symmetry.generators)
      .map(PermutationSymmetry.cycles)
      .min { CyclicSpectrum.work(cycles: $0) < CyclicSpectrum.work(cycles: $1) }
    guard let cycles, CyclicSpectrum.isWorthwhile(cycles: cycles),
      let all = CyclicSpectrum(matrix, cycles: cycles).values
    else { return nil }
    dimension = state.count
    values = PointSpectrum.order(all, isMap: problem.isMap).map { all[$0] }
    (rightVectors, leftVectors) = ([], [])
  }

  private static let equality = 1e-9

  /// The number of eigenvalues that are computed of a sparse matrix, and how many there may be if they can be unstable.
  private static let (leastSparse, greatestSparse) = (24, 60)

  /// Corrects the leading eigenvalues by two-sided Rayleigh quotients `wᴴ J v / wᴴ v` with exact products: their errors are
  /// of second order in those of the vectors.
  private mutating func correct(_ problem: SlowPointProblem, _ state: [Double]) {
    let count = 2 * rightVectors.count
    guard count > 0 else { return }
    let copies = StateBatch([[Double]](repeating: state, count: count), dimension: state.count)
    let columns = StateBatch(
      rightVectors.flatMap { [$0.map { $0.real }, $0.map { $0.imaginary }] }, dimension: state.count)
    var images = columns
    guard let products = problem.linearization(copies) else { return }
    products.jacobians.multiply(columns.values, into: &images.values)
    let size = values.reduce(0) { max($0, $1.length) }
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
  package static func product(_ left: [Complex<Double>], _ right: [Complex<Double>]) -> Complex<Double> {
    zip(left, right).reduce(Complex(0)) { $0 + $1.0.conjugate * $1.1 }
  }

  /// From `J = s I + L R`: if `R L y = μ y`, then `L y` belongs to `s + μ`, and so does `zᴴ R` for left vectors z.
  private init?(_ form: LowRankJacobian, _ vectorCount: Int, isMap: Bool) {
    let (n, rank) = (form.left.rowCount, form.left.columnCount)
    guard let eigen = Eigendecomposition(form.right.product(form.left)) else { return nil }
    dimension = n
    let all =
      eigen.values.map { $0 + Complex(form.shift) } + [Complex<Double>](repeating: Complex(form.shift), count: n - rank)
    let order = PointSpectrum.order(all, isMap: isMap)
    let leading = order.prefix(vectorCount).prefix { $0 < rank }
    values = order.map { all[$0] }
    rightVectors = PointSpectrum.product(form.left, leading.map { eigen.rightVectors[$0] }, transposed: false)
    leftVectors = PointSpectrum.product(form.right, leading.map { eigen.leftVectors[$0] }, transposed: true)
  }

  /// Products of a matrix with complex vectors, of length 1.
  private static func product(
    _ matrix: Matrix, _ vectors: [[Complex<Double>]], transposed: Bool
  ) -> [[Complex<Double>]] {
    guard let length = vectors.first?.count else { return [] }
    let columns = StateBatch(vectors.flatMap { [$0.map { $0.real }, $0.map { $0.imaginary }] }, dimension: length)
    let parts = Matrix(rows: length, columns: columns.count, elements: columns.values)
    let products = matrix.product(parts, transposed: transposed)
    return vectors.indices.map { j in
      let vector = (0..<products.rowCount).map { Complex(products[$0, 2 * j], products[$0, 2 * j + 1]) }
      var square = 0.0
      for entry in vector { square += entry.lengthSquared }
      let size = square > 0 ? square.squareRoot() : 1
      return vector.map { Complex($0.real / size, $0.imaginary / size) }
    }
  }

  /// The places of eigenvalues, slowest to decay first.
  private static func order(_ values: [Complex<Double>], isMap: Bool) -> [Int] {
    let keys = values.map { isMap ? $0.length : $0.real }
    return values.indices.sorted { a, b in
      if keys[a] != keys[b] { return keys[a] > keys[b] }
      return values[a].imaginary != values[b].imaginary ? values[a].imaginary > values[b].imaginary : a < b
    }
  }
}
