// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule
import Results

extension MapCycles {
  /// What an orbit does in the long run.
  enum Fate: Hashable, Sendable {
    case cycle(MapCycle)
    /// It stays bounded without repeating; a state it reaches.
    case irregular([Double])
    /// It lands on a cycle that does not attract.
    case unstable
    case lost
  }

  /// The attracting cycles that orbits approach, and what other orbits do.
  /// - Parameter starts: Starts of orbits, besides those that are spread over the box.
  /// - Returns: Cycles, fixed points among them, and remarks about orbits that do not settle.
  public func approached(from starts: [[Double]]) -> (cycles: [MapCycle], notes: [String]) {
    var cycles: [MapCycle] = []
    var exponents: [Double] = []
    var lost = 0
    let all = starts + QuasiRandomSequence.points(startCount, in: box)
    for start in all {
      switch fate(of: start) {
      case .cycle(let cycle): add([cycle], to: &cycles)
      case .irregular(let state): if exponents.count < 4 { exponents.append(lyapunovExponent(from: state)) }
      case .lost: lost += 1
      case .unstable: break
      }
    }
    var notes: [String] = []
    if let least = exponents.min(), let greatest = exponents.max() {
      let mean = exponents.reduce(0, +) / Double(exponents.count)
      let text = "\((mean * 1000).rounded() / 1000)"
      notes.append(
        least > 0.01
          ? "Orbits are chaotic: their Lyapunov exponent is about \(text) per step."
          : greatest < 0.01
            ? "Orbits approach neither a fixed point nor a cycle of period up to \(longestPeriod), nor are they chaotic "
              + "(Lyapunov exponent about \(text)): an invariant curve, or a cycle that attracts weakly."
            : "Some orbits do not settle on a cycle of period up to \(longestPeriod).")
    }
    if lost > 0 { notes.append("\(lost) of \(all.count) orbits leave for good.") }
    return (cycles, notes)
  }

  /// Follows one orbit.
  func fate(of start: [Double]) -> Fate {
    if isInContinuum(start) { return .unstable }
    var state = start
    for _ in 0..<transient {
      state = next(state)
      if !isNear(state) { return .lost }
    }
    if isInContinuum(state) { return .unstable }
    if let period = recurrence(of: state), let cycle = cycle(near: state, period: period) {
      if cycle.stable { return .cycle(cycle) }
      // An orbit that lands on an unstable cycle to round-off stays there, which says nothing of its neighbours.
      if cycle.points.contains(where: { size(zip($0, state).map { $0 - $1 }) < 1e-11 }) { return .unstable }
    }
    return .irregular(state)
  }

  /// The first number of steps after which the orbit comes back very near to a state.
  private func recurrence(of state: [Double]) -> Int? {
    var later = state
    return (1...max(1, longestPeriod)).first { _ in
      later = next(later)
      return size(zip(later, state).map { $0 - $1 }) < 1e-5
    }
  }

  /// The mean logarithm of the growth of a small deviation, over some thousand steps.
  private func lyapunovExponent(from start: [Double], steps: Int = 3000) -> Double {
    var (state, deviation) = (start, [Double](repeating: 1, count: start.count))
    var sum = 0.0
    for _ in 0..<steps {
      let matrix = jacobian(state)
      deviation = matrix.elements.isEmpty ? deviation : matrix * deviation
      let length = deviation.map { $0 * $0 }.reduce(0, +).squareRoot()
      if length == 0 { return -.infinity }
      sum += Double.log(length)
      deviation = deviation.map { $0 / length }
      state = next(state)
    }
    return sum / Double(steps)
  }
}
