// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// The intervals of a cycle, in fractions of its period: 0 = t(0) < ... < t(N) = 1.
struct CycleMesh: Hashable, Sendable {
  let times: [Double]

  var intervalCount: Int { times.count - 1 }

  init(times: [Double]) { self.times = times }

  init(uniform count: Int) { times = (0...count).map { Double($0) / Double(count) } }

  func width(_ interval: Int) -> Double { times[interval + 1] - times[interval] }

  /// The interval that holds a time.
  func interval(containing time: Double) -> Int {
    var (low, high) = (0, intervalCount)
    while high - low > 1 {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle } else { high = middle }
    }
    return low
  }

  /// The value at a time of a function that is linear in each interval, given at the mesh points.
  func interpolate(_ values: [Double], at time: Double) -> Double {
    let interval = interval(containing: time)
    let share = (time - times[interval]) / width(interval)
    return values[interval] + share * (values[interval + 1] - values[interval])
  }

  /// The mesh with its points displaced; nil if an interval would become much shorter.
  func displaced(by shifts: some Collection<Double>) -> CycleMesh? {
    let moved = CycleMesh(times: zip(times, shifts).map { $0 + $1 })
    guard moved.times.count == times.count,
      (0..<intervalCount).allSatisfy({ moved.width($0) > 0.3 * width($0) && moved.width($0) < 3 * width($0) })
    else { return nil }
    return moved
  }
}

/// A piecewise polynomial function on a mesh: `dimension` values at each of the N m + 1 nodes.
struct CycleProfile: Sendable {
  let mesh: CycleMesh
  let degree: Int
  let dimension: Int
  /// Value `i` at node `k` is `values[k * dimension + i]`.
  var values: [Double]
  /// By how much each component has grown at the end: whole turns of angles; none if all come back.
  var winding: [Double] = []
  /// The number of whole turns that this is, for each component; none if all come back.
  var turns: [Int] = []

  /// The value at a fraction of the period.
  func value(at time: Double) -> [Double] {
    let interval = mesh.interval(containing: time)
    let place = (time - mesh.times[interval]) / mesh.width(interval)
    let lagrange = CollocationBasis.lagrange(degree, at: place)
    var result = [Double](repeating: 0, count: dimension)
    for (k, factor) in lagrange.enumerated() {
      let base = (interval * degree + k) * dimension
      for i in 0..<dimension { result[i] += factor * values[base + i] }
    }
    return result
  }

  /// The times of the nodes.
  var nodeTimes: [Double] {
    (0..<mesh.intervalCount).flatMap { interval in
      (0..<degree).map { mesh.times[interval] + mesh.width(interval) * Double($0) / Double(degree) }
    } + [1]
  }

  /// What the value at each node adds to the integral over a period: the rule that integrates the polynomials exactly.
  var nodeWeights: [Double] {
    let rule = CollocationBasis.nodeWeights(degree)
    var weights = [Double](repeating: 0, count: mesh.intervalCount * degree + 1)
    for interval in 0..<mesh.intervalCount {
      for k in 0...degree { weights[interval * degree + k] += mesh.width(interval) * rule[k] }
    }
    return weights
  }

  /// The mean of each component.
  var means: [Double] {
    var sums = [Double](repeating: 0, count: dimension)
    for (k, weight) in nodeWeights.enumerated() {
      for i in 0..<dimension { sums[i] += weight * values[k * dimension + i] }
    }
    return sums
  }

  /// Components that change by less than this part of their scale are constant but for errors.
  private static let constancy = 1e-3

  /// Whether the second half is (nearly) the first half again.
  func repeatsItself(_ scales: [Double]) -> Bool { repeatsItself(times: 2, tolerance: 0.02, scales: scales) }

  /// Whether the function goes round the same way several times; an angle that goes round once only, however evenly, does not.
  /// - Parameters:
  ///   - count: How often.
  ///   - tolerance: The part of a component's extent by which the ways may differ.
  ///   - scales: The sizes of the components: what hardly changes on their scale counts as constant.
  func repeatsItself(times count: Int, tolerance: Double, scales: [Double]) -> Bool {
    guard turns.allSatisfy({ $0.isMultiple(of: count) }) else { return false }
    let part = 1 / Double(count)
    let samples = (0..<32).map { Double($0) / 32 * (1 - part) }
    let pairs = samples.map { (value(at: $0), value(at: $0 + part)) }
    return (0..<dimension).allSatisfy { i in
      let all = pairs.flatMap { [$0.0[i], $0.1[i]] }
      let extent = (all.max() ?? 0) - (all.min() ?? 0)
      let turn = (winding.isEmpty ? 0 : winding[i]) * part
      let size = max(extent, CycleProfile.constancy * scales[i])
      return pairs.allSatisfy { abs($0.0[i] - $0.1[i] + turn) <= tolerance * size }
    }
  }

