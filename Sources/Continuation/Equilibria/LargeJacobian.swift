// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule

/// How the Jacobian of a flow of many variables is factorised: in a narrow band where an order of the variables makes one, else
/// without its zeros where it has many, else as a dense matrix.
struct LargeStructure: Sendable {
  /// Up to this number of variables dense linear algebra does as well as bands.
  static let bandDimension = 100
  /// Up to this number of variables all eigenvalues are computed where there is no band.
  static let spectrumDimension = 400

  /// The order of the variables that makes a band.
  let ordering: BandOrdering?
  /// Whether the Jacobian is factorised without its zeros, where there is no band, as with a variable that all others share.
  let isSparse: Bool

  /// nil for systems that are not large.
  init?(_ field: ParameterizedField) {
    let n = field.dimension
    guard n > LargeStructure.bandDimension, !field.isMap else { return nil }
    if let sparse = field.sparseJacobian {
      let ordering = BandOrdering(
        order: n, rows: sparse.entries.map(\.row), columns: sparse.entries.map(\.column))
      if 8 * ordering.width < n {
        (self.ordering, isSparse) = (ordering, false)
        return
      }
    }
    guard n > LargeStructure.spectrumDimension else { return nil }
    ordering = nil
    isSparse = field.sparseJacobian.map { 8 * $0.entries.count < n * n } ?? false
  }
}

/// The Jacobian A of a large flow at a point, and its derivative by the parameter.
struct LargeJacobian: Sendable {
  /// A, with the derivative by the parameter as its last column.
  let matrix: SparseMatrix
  private let ordering: BandOrdering?
  private let isSparse: Bool
  private let scales: [Double]
  /// The cycles of a permutation that leaves the equations and the point unchanged.
  private let cycles: [[Int]]?

  init(_ problem: EquilibriumProblem, _ structure: LargeStructure, at unknowns: [Double]) {
    matrix = problem.field.sparseDerivatives(at: unknowns)
    (ordering, isSparse) = (structure.ordering, structure.isSparse)
    scales = Array(problem.scales.prefix(problem.field.dimension))
    cycles = LargeJacobian.cycles(problem.field.symmetry, at: unknowns, scales)
  }

  /// Values that differ by less, relative to their variables' sizes, count as equal.
  private static let equality = 1e-9

  /// The cycles of the permutation that splits the matrix into the smallest blocks; nil if none leaves the point unchanged.
  private static func cycles(_ symmetry: PermutationSymmetry, at unknowns: [Double], _ scales: [Double]) -> [[Int]]? {
    symmetry.fixing(unknowns, tolerances: scales.map { equality * $0 }, among: symmetry.generators)
      .map(PermutationSymmetry.cycles)
      .min { CyclicSpectrum.work(cycles: $0) < CyclicSpectrum.work(cycles: $1) }
  }

  /// The number of variables.
  var dimension: Int { matrix.rowCount }

  /// The derivative of f by the parameter.
  var parameterColumn: [Double] { matrix * unit(dimension, dimension + 1) }

  /// A q.
  func times(_ q: [Double]) -> [Double] { matrix * (q + [0]) }

  /// A q for a complex vector.
  func times(_ q: ComplexVector) -> ComplexVector {
    ComplexVector(real: times(q.real), imaginary: times(q.imaginary))
  }

  /// Factorises A - s for a real s; nil if an entry is not finite.
  func factorize(shift: Double = 0) -> (any LinearFactorization)? {
    guard matrix.isFinite else { return nil }
    if let ordering { return BandedLUFactorization(matrix, ordering: ordering, shift: shift) }
    if isSparse { return SparseLUFactorization(matrix, shift: shift) }
    return LUFactorization(square - shift * Matrix.identity(dimension))
  }

  /// Factorises A - s for a complex s, in real and imaginary parts that alternate; nil if an entry is not finite.
  func factorize(shift: Complex<Double>) -> (any LinearFactorization)? {
    guard matrix.isFinite else { return nil }
    if let ordering { return BandedLUFactorization(matrix, ordering: ordering, shift: shift) }
    if isSparse { return SparseLUFactorization(matrix, shift: shift) }
    var doubled = Matrix(rows: 2 * dimension, columns: 2 * dimension)
    let square = square
    for i in 0..<dimension {
      for j in 0..<dimension {
        let value = square[i, j] - (i == j ? shift.real : 0)
        doubled[2 * i, 2 * j] = value
        doubled[2 * i + 1, 2 * j + 1] = value
      }
      doubled[2 * i, 2 * i + 1] = shift.imaginary
      doubled[2 * i + 1, 2 * i] = -shift.imaginary
    }
    return LUFactorization(doubled)
  }

  /// A as a dense matrix.
  var square: Matrix {
    var square = Matrix(rows: dimension, columns: dimension)
    for (place, value) in matrix.values.enumerated() where matrix.columns[place] < dimension {
      square[matrix.rows[place], matrix.columns[place]] += value
    }
    return square
  }

  /// The eigenvalues that matter for stability: all with a real part that is not negative, and some others.
  ///
  /// Gershgorin's discs of the symmetric and the skew part bound the real and the imaginary parts of unstable eigenvalues; a
  /// disc around a point on the real axis that holds them all is searched. Of more than a hundred eigenvalues within it the
  /// nearest are taken, and `holdsUnstable` tells whether no unstable one can be among the others. At a point that symmetry leaves
  /// unchanged all come from small blocks, if these take less.
  var leadingEigenvalues: (values: [Complex<Double>], holdsUnstable: Bool) {
    if let cycles, CyclicSpectrum.isWorthwhile(cycles: cycles),
      let all = CyclicSpectrum(matrix, cycles: cycles).values
    {
      return (all, true)
    }
    let (real, imaginary) = matrix.unstableBounds(scales: scales)
    let shift = Swift.max(real, imaginary)
    let reach = Swift.max(shift, real - shift)
    let radius = (reach * reach + imaginary * imaginary).squareRoot()
    guard let factorization = factorize(shift: shift) else { return ([], false) }
    let nearest = NearestEigenvalues(
      order: dimension, shift: shift,
      extent: NearestEigenvalues.Extent(radius: radius, least: 8, greatest: 100), solve: factorization.solve)
    if let nearest { return (nearest.values, nearest.radius >= radius || nearest.values.count == dimension) }
    let all = Eigendecomposition.eigenvalues(square)
    return (all ?? [], all != nil)
  }
}
