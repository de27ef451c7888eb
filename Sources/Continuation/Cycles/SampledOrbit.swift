// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// One turn of a cycle as points of a trajectory, the last near the first: a start for a branch of cycles.
public struct SampledOrbit: Sendable {
  /// The times, rising.
  public var times: [Double]
  /// The states at these times.
  public var states: [[Double]]

  /// Makes an orbit.
  public init(times: [Double], states: [[Double]]) {
    self.times = times
    self.states = states
  }

  /// The same orbit run through the other way, as the flow run backwards does.
  public var reversed: SampledOrbit {
    let (first, last) = (times.first ?? 0, times.last ?? 0)
    return SampledOrbit(times: times.reversed().map { first + last - $0 }, states: states.reversed())
  }

  /// The same orbit in other coordinates.
  func changing(to coordinates: CycleCoordinates) -> SampledOrbit {
    SampledOrbit(times: times, states: states.map(coordinates.coordinates))
  }

  /// The time of one turn.
  public var period: Double { (times.last ?? 0) - (times.first ?? 0) }

  /// The whole turns of angles between the first and the last state.
  /// - Parameter periods: The periods of the variables that are angles, 0 for others.
  public func winding(_ periods: [Double]) -> [Double] {
    zip(zip(states.last ?? [], states.first ?? []), periods).map { ends, period in
      period > 0 ? period * ((ends.0 - ends.1) / period).rounded() : 0
    }
  }

  /// The orbit on the nodes of a mesh on which its error is evenly spread, closed unless it is no cycle.
  func profile(
    intervals: Int, basis: CollocationBasis, scales: [Double], periods: [Double], isClosed: Bool = true
  ) -> CycleProfile {
    let winding = winding(periods)
    let turns = zip(winding, periods).map { $1 > 0 ? Int(($0 / $1).rounded()) : 0 }
    func sampled(_ mesh: CycleMesh) -> CycleProfile {
      var profile = self.sampled(mesh, degree: basis.degree, winding, isClosed)
      profile.turns = turns
      return profile
    }
    let first = sampled(CycleMesh(uniform: intervals))
    let second = sampled(first.adaptedMesh(basis, scales: scales, counts: intervals...intervals))
    return sampled(second.adaptedMesh(basis, scales: scales, counts: intervals...intervals))
  }

  private func sampled(
    _ mesh: CycleMesh, degree: Int, _ winding: [Double], _ isClosed: Bool
  ) -> CycleProfile {
    let dimension = states.first?.count ?? 0
    let empty = CycleProfile(mesh: mesh, degree: degree, dimension: dimension, values: [])
    let gap = zip(zip(states.last ?? [], states.first ?? []), winding).map { isClosed ? $0.0 - $0.1 - $1 : 0 }
    let values = empty.nodeTimes.flatMap { share in
      zip(value(at: share), gap).map { $0 - share * $1 }
    }
    return CycleProfile(mesh: mesh, degree: degree, dimension: dimension, values: values, winding: winding)
  }

  private func value(at share: Double) -> [Double] {
    let time = (times.first ?? 0) + share * period
    var (low, high) = (0, times.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle } else { high = middle }
    }
    let width = times[high] - times[low]
    let place = width > 0 ? (time - times[low]) / width : 0
    return zip(states[low], states[high]).map { $0 + place * ($1 - $0) }
  }
}
