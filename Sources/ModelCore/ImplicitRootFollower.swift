// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Symbolics

/// Follows a root z of g(w, z) = 0 from one w to others, in memory that it keeps, since a field is evaluated at millions of
/// points.
///
/// Newton's method from the last root, with steps as long as its corrections shrink fourfold (Deuflhard 2004, chapter 5); as
/// long as no fold is passed, the determinant of g_z keeps its sign, so that a step onto a neighbouring sheet of roots is
/// noticed. A fold is approached to a ten-millionth of the way.
final class ImplicitRootFollower {
  private let equations: any CompiledFunction
  private let origin: ImplicitRoot
  private let start: [Double]
  private let count: Int
  /// w and z of the next point, one after the other, as the equations take them.
  private let point: UnsafeMutablePointer<Double>
  /// g and then g_z, row by row.
  private let results: UnsafeMutablePointer<Double>
  /// The beginning of the present piece, its end, and where the root was last found.
  private let from: UnsafeMutablePointer<Double>
  private let to: UnsafeMutablePointer<Double>
  private let found: UnsafeMutablePointer<Double>
  private let lanes: UnsafeMutablePointer<UnsafePointer<Double>>
  private let permutation: UnsafeMutablePointer<Int>

  /// Prepares to follow a root from the point at which it was found.
  init(_ equations: any CompiledFunction, origin: ImplicitRoot, start: [Double]) {
    self.equations = equations
    self.origin = origin
    self.start = start
    count = origin.values.count
    let width = start.count
    point = .allocate(capacity: width + count)
    results = .allocate(capacity: count + count * count)
    from = .allocate(capacity: width)
    to = .allocate(capacity: width)
    found = .allocate(capacity: count)
    permutation = .allocate(capacity: count)
    lanes = .allocate(capacity: width + count)
    for index in 0..<width + count { (lanes + index).initialize(to: UnsafePointer(point + index)) }
  }

  deinit {
    for memory in [point, results, from, to, found] { memory.deallocate() }
    permutation.deallocate()
    lanes.deallocate()
  }

  /// The root at some inputs; nil where no way that is tried leads there.
  func root(at inputs: [Double]) -> UnsafePointer<Double>? {
    guard inputs.allSatisfy(\.isFinite) else { return nil }
    begin()
    if advance(to: inputs) { return UnsafePointer(found) }
    let indices = inputs.indices
    if follow(indices, to: inputs) || follow(indices.reversed(), to: inputs) { return UnsafePointer(found) }
    return nil
  }

  /// Follows lines along the axes, one component after the other.
  private func follow(_ order: some Sequence<Int>, to inputs: [Double]) -> Bool {
    begin()
    var corner = start
    for index in order where corner[index] != inputs[index] {
      corner[index] = inputs[index]
      guard advance(to: corner) else { return false }
    }
    return true
  }

  private func begin() {
    for index in start.indices { to[index] = start[index] }
    for index in 0..<count { found[index] = origin.values[index] }
  }

  /// Follows the root along the straight line to the next inputs.
  private func advance(to inputs: [Double]) -> Bool {
    for index in start.indices { (from[index], to[index]) = (to[index], inputs[index]) }
    var (done, step, fold) = (0.0, 1.0, Double.infinity)
    while done < 1 {
      let next = min(1, done + step)
      for index in start.indices {
        point[index] = next == 1 ? to[index] : from[index] + next * (to[index] - from[index])
      }
      switch correct() {
      case .found:
        done = next
        step = min(2 * step, (fold - done) / 2)
      case .slow:
        step /= 4
        if step < max(1e-15, 1e-7 * done) { return false }
      case .acrossFold:
        fold = next
        step = (fold - done) / 4
      }
      if fold - done < 1e-7 { return false }
    }
    return true
  }

  private enum Correction {
    case found
    /// The corrections do not shrink fast from the start.
    case slow
    /// The determinant has another sign.
    case acrossFold
  }

  /// Newton's method from the root last found, at the inputs of the point.
  private func correct() -> Correction {
    let values = point + start.count
    for index in 0..<count { values[index] = found[index] }
    let system = LinearSystemInPlace(order: count, matrix: results + count, permutation: permutation)
    var last = Double.infinity
    for _ in 0..<12 {
      evaluate()
      for index in 0..<count + count * count where !results[index].isFinite { return .slow }
      guard system.factorize() == origin.determinantSign else { return .acrossFold }
      system.solve(results)
      var length = 0.0
      for index in 0..<count {
        length = max(length, abs(results[index]) / (abs(values[index]) + origin.sizes[index]))
        values[index] -= results[index]
      }
      let contraction = last < .infinity ? length / last : 1
      if length <= 1e-14 || length * contraction <= 1e-16 || (contraction > 0.25 && length <= 1e-11) {
        for index in 0..<count { found[index] = values[index] }
        return .found
      }
      guard contraction <= 0.25 || last == .infinity else { return .slow }
      last = length
    }
    return .slow
  }

  /// g and g_z at the point. There are no uniform inputs.
  private func evaluate() {
    equations.run(
      laneInputs: UnsafePointer(lanes), uniformInputs: point, count: 1, into: results, stride: 1)
  }
}
