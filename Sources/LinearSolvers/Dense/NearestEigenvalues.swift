// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule

/// The eigenvalues of a large matrix A that lie nearest to a real number s, by Arnoldi's method on the inverse of A - s.
///
/// Two vectors start together, so that double eigenvalues, which symmetry brings, count twice (Ruhe 1979, Math. Comp. 33, 680).
/// The space grows until the residuals of all wanted eigenvalues fall below a tolerance; it is orthogonalised twice.
/// - Complexity: O(m) solves and O(n m^2) for a space of m vectors.
public struct NearestEigenvalues: Sendable {
  /// The eigenvalues found, by falling real part: all with a distance from s of at most `radius`.
  public let values: [Complex<Double>]
  /// The distance within which none is missing.
  public let radius: Double
  /// The right eigenvectors of length 1, in the order of the values, if they were asked for; else none.
  public let vectors: [[Complex<Double>]]

  /// How many eigenvalues are wanted.
  public struct Extent: Hashable, Sendable {
    /// The distance from s within which all are wanted.
    public var radius: Double
    /// The least number; a pair of complex ones is not torn apart.
    public var least: Int
    /// The number beyond which no more are asked for.
    public var greatest: Int

    /// Makes an extent.
    public init(radius: Double, least: Int, greatest: Int) {
      self.radius = radius
      self.least = least
      self.greatest = max(least, greatest)
    }
  }

  /// Finds eigenvalues, in the largest space allowed as many as have converged; nil if none have.
  /// - Parameters:
  ///   - order: The number of rows of A.
  ///   - shift: The number s.
  ///   - extent: How many are wanted.
  ///   - largestSpace: The greatest number of vectors.
  ///   - tolerance: The residual allowed, relative to the distance of an eigenvalue from s.
  ///   - withVectors: Whether eigenvectors are wanted.
  ///   - solve: Applies the inverse of A - s.
  public init?(
    order: Int, shift: Double, extent: Extent, largestSpace: Int = 240, tolerance: Double = 1e-9,
    withVectors: Bool = false, solve: ([Double]) -> [Double]?
  ) {
    let width = min(2, order)
    let limit = min(largestSpace, order - width)
    guard limit > 0 else { return nil }
    var space = KrylovSpace(order: order, width: width)
    var size = min(limit, max(2 * extent.least, 20))
    while true {
      while space.count < size {
        guard space.extend(by: solve) else { return nil }
      }
      // In the largest space as far as they have converged.
      let found = Self.converged(space, shift, extent, tolerance, takesFewer: size == limit)
      if let (pairs, radius) = found {
        let pairs = pairs.sorted { EigenTriple.precedes($0.value, $1.value) }
        values = pairs.map(\.value)
        vectors = withVectors ? pairs.map { EigenTriple.normalized(space.vector(of: $0.vector)) } : []
        self.radius = radius
        return
      }
      if size == limit { return nil }
      size = min(limit, size + max(10, size / 3))
    }
  }

  /// The wanted eigenvalues, nearest first, if all of them have converged.
  private static func converged(
    _ space: KrylovSpace, _ shift: Double, _ extent: Extent, _ tolerance: Double, takesFewer: Bool = false
  ) -> ([RitzPair], Double)? {
    guard let ritz = Eigendecomposition(space.projection) else { return nil }
    let nearest = ritz.values.indices.sorted {
      (ritz.values[$0].length, ritz.values[$0].imaginary) > (ritz.values[$1].length, ritz.values[$1].imaginary)
    }
    var (found, radius) = ([RitzPair](), 0.0)
    for index in nearest {
      let value = ritz.values[index]
      let isOutside = 1 / value.length > extent.radius
      let isEnough = found.count >= extent.greatest || (found.count >= extent.least && isOutside)
      // The second of a pair comes after the first.
      if isEnough, value.imaginary >= 0 { return (found, isOutside ? max(radius, extent.radius) : radius) }
      guard value.length > 0, space.residual(of: ritz.rightVectors[index]) <= tolerance * value.length else {
        return takesFewer && !found.isEmpty ? (found, radius) : nil
      }
      found.append(RitzPair(value: Complex(shift) + 1 / value, vector: ritz.rightVectors[index]))
      radius = 1 / value.length
    }
    return takesFewer && !found.isEmpty ? (found, radius) : nil
  }
}

