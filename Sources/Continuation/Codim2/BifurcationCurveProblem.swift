// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// Bifurcations of equilibria of a flow, or of fixed points of a map, in two parameters: a curve in the unknowns
/// (x, p1, p2), of a pair of eigenvalues in (x, p1, p2, k).
///
/// The equations are minimally augmented (Govaerts 2000, Numerical Methods for Bifurcations of Dynamical Equilibria, chapters 4
/// and 5): f = 0, and that a matrix Q of the size of the Jacobian A has a kernel of dimension one or two.
/// ```
/// LP  Q = A          maps A - 1             | Q   B | |V|   |0|        | Q   B |T |W |   |0|
/// PD  Q = A + 1                             | C   0 | |G| = |1|        | C   0 |  |G'| = |1|
/// H   Q = A^2 + k          k = omega^2
/// NS  Q = A^2 - 2 k A + 1  k = cos theta    G = 0,  dG(i, j) = -W(i) dQ V(j)
/// ```
/// Of a flow with delays the Q of a pair has twice the size (`DelayPair`).
///
/// At branch points Q is A with the derivative by the parameter across the curve, p1 or p2, beside it, n rows and n + 1 columns, whose
/// kernel has dimension two; it is bordered
/// by one column B and two rows C, and the equilibrium's equations are unfolded, f + u B = 0 with one more unknown u (Moore
/// 1980). Where the branch point persists, by symmetry or because an equilibrium is always there, u vanishes all along the curve.
///
/// Of the four entries of G where the kernel has dimension two, two are taken whose gradients are independent. At k < 0 (for
/// maps |k| > 1) the pair is real: a neutral saddle, which is no bifurcation but leads from one Bogdanov–Takens point to the next.
public struct BifurcationCurveProblem: CurveProblem {
  /// What happens along the curve.
  public let kind: BifurcationCurveKind
  /// The system with both parameters free.
  public let equilibria: EquilibriumProblem
  private let derivatives: ProductDerivative
  /// The Q of a pair of a flow with delays; nil of others.
  private let delayPair: DelayPair?
  /// The columns and rows that border Q.
  private var columns: [[Double]]
  private var rows: [[Double]]
  /// Of a curve of branch points: the kernels of the Jacobian and of its transpose, in the sense in which they are taken, and whether the points
  /// are pitchforks.
  private(set) var (kernels, arePitchforks): (Kernels, Bool) = (Kernels(right: [], left: []), false)
  /// Of a curve of branch points: which of the two parameters takes equilibria through them, not that along the curve.
  private var crossing = 0
  /// The entries of G that are to vanish: row and column.
  private var entries: [Entry]

  private struct Entry: Hashable {
    var row: Int
    var column: Int
  }

  private var n: Int { equilibria.field.dimension }
  /// The number of rows of Q.
  private var order: Int { delayPair == nil ? n : 2 * n }
  private var rank: Int { kind.rank }
  /// The number of unknowns.
  public var unknownCount: Int { n + 1 + rank }

  /// Prepares the curve through a point.
  /// - Parameters:
  ///   - kind: What happens along the curve.
  ///   - equilibria: The system with two free parameters.
  ///   - unknowns: A point on the curve or near it: state and parameters, of a pair also k.
  /// - Returns: nil if Q is not finite there.
  init?(_ kind: BifurcationCurveKind, of equilibria: EquilibriumProblem, near unknowns: [Double]) {
    self.kind = kind
    self.equilibria = equilibria
    derivatives = ProductDerivative(equilibria.field)
    delayPair = kind == .hopf ? equilibria.delays.map { DelayPair(delays: $0) } : nil
    (columns, rows, entries) = ([], [], [Entry(row: 0, column: 0)])
    let jacobian = equilibria.jacobian(at: unknowns)
    guard jacobian.isFinite else { return nil }
    if kind == .branchPoint {
      guard let (column, rows) = branchPointBorders(at: unknowns) else { return nil }
      (columns, self.rows) = ([column], rows)
      entries = (0..<2).map { Entry(row: 0, column: $0) }
      var other = self
      if other.cross(1, at: unknowns), other.regularity(at: unknowns) > Self.clearly * regularity(at: unknowns) {
        (crossing, columns, self.rows) = (1, other.columns, other.rows)
      }
      kernels = self.kernels(at: unknowns)
      arePitchforks = isPitchfork(at: Array(unknowns.prefix(equilibria.field.dimension + 2)))
      return
    }
    guard let svd = SingularValueDecomposition(matrix(jacobian, unknowns)) else { return nil }
    columns = ((order - rank)..<order).map { svd.u.column($0) }
    rows = ((order - rank)..<order).map { svd.vTransposed.row($0) }
    if kind.hasPair {
      guard let system = bordered(at: unknowns) else { return nil }
      entries = independentEntries(system, at: unknowns)
    }
  }

