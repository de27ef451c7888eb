// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule

/// How the Jacobian of a flow of many variables is factorised: in a narrow band where an order of the variables makes one,
/// else as a dense matrix.
struct LargeStructure: Sendable {
  /// Up to this number of variables dense linear algebra does as well as bands.
  static let bandDimension = 100
  /// Up to this number of variables all eigenvalues are computed where there is no band.
  static let spectrumDimension = 400

  /// The order of the variables that makes a band.
  let ordering: BandOrdering?

  /// nil for systems that are not large.
  init?(_ field: ParameterizedField) {
    let n = field.dimension
    guard n > LargeStructure.bandDimension, !field.isMap else { return nil }
    if let sparse = field.sparseJacobian {
      let ordering = BandOrdering(
        order: n, rows: sparse.entries.map(\.row), columns: sparse.entries.map(\.column))
      if 8 * ordering.width < n {
        self.ordering = ordering
        return
      }
    }
    guard n > LargeStructure.spectrumDimension else { return nil }
    ordering = nil
  }
}

/// The Jacobian A of a large flow at a point, and its derivative by the parameter.
struct LargeJacobian: Sendable {
  /// A, with the derivative by the parameter as its last column.
  let matrix: SparseMatrix
  private let ordering: BandOrdering?
  private let scales: [Double]

  init(_ problem: EquilibriumProblem, _ structure: LargeStructure, at unknowns: [Double]) {
    matrix = problem.field.sparseDerivatives(at: unknowns)
    ordering = structure.ordering
    scales = Array(problem.scales.prefix(problem.field.dimension))
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
    return LUFactorization(square - shift * Matrix.identity(dimension))
  }

  /// Factorises A - s for a complex s, in real and imaginary parts that alternate; nil if an entry is not finite.
  func factorize(shift: Complex<Double>) -> (any LinearFactorization)? {
    guard matrix.isFinite else { return nil }
    if let ordering { return BandedLUFactorization(matrix, ordering: ordering, shift: shift) }
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
  /// nearest are taken, and `holdsUnstable` tells whether no unstable one can be among the others.
  var leadingEigenvalues: (values: [Complex<Double>], holdsUnstable: Bool) {
    let (real, imaginary) = bounds
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

  /// Bounds of the real and of the imaginary part of eigenvalues with a real part that is not negative, in units of the
  /// variables' sizes (Bendixson 1902).
  private var bounds: (real: Double, imaginary: Double) {
    var places: [Int: Int] = [:]
    places.reserveCapacity(matrix.values.count)
    for (place, row) in matrix.rows.enumerated() { places[row * (dimension + 1) + matrix.columns[place]] = place }
    var (symmetric, skew) = ([Double](repeating: 0, count: dimension), [Double](repeating: 0, count: dimension))
    for (place, value) in matrix.values.enumerated() where matrix.columns[place] < dimension {
      let (row, column) = (matrix.rows[place], matrix.columns[place])
      if row == column {
        symmetric[row] += value
        continue
      }
      let scaled = value * scales[column] / scales[row]
      guard let partner = places[column * (dimension + 1) + row] else {
        for index in [row, column] {
          symmetric[index] += abs(scaled) / 2
          skew[index] += abs(scaled) / 2
        }
        continue
      }
      let transposed = matrix.values[partner] * scales[row] / scales[column]
      symmetric[row] += abs(scaled + transposed) / 2
      skew[row] += abs(scaled - transposed) / 2
    }
    return (Swift.max(0, symmetric.max() ?? 0), skew.max() ?? 0)
  }
}
