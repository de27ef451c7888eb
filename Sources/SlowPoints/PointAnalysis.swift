// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Foundation
import LinearSolvers
import RealModule
import Results

/// A point with its spectrum, before it is described for a person.
package struct PointAnalysis: Sendable {
  package let state: [Double]
  let residual: [Double]
  let isFixed: Bool
  let startCount: Int
  package let spectrum: PointSpectrum
  let isMap: Bool
  /// The largest eigenvalue, or 1 for a map: what others are compared with.
  private let size: Double
  package let unstableCount: Int
  let neutralCount: Int
  /// The eigenvalues of slow directions, by their places.
  let slowModes: [Int]
  /// Orthonormal real vectors that span the slow directions; empty if eigenvectors are not known.
  let slowDirections: [[Double]]

  /// Real parts smaller than this, relative to the largest eigenvalue, are rounding.
  private static let neutralShare = 1e-6
  /// Components of states that differ by less, relative to the largest, are equal.
  private static let sameComponent = 1e-6

  /// Whether the state comes before that of another point, by the first component in which they differ; nil if they are the same.
  func precedes(_ other: PointAnalysis) -> Bool? {
    let size = zip(state, other.state).reduce(0) { max($0, abs($1.0), abs($1.1)) }
    let difference = zip(state, other.state).lazy.map { $0 - $1 }.first { abs($0) > Self.sameComponent * size }
    return difference.map { $0 < 0 }
  }

  /// - Parameter slowShare: an eigenvalue below this share of the largest, a multiplier so close to 1, is slow.
  package init(
    state: [Double], residual: [Double], isFixed: Bool, startCount: Int, spectrum: PointSpectrum, isMap: Bool,
    slowShare: Double
  ) {
    (self.state, self.residual, self.isFixed, self.startCount) = (state, residual, isFixed, startCount)
    (self.spectrum, self.isMap) = (spectrum, isMap)
    var largest = 0.0
    for value in spectrum.values { largest = max(largest, value.length) }
    let size = isMap ? 1 : max(largest, Double.leastNormalMagnitude)
    var (unstable, neutral) = (0, 0)
    var slow: [Int] = []
    for (j, value) in spectrum.values.enumerated() {
      let growth = isMap ? value.length - 1 : value.real
      if growth > Self.neutralShare * size { unstable += 1 }
      if abs(growth) <= Self.neutralShare * size { neutral += 1 }
      if (isMap ? (value - 1).length : value.length) <= slowShare * size { slow.append(j) }
    }
    (self.size, unstableCount, neutralCount, slowModes) = (size, unstable, neutral, slow)
    slowDirections = Self.span(slow.filter { $0 < spectrum.rightVectors.count }.map { spectrum.rightVectors[$0] })
  }

  private func growth(_ value: Complex<Double>) -> Double { isMap ? value.length - 1 : value.real }

  package var stability: SlowPoint.Stability {
    if unstableCount == 0 { return neutralCount == 0 ? .stable : .marginal }
    return unstableCount == spectrum.dimension ? .unstable : .saddle
  }

  /// Real directions of length 1 that grow, the fastest growing first, as far as eigenvectors are known.
  var growingDirections: [[Double]] { Self.span(Array(spectrum.rightVectors.prefix(unstableCount))) }

  /// Orthonormal real vectors that span complex ones.
  private static func span(_ vectors: [[Complex<Double>]]) -> [[Double]] {
    var basis: [[Double]] = []
    for vector in vectors {
      for part in [vector.map { $0.real }, vector.map { $0.imaginary }] {
        var rest = part
        for known in basis {
          let share = dotProduct(known, rest)
          for i in rest.indices { rest[i] -= share * known[i] }
        }
        let length = euclideanNorm(rest)
        if length > 1e-3 { basis.append(rest.map { $0 / length }) }
      }
    }
    return basis
  }

  package func mode(_ j: Int) -> SlowPoint.Mode {
    let value = spectrum.values[j]
    let rate = isMap ? log(value.length) : value.real
    let angle = isMap ? atan2(value.imaginary, value.real) : value.imaginary
    let isNeutral = abs(growth(value)) <= Self.neutralShare * size
    return SlowPoint.Mode(timeConstant: isNeutral ? .infinity : -1 / rate, frequency: abs(angle) / (2 * .pi))
  }

  /// The description for the result.
  ///
  /// - Parameter components: what states and directions are projected on.
  func described(_ components: PrincipalComponents?, _ settings: SlowPointSettings) -> SlowPoint {
    let values = spectrum.values.prefix(settings.eigenvalueLimit)
    func parts(_ vectors: [[Complex<Double>]]) -> [[[Double]]]? {
      guard settings.eigenvectors else { return nil }
      return vectors.map { [$0.map(\.real), $0.map(\.imaginary)] }
    }
    var segments = slowDirections.prefix(2).map { $0 }
    if segments.isEmpty, let slowest = spectrum.rightVectors.first { segments = [slowest.map(\.real)] }
    return SlowPoint(
      kind: isFixed ? .fixed : .slow, state: state, speed: dotProduct(residual, residual) / 2,
      residual: maximumNorm(residual), stability: stability, unstableDirections: unstableCount,
      neutralDirections: neutralCount, slowDirections: slowModes.count,
      eigenvalues: values.map { [$0.real, $0.imaginary] },
      computedEigenvalues: spectrum.isWhole ? nil : spectrum.values.count, modes: values.indices.prefix(8).map(mode),
      startCount: startCount, projection: components?.project(state) ?? [],
      slowSegments: components.map { components in segments.map(components.projectDirection) } ?? [],
      rightVectors: parts(spectrum.rightVectors), leftVectors: parts(spectrum.leftVectors))
  }
}