  /// The equilibria's weights; k, a square of a rate in natural units or a cosine, is weighed like a state.
  public func weights(at unknowns: [Double]) -> [Double] {
    let weights = equilibria.weights(at: Array(unknowns.prefix(n + 2)))
    if rank == 1 { return weights }
    let size = Swift.max(1, Swift.abs(unknowns[n + 2]))
    return weights + [1 / (size * size)]
  }

  /// f, and the entries of G that are to vanish.
  public func residual(at unknowns: [Double]) -> [Double] {
    var residual = equilibria.residual(at: Array(unknowns.prefix(n + 2)))
    guard let system = bordered(at: unknowns) else { return [Double](repeating: .nan, count: n + rank) }
    if kind == .branchPoint { for i in 0..<n { residual[i] += unknowns[n + 2] * columns[0][i] } }
    return residual + entries.map { system.right[$0.column][system.right[0].count - columns.count + $0.row] }
  }

  /// Factorises the derivative with a border as a dense matrix.
  public func factorize(at unknowns: [Double], border: [Double]) -> (any BorderedFactorization)? {
    guard let derivative = derivative(at: unknowns) else { return nil }
    return DenseFactorization(
      Matrix(rows: unknownCount, columns: unknownCount, elements: derivative.elements + border))
  }

  /// The derivative of the residual: one column more than rows; nil where it is not finite.
  func derivative(at unknowns: [Double]) -> Matrix? {
    guard let system = bordered(at: unknowns) else { return nil }
    var matrix = Matrix(rows: n + rank, columns: unknownCount)
    matrix.set(equilibria.residualDerivative(at: Array(unknowns.prefix(n + 2))), row: 0, column: 0)
    if kind == .branchPoint { for i in 0..<n { matrix[i, n + 2] = columns[0][i] } }
    let gradients = Gradients(self, system, at: unknowns)
    for (index, entry) in entries.enumerated() {
      let gradient = gradients.gradient(row: entry.row, column: entry.column)
      for (j, value) in gradient.enumerated() { matrix[n + index, j] = value }
    }
    return matrix.isFinite ? matrix : nil
  }

  /// The direction of the curve at a point of it, up to its sense; nil where it is not finite.
  func direction(at unknowns: [Double]) -> [Double]? {
    guard let derivative = derivative(at: unknowns) else { return nil }
    let scales = weights(at: unknowns).map { 1 / $0.squareRoot() }
    // A row of zeros makes the matrix square; columns in the unit of their unknown make the sizes comparable.
    var square = Matrix(rows: unknownCount, columns: unknownCount)
    square.set(derivative, row: 0, column: 0)
    for j in 0..<unknownCount { for i in 0..<(n + rank) { square[i, j] *= scales[j] } }
    guard let svd = SingularValueDecomposition(square) else { return nil }
    return zip(svd.smallestRightVector, scales).map { $0 * $1 }
  }

  /// The bordered systems' solutions at an accepted point are its neighbours' borders.
  public mutating func accept(
    _ unknowns: [Double], directions: [[Double]], description: Description
  ) -> (unknowns: [Double], directions: [[Double]])? {
    guard let system = bordered(at: unknowns) else { return nil }
    let (right, left) = (
      BifurcationCurveProblem.orthonormal(system.right.map { Array($0.prefix(rows[0].count)) }),
      BifurcationCurveProblem.orthonormal(system.left.map { Array($0.prefix(order)) })
    )
    guard let right, let left else { return nil }
    var other = self
    (other.rows, other.columns) = (right, left)
    guard let fresh = other.bordered(at: unknowns) else { return nil }
    if kind.hasPair { other.entries = other.independentEntries(fresh, at: unknowns) }
    if kind == .branchPoint {
      other.kernels = self.kernels(at: unknowns)
      if let tangent = directions.first {
        let weights = weights(at: unknowns)
        let speeds = (n..<(n + 2)).map { Swift.abs(tangent[$0]) * weights[$0].squareRoot() }
        if speeds[crossing] > Self.clearly * speeds[1 - crossing] { _ = other.cross(1 - crossing, at: unknowns) }
      }
    }
    self = other
    return nil
  }