  /// The mean square of the difference of the second half and the first, in units of the scales.
  func squaredDifferenceOfHalves(_ scales: [Double]) -> Double {
    let samples = (0..<64).map { Double($0) / 128 }
    return samples.reduce(0) { sum, time in
      let (a, b) = (value(at: time), value(at: time + 0.5))
      return (0..<dimension).reduce(sum) { sum, i in
        let difference = (b[i] - a[i] - (winding.isEmpty ? 0 : winding[i]) / 2) / scales[i]
        return sum + difference * difference / Double(samples.count)
      }
    }
  }

  /// Two turns of the function as one.
  func doubled() -> CycleProfile {
    let times = mesh.times.map { $0 / 2 } + mesh.times.dropFirst().map { ($0 + 1) / 2 }
    let second = values.enumerated().dropFirst(dimension).map { index, value in
      value + (winding.isEmpty ? 0 : winding[index % dimension])
    }
    return CycleProfile(
      mesh: CycleMesh(times: times), degree: degree, dimension: dimension, values: values + second,
      winding: winding.map { 2 * $0 }, turns: turns.map { 2 * $0 })
  }

  /// The same function, interpolated on another mesh.
  func moved(to mesh: CycleMesh) -> CycleProfile {
    let empty = CycleProfile(mesh: mesh, degree: degree, dimension: dimension, values: [])
    return CycleProfile(
      mesh: mesh, degree: degree, dimension: dimension, values: empty.nodeTimes.flatMap(value), winding: winding,
      turns: turns)
  }

  /// A mesh on which the error of collocation is spread evenly: the jump of the m-th derivative between intervals
  /// measures the (m + 1)-th, whose (m + 1)-th root is equidistributed (de Boor 1974; Russell and Christiansen 1978).
  ///
  /// The number of intervals is the least in the given range that makes the error of interpolation, in scaled units, smaller
  /// than `tolerance`, times `fineness`; it is kept where it nearly fits.
  func adaptedMesh(
    _ basis: CollocationBasis, scales: [Double], counts: ClosedRange<Int>, tolerance: Double = 1e-6,
    fineness: Double = 1
  ) -> CycleMesh {
    let count = mesh.intervalCount
    let highest = (0..<count).map { interval -> [Double] in
      let factor = Double.pow(mesh.width(interval), -degree)
      return (0..<dimension).map { i in
        factor
          * (0...degree).reduce(0) {
            $0 + basis.highestDerivatives[$1] * values[(interval * degree + $1) * dimension + i]
          } / scales[i]
      }
    }
    // The derivative of one order more, at the left end of each interval; the cycle closes.
    let jumps = (0..<count).map { interval -> Double in
      let previous = (interval + count - 1) % count
      let distance = (mesh.width(interval) + mesh.width(previous)) / 2
      return zip(highest[interval], highest[previous]).reduce(0) { $0 + abs($1.0 - $1.1) / distance }
    }
    let density = (0..<count).map {
      Double.pow((jumps[$0] + jumps[($0 + 1) % count]) / 2, 1 / Double(degree + 1))
    }
    let total = (0..<count).reduce(0) { $0 + density[$1] * mesh.width($1) }
    let wanted = fineness * total * Double.pow(basis.interpolationConstant / tolerance, 1 / Double(degree + 1))
    var intervals = count
    if wanted.isFinite, wanted > 1.1 * Double(count) || wanted < 0.7 * Double(count) {
      intervals = Int(min(max(wanted.rounded(.up), Double(counts.lowerBound)), Double(counts.upperBound)))
    }
    return CycleMesh(times: CycleMesh.equidistribute(density, mesh, into: intervals))
  }
}

extension CycleMesh {
  /// Times at which the integral of a density that is constant on the intervals reaches equal shares.
  fileprivate static func equidistribute(_ density: [Double], _ mesh: CycleMesh, into intervals: Int) -> [Double] {
    let count = mesh.intervalCount
    let mean = (0..<count).reduce(0) { $0 + density[$1] * mesh.width($1) }
    guard mean.isFinite, mean > 0 else { return mesh.times }
    // A floor keeps intervals from growing without bound where the solution is straight.
    let floor = 0.1 * mean
    var cumulative = [0.0]
    for i in 0..<count { cumulative.append(cumulative[i] + max(density[i], floor) * mesh.width(i)) }
    let total = cumulative[count]
    var times = [0.0]
    var interval = 0
    for k in 1..<max(intervals, 1) {
      let target = total * Double(k) / Double(intervals)
      while interval < count - 1, cumulative[interval + 1] < target { interval += 1 }
      let share = (target - cumulative[interval]) / (cumulative[interval + 1] - cumulative[interval])
      times.append(mesh.times[interval] + share * mesh.width(interval))
    }
    return times + [1]
  }
}
