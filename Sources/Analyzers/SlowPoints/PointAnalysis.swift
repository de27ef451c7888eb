// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Foundation
import LinearSolvers
import RealModule

/// A point with its spectrum, before it is described for a person.
struct PointAnalysis: Sendable {
  let state: [Double]
  let residual: [Double]
  let isFixed: Bool
  let startCount: Int
  let spectrum: PointSpectrum
  let isMap: Bool
  /// An eigenvalue below this share of the largest, a multiplier so close to 1, is slow.
  let slowShare: Double

  /// Real parts smaller than this, relative to the largest eigenvalue, are rounding.
  private static let neutralShare = 1e-6

  /// The largest eigenvalue, or 1 for a map: what others are compared with.
  private var size: Double {
    isMap ? 1 : max(spectrum.values.map(\.length).max() ?? 1, Double.leastNormalMagnitude)
  }

  private func growth(_ value: Complex<Double>) -> Double { isMap ? value.length - 1 : value.real }

  var unstableCount: Int { spectrum.values.count { growth($0) > Self.neutralShare * size } }

  var neutralCount: Int { spectrum.values.count { abs(growth($0)) <= Self.neutralShare * size } }

  var stability: SlowPoint.Stability {
    if unstableCount == 0 { return neutralCount == 0 ? .stable : .marginal }
    return unstableCount == spectrum.values.count ? .unstable : .saddle
  }

  /// The eigenvalues of slow directions, by their places.
  var slowModes: [Int] {
    spectrum.values.indices.filter { j in
      let value = spectrum.values[j]
      return (isMap ? (value - 1).length : value.length) <= slowShare * size
    }
  }

  /// Orthonormal real vectors that span the slow directions; empty if eigenvectors are not known.
  var slowDirections: [[Double]] {
    var basis: [[Double]] = []
    for j in slowModes where j < spectrum.rightVectors.count {
      let vector = spectrum.rightVectors[j]
      for part in [vector.map(\.real), vector.map(\.imaginary)] {
        var rest = part
        for known in basis {
          let share = dotProduct(known, rest)
          rest = zip(rest, known).map { $0 - share * $1 }
        }
        let length = euclideanNorm(rest)
        if length > 1e-3 { basis.append(rest.map { $0 / length }) }
      }
    }
    return basis
  }

  func mode(_ j: Int) -> SlowPoint.Mode {
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
      eigenvalues: values.map { [$0.real, $0.imaginary] }, modes: values.indices.prefix(8).map(mode),
      startCount: startCount, projection: components?.project(state) ?? [],
      slowSegments: components.map { components in segments.map(components.projectDirection) } ?? [],
      rightVectors: parts(spectrum.rightVectors), leftVectors: parts(spectrum.leftVectors))
  }
}
