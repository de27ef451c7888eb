// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule
import Results

/// Finds cycles of a map in any number of variables, and tells what its orbits do in the long run.
///
/// A cycle of period p is a fixed point of the p-th iterate; it is computed by Newton's method, the derivative being the
/// product of the Jacobians along the cycle, whose eigenvalues are the multipliers.
/// - Accuracy: close to round-off; a residual greater than 1e-10 of the box counts as failure.
/// - Failure modes: an attracting cycle is missed if no start of an orbit lies in its basin; `search` finds those
///   cycles near which Newton's method is started.
public struct MapCycles: Sendable {
  let field: any VectorField
  let parameters: [Double]
  let time: Double
  let box: [ClosedRange<Double>]
  /// The longest period at which an orbit is recognised as approaching a cycle.
  public var longestPeriod = 64
  /// The number of steps after which an orbit is expected to have settled.
  public var transient = 2000
  /// The number of starts spread over the box, besides those given.
  public var startCount = 24

  /// Prepares a search.
  /// - Parameters:
  ///   - field: The map: its values are the next states.
  ///   - parameters: The values of the parameters.
  ///   - time: The time at which a map that depends on time is frozen.
  ///   - box: The range of each variable.
  public init(
    field: any VectorField, parameters: [Double], time: Double = 0, box: [ClosedRange<Double>]
  ) {
    self.field = field
    self.parameters = parameters
    self.time = time
    self.box = box
  }

  /// The next state.
  func next(_ state: [Double]) -> [Double] { field.values(at: state, parameters: parameters, time: time) }

  /// The Jacobian, row by row.
  func jacobian(_ state: [Double]) -> Matrix {
    Matrix(
      rows: state.count, columns: state.count,
      elements: field.jacobian(at: state, parameters: parameters, time: time))
  }

  /// The size of a step against the box.
  func size(_ step: [Double]) -> Double {
    zip(step, box).map { abs($0) / ($1.upperBound - $1.lowerBound) }.reduce(0) { max($0, $1) }
  }

  /// Whether a state lies in the box or less than three times its size away.
  func isNear(_ state: [Double]) -> Bool {
    zip(state, box).allSatisfy { value, range in
      let width = range.upperBound - range.lowerBound
      return value > range.lowerBound - 3 * width && value < range.upperBound + 3 * width
    }
  }

  /// Adds cycles to a list unless they are in it.
  func add(_ cycles: [MapCycle], to list: inout [MapCycle]) {
    for cycle in cycles where !list.contains(where: { isSame($0, cycle) }) { list.append(cycle) }
  }

  private func isSame(_ a: MapCycle, _ b: MapCycle) -> Bool {
    guard a.period == b.period, let first = a.points.first else { return false }
    return b.points.contains { point in size(zip(point, first).map { $0 - $1 }) < 1e-8 }
  }

  /// The cycles of one period that lie in the box, found by Newton's method from many starts.
  public func search(period: Int, starts: Int = 200) -> [MapCycle] {
    var found: [MapCycle] = []
    for start in QuasiRandomSequence.points(starts, in: box) {
      guard let cycle = cycle(near: start, period: period), cycle.period == period,
        cycle.points.contains(where: { zip($0, box).allSatisfy { $1.contains($0) } })
      else { continue }
      add([cycle], to: &found)
    }
    return found
  }

  /// The cycle near a state, its period a divisor of the one given.
  func cycle(near start: [Double], period: Int) -> MapCycle? {
    var state = start
    for iteration in 0..<40 {
      let (end, product) = iterate(state, period)
      let residual = zip(end, state).map { $0 - $1 }
      guard end.allSatisfy(\.isFinite), isNear(state) else { return nil }
      var matrix = product
      for i in state.indices { matrix[i, i] -= 1 }
      guard let step = LUFactorization(matrix).solve(residual), step.allSatisfy(\.isFinite) else { return nil }
      if size(step) < 1e-15 || (iteration > 5 && size(residual) < 1e-15) { break }
      state = zip(state, step).map { $0 - $1 }
      if size(step) < 1e-13 { break }
    }
    let residual = zip(iterate(state, period).end, state).map { $0 - $1 }
    return size(residual) < 1e-10 ? finished(state, period) : nil
  }

  /// The state after some steps, and the derivative of it by the first.
  private func iterate(_ start: [Double], _ count: Int) -> (end: [Double], derivative: Matrix) {
    var (state, product) = (start, Matrix.identity(start.count))
    for _ in 0..<count {
      product = jacobian(state) * product
      state = next(state)
    }
    return (state, product)
  }

  /// Describes a cycle by its least period, from its least point on.
  private func finished(_ state: [Double], _ period: Int) -> MapCycle? {
    var points = [state]
    for _ in 1..<max(period, 1) where points.count < period { points.append(next(points[points.count - 1])) }
    let least = (1...period).first { divisor in
      period % divisor == 0 && size(zip(points[divisor % period], state).map { $0 - $1 }) < 1e-9
    }
    points = Array(points.prefix(least ?? period))
    let first = points.indices.min { points[$0].lexicographicallyPrecedes(points[$1]) } ?? 0
    points = Array(points[first...] + points[..<first])
    guard let multipliers = Eigendecomposition.eigenvalues(iterate(points[0], points.count).derivative) else {
      return nil
    }
    let sorted = multipliers.sorted { ($0.length, $0.imaginary) > ($1.length, $1.imaginary) }
    return MapCycle(
      period: points.count, points: points, multipliers: sorted.map { [$0.real, $0.imaginary] },
      stable: sorted.allSatisfy { $0.length < 1 })
  }
}
