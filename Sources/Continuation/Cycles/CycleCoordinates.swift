// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// The coordinates in which a cycle is computed: variables, or logarithms of those that keep their sign and come close to zero.
///
/// The numbers of a predator and its prey pass through values that are smaller than the largest by dozens of magnitudes, and what is
/// lost there is missing when they grow again. In logarithms such cycles are nearly straight lines.
package struct CycleCoordinates: Hashable, Sendable {
  /// For each variable the sign of the values whose logarithm is taken, 0 for variables that are taken as they are.
  package private(set) var signs: [Double]

  /// Logarithms of values of these signs.
  package init(signs: [Double]) { self.signs = signs }

  /// The variables themselves.
  init(dimension: Int) { signs = [Double](repeating: 0, count: dimension) }

  /// Variables whose least size on a cycle is a smaller part of their largest are taken as logarithms.
  private static let leastShare = 1e-4
  /// Those with a smaller part than this are taken with them.
  private static let coverage = 0.5

  /// Numbers of a larger logarithm, or its inverse, cannot be computed with.
  static let largestLogarithm = 690.0

  /// The coordinates that suit a cycle.
  /// - Parameters:
  ///   - states: States along the cycle.
  ///   - keepsSign: For each variable whether it passes through zero on no trajectory.
  ///   - known: Coordinates in use, whose logarithms are kept.
  /// - Returns: nil if those in use do.
  init?(states: [[Double]], keepsSign: [Bool], known: CycleCoordinates) {
    guard keepsSign.contains(true) else { return nil }
    self = known
    var isNeeded = false
    for i in signs.indices where keepsSign[i] && signs[i] == 0 {
      let sign = states.first.map { $0[i] < 0 ? -1.0 : 1 } ?? 1
      let sizes = states.map { sign * $0[i] }
      guard let least = sizes.min(), let largest = sizes.max(), least > 0 else { continue }
      if least < Self.coverage * largest { signs[i] = sign }
      if least < Self.leastShare * largest { isNeeded = true }
    }
    if !isNeeded { return nil }
  }

  /// Whether all variables are taken as they are.
  var areStates: Bool { signs.allSatisfy { $0 == 0 } }

  /// Whether the logarithm of a variable is taken.
  func isLogarithm(_ variable: Int) -> Bool { signs[variable] != 0 }

  /// Coordinates of states, one after the other.
  package func coordinates(_ states: [Double]) -> [Double] {
    if areStates { return states }
    return states.enumerated().map { index, value in
      let sign = signs[index % signs.count]
      return sign == 0 ? value : Double.log(max(sign * value, .leastNormalMagnitude))
    }
  }

  /// States from their coordinates, one after the other.
  package func states(_ coordinates: [Double]) -> [Double] {
    if areStates { return coordinates }
    return coordinates.enumerated().map { index, value in
      let sign = signs[index % signs.count]
      return sign == 0 ? value : sign * Double.exp(value)
    }
  }

  /// The derivatives of states by their coordinates.
  func slopes(_ coordinates: [Double]) -> [Double] {
    if areStates { return [Double](repeating: 1, count: coordinates.count) }
    return zip(coordinates, states(coordinates)).enumerated().map { index, pair in
      signs[index % signs.count] == 0 ? 1 : pair.1
    }
  }
}