  /// The solutions of the bordered systems: V with G below, W with the transpose of G below.
  struct BorderedSolutions {
    var jacobian: Matrix
    var right: [[Double]]
    var left: [[Double]]
  }

  func bordered(at unknowns: [Double]) -> BorderedSolutions? {
    let jacobian = equilibria.jacobian(at: Array(unknowns.prefix(n + 2)))
    guard jacobian.isFinite else { return nil }
    let width = rows[0].count
    let size = order + rows.count
    precondition(size == width + columns.count, "the bordered matrix is square")
    var system = Matrix(rows: size, columns: size)
    system.set(matrix(jacobian, unknowns), row: 0, column: 0)
    for (k, column) in columns.enumerated() { for i in 0..<order { system[i, width + k] = column[i] } }
    for (k, row) in rows.enumerated() { for j in 0..<width { system[order + k, j] = row[j] } }
    let factorization = LUFactorization(system)
    let right = rows.indices.compactMap { factorization.solve(unit(order + $0, size)) }
    let left = columns.indices.compactMap { factorization.solveTransposed(unit(width + $0, size)) }
    guard right.count == rows.count, left.count == columns.count else { return nil }
    return BorderedSolutions(jacobian: jacobian, right: right, left: left)
  }

  /// Q.
  private func matrix(_ jacobian: Matrix, _ unknowns: [Double]) -> Matrix {
    if let delayPair { return delayPair.matrix(at: unknowns, unknowns[n + 2]) }
    let identity = Matrix.identity(n)
    switch kind {
    case .limitPoint: return equilibria.field.isMap ? jacobian - identity : jacobian
    case .branchPoint: return branchPointMatrix(at: unknowns)
    case .flip: return jacobian + identity
    case .hopf: return jacobian * jacobian + unknowns[n + 2] * identity
    case .neimarkSacker: return jacobian * jacobian - 2 * unknowns[n + 2] * jacobian + identity
    }
  }

  /// A parameter is changed for one that is better by this factor.
  private static let clearly = 2.0

  /// Takes another parameter as the one that takes equilibria through the branch points.
  /// - Returns: Whether borders could be had.
  private mutating func cross(_ parameter: Int, at unknowns: [Double]) -> Bool {
    var other = self
    other.crossing = parameter
    guard let (column, rows) = other.branchPointBorders(at: unknowns) else { return false }
    (other.columns, other.rows) = ([column], rows)
    self = other
    return true
  }

  /// The least singular value of the derivative, in the scales of the unknowns: zero where the equations determine no curve.
  private func regularity(at unknowns: [Double]) -> Double {
    guard var matrix = derivative(at: unknowns) else { return 0 }
    let scales = weights(at: unknowns).map { 1 / $0.squareRoot() }
    for i in 0..<matrix.rowCount { for j in 0..<matrix.columnCount { matrix[i, j] *= scales[j] } }
    return SingularValueDecomposition(matrix)?.singularValues.last ?? 0
  }

  /// A vector of a kernel of Q by state and both parameters.
  private func inParameters(_ vector: [Double]) -> [Double] {
    kind == .branchPoint && crossing == 1 ? Array(vector.prefix(n)) + [0] + vector.suffix(1) : vector
  }

  /// A with the derivative of f by a parameter beside it.
  private func branchPointMatrix(at unknowns: [Double]) -> Matrix {
    let derivative = equilibria.residualDerivative(at: Array(unknowns.prefix(n + 2)))
    var matrix = Matrix(rows: n, columns: n + 1)
    for i in 0..<n {
      for j in 0..<n { matrix[i, j] = derivative[i, j] }
      matrix[i, n] = derivative[i, n + crossing]
    }
    return matrix
  }

  /// The vectors that span the kernels of that matrix and of its transpose.
  private func branchPointBorders(at unknowns: [Double]) -> (column: [Double], rows: [[Double]])? {
    let matrix = branchPointMatrix(at: unknowns)
    var square = Matrix(rows: n + 1, columns: n + 1)
    square.set(matrix, row: 0, column: 0)
    guard let left = SingularValueDecomposition(matrix)?.smallestLeftVector,
      let svd = SingularValueDecomposition(square)
    else { return nil }
    return (left, [svd.vTransposed.row(n - 1), svd.vTransposed.row(n)])
  }