/// An approximate eigenvalue with its vector in the basis of the space.
private struct RitzPair {
  var value: Complex<Double>
  var vector: [Complex<Double>]
}

/// An orthonormal basis of what an operator makes of some first vectors, and the operator on it.
private struct KrylovSpace {
  /// The number of vectors to which the operator has been applied.
  private(set) var count = 0
  private let order: Int
  private let width: Int
  /// The vectors, one after the other.
  private var basis: [Double] = []
  /// The coefficients of the operator's images, one list for each vector of the basis.
  private var images: [[Double]] = []

  init(order: Int, width: Int) {
    self.order = order
    self.width = width
    var state: UInt64 = 0x5DEE_CE66
    for _ in 0..<width {
      var vector = (0..<order).map { _ in
        // A linear congruential generator: the same numbers in every run.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
      }
      for _ in 0..<2 { _ = orthogonalize(&vector) }
      let norm = euclideanNorm(vector)
      basis += vector.map { $0 / norm }
    }
  }

  /// Applies the operator to the next vector.
  mutating func extend(by operation: ([Double]) -> [Double]?) -> Bool {
    guard var image = operation(Array(basis[count * order..<(count + 1) * order])), image.allSatisfy(\.isFinite) else {
      return false
    }
    let size = euclideanNorm(image)
    var coefficients = orthogonalize(&image)
    let again = orthogonalize(&image)
    for index in coefficients.indices { coefficients[index] += again[index] }
    let norm = euclideanNorm(image)
    // Where the space is closed under the operator, a vector of zeros keeps its place.
    let isClosed = norm <= 1e-14 * size
    coefficients.append(isClosed ? 0 : norm)
    basis += isClosed ? [Double](repeating: 0, count: order) : image.map { $0 / norm }
    images.append(coefficients)
    count += 1
    return true
  }

  /// Takes away what a vector shares with the basis; gives the coefficients.
  private func orthogonalize(_ vector: inout [Double]) -> [Double] {
    let vectors = Matrix(rows: basis.count / order, columns: order, elements: basis)
    var coefficients = [Double](repeating: 0, count: vectors.rowCount)
    coefficients.withUnsafeMutableBufferPointer { coefficients in
      vector.withUnsafeMutableBufferPointer { vector in
        guard let products = coefficients.baseAddress, let vector = vector.baseAddress else { return }
        vectors.multiply(VectorBatch(vector, count: 1, stride: 1), into: products, stride: 1)
        vectors.multiply(
          VectorBatch(products, count: 1, stride: 1), transposed: true, factor: -1, keeping: 1, into: vector, stride: 1)
      }
    }
    return coefficients
  }

  /// The operator restricted to the space.
  var projection: Matrix {
    var matrix = Matrix(rows: count, columns: count)
    for (column, image) in images.enumerated() {
      for (row, value) in image.enumerated() where row < count { matrix[row, column] = value }
    }
    return matrix
  }

  /// A vector of the projection as one of the whole space.
  func vector(of coefficients: [Complex<Double>]) -> [Complex<Double>] {
    let parts = Matrix([coefficients.map(\.real), coefficients.map(\.imaginary)])
    let vectors = Matrix(rows: count, columns: order, elements: Array(basis.prefix(count * order)))
    let product = parts.product(vectors)
    return zip(product.row(0), product.row(1)).map { Complex($0, $1) }
  }

  /// How far the operator takes a vector of the projection out of the space.
  func residual(of vector: [Complex<Double>]) -> Double {
    var outside = [Complex<Double>](repeating: 0, count: width)
    for (column, image) in images.enumerated() {
      for (row, value) in image.enumerated() where row >= count {
        outside[row - count] += Complex(value) * vector[column]
      }
    }
    return outside.reduce(0) { $0 + $1.lengthSquared }.squareRoot()
  }
}