  /// The derivatives of entries of G by the unknowns.
  private struct Gradients {
    let problem: BifurcationCurveProblem
    let system: BorderedSolutions
    let unknowns: [Double]
    /// For each column of V the derivatives of A v and, of a pair, of A (A v) with A v held; with delays of Q v alone.
    private let first: [Matrix]
    private let second: [Matrix]

    init(_ problem: BifurcationCurveProblem, _ system: BorderedSolutions, at unknowns: [Double]) {
      (self.problem, self.system, self.unknowns) = (problem, system, unknowns)
      let point = Array(unknowns.prefix(problem.n + 2))
      if let pair = problem.delayPair {
        let k = unknowns[problem.n + 2]
        first = system.right.map { pair.derivative(at: point, k, of: Array($0.prefix(problem.order))) }
        second = []
        return
      }
      // At branch points the vectors have a part along a parameter, too.
      let vectors = system.right.map { problem.inParameters(Array($0.prefix(problem.rows[0].count))) }
      first = vectors.map { problem.derivatives.matrix(at: point, with: $0) }
      second =
        problem.kind.hasPair
        ? vectors.map { problem.derivatives.matrix(at: point, with: system.jacobian * $0) } : []
    }

    func gradient(row: Int, column: Int) -> [Double] {
      let order = problem.order
      let (w, v) = (Array(system.left[row].prefix(order)), Array(system.right[column].prefix(order)))
      let own = first[column].transposed
      if problem.delayPair != nil { return (own * w).map { -$0 } }
      if problem.kind == .branchPoint { return (own * w).map { -$0 } + [0] }
      guard problem.kind.hasPair else { return (own * w).map { -$0 } }
      let image = system.jacobian.transposed * w
      var gradient = zip(own * image, second[column].transposed * w).map { -($0 + $1) }
      if problem.kind == .hopf { return gradient + [-dotProduct(w, v)] }
      let (k, plain) = (unknowns[order + 2], own * w)
      for j in gradient.indices { gradient[j] += 2 * k * plain[j] }
      return gradient + [2 * dotProduct(image, v)]
    }
  }

  /// The two entries of G whose gradients, along the curves of f = 0, span the largest area.
  private func independentEntries(_ system: BorderedSolutions, at unknowns: [Double]) -> [Entry] {
    let all = (0..<2).flatMap { row in (0..<2).map { Entry(row: row, column: $0) } }
    let gradients = Gradients(self, system, at: unknowns)
    let scales = weights(at: unknowns).map { 1 / $0.squareRoot() }
    var square = Matrix(rows: unknownCount, columns: unknownCount)
    let residual = equilibria.residualDerivative(at: Array(unknowns.prefix(n + 2)))
    for i in 0..<n { for j in 0..<(n + 2) { square[i, j] = residual[i, j] * scales[j] } }
    guard let svd = SingularValueDecomposition(square) else { return Array(all.prefix(2)) }
    // The directions in which f stays zero, three of them.
    let basis = (n..<(n + 3)).map { svd.vTransposed.row($0) }
    let parts = all.map { entry in
      let gradient = zip(gradients.gradient(row: entry.row, column: entry.column), scales).map { $0 * $1 }
      return basis.map { dotProduct($0, gradient) }
    }
    var best = (area: -1.0, entries: Array(all.prefix(2)))
    for a in 0..<4 {
      for b in (a + 1)..<4 {
        let (u, v) = (parts[a], parts[b])
        let cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
        let area = euclideanNorm(cross)
        if area > 1.000001 * best.area { best = (area, [all[a], all[b]]) }
      }
    }
    return best.entries
  }

  /// One or two vectors made orthonormal (Gram and Schmidt); nil if they are not independent.
  private static func orthonormal(_ vectors: [[Double]]) -> [[Double]]? {
    var basis: [[Double]] = []
    for vector in vectors {
      var rest = vector
      for other in basis {
        let share = dotProduct(other, rest)
        for i in rest.indices { rest[i] -= share * other[i] }
      }
      let norm = euclideanNorm(rest)
      guard norm.isFinite, norm > 0 else { return nil }
      basis.append(rest.map { $0 / norm })
    }
    return basis
  }
}
