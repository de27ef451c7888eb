// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The return map of a ray at many positions, refined where closed orbits may hide.
struct RayScan {
  /// One position, and what becomes of the trajectory through it.
  struct Sample {
    var position: Double
    /// The displacement after one turn relative to the position, forward in time; nil if the trajectory does not return.
    var drift: Double?
    /// The time of the turn.
    var period: Double
  }

  /// Two positions between which the drift changes its sign.
  struct Bracket {
    var lower: Double
    var upper: Double
    var lowerSign: Double
    var guess: Double
  }

  /// Positions around which all orbits are closed.
  struct Band {
    var orbits: [Sample]

    /// The periods of the orbits.
    var periods: ClosedRange<Double> {
      let periods = orbits.map(\.period)
      let least = periods.min() ?? 0
      return least...max(least, periods.max() ?? 0)
    }

    /// Periods that rise by this part of the first and fall again have passed an orbit without end.
    private static let rise = 0.1

    /// The orbits within the first separatrix: at one, which no position need lie on, periods grow without bound from both sides.
    var upToSeparatrix: Band {
      guard let first = orbits.first,
        let last = orbits.indices.dropFirst().dropLast().first(where: { index in
          orbits[index].period >= orbits[index - 1].period && orbits[index].period > orbits[index + 1].period
            && orbits[index].period > (1 + Self.rise) * first.period
        })
      else { return self }
      return Band(orbits: Array(orbits[...last]))
    }
  }

  /// Relative drifts below this are within the errors of the scan.
  static let neutral = 1e-5
  /// Where the least relative drift is above this, it does not touch zero beside the positions that are looked at.
  private static let nearZero = 0.05

  /// The return map; by backward differentiation once that has turned out to be needed.
  private(set) var map: ReturnMap
  /// Whether backward differentiation takes over where explicit methods do not come around.
  private let followsStiffly: Bool
  /// The drift very near the origin, if it is known.
  let innerDrift: Double?
  private(set) var samples: [Sample] = []
  /// Parts of the ray whose orbits are all closed.
  private var bands: [ClosedRange<Double>] = []

  /// Scans a ray up to a length.
  init(map: ReturnMap, length: Double, innerDrift: Double?, count: Int = 48) {
    // Positions lie closer together towards the origin, where small cycles are born.
    let positions = (1...count).map { k in
      let part = Double(k) / Double(count)
      return length * part * part.squareRoot()
    }
    self.init(map: map, positions: positions, innerDrift: innerDrift)
  }

  /// Scans positions on a section, given in rising order.
  init(map: ReturnMap, positions: [Double], innerDrift: Double? = nil, followsStiffly: Bool = true) {
    self.map = map
    self.followsStiffly = followsStiffly
    self.innerDrift = innerDrift
    samples = evaluate(positions)
  }

  /// The length of a ray inside a square around the centre of the window.
  static func length(from origin: PlanePoint, _ direction: PlanePoint, bound: Double) -> Double {
    var length = Double.infinity
    for (start, slope) in [(origin.x, direction.x), (origin.y, direction.y)] where slope != 0 {
      length = min(length, ((slope > 0 ? bound : -bound) - start) / slope)
    }
    return max(length, 0.1)
  }

  private mutating func evaluate(_ positions: [Double]) -> [Sample] {
    var forward = map.outcomes(from: positions, backward: false, effort: .scan)
    let slow = forward.indices.filter { forward[$0].isUndecided }
    if followsStiffly, slow.count > positions.count / 3, map.method == .explicit {
      for (index, outcome) in zip(slow, stiffOutcomes(from: slow.map { positions[$0] }, backward: false)) {
        forward[index] = outcome
      }
    }
    // On a circle trajectories that run apart seem to jump: there both senses of time are looked at.
    let missing = positions.indices.filter { forward[$0].value == nil || largestChange.isFinite }
    var backward = map.outcomes(from: missing.map { positions[$0] }, backward: true, effort: .scan)
    let slowBackward = backward.indices.filter { backward[$0].isUndecided }
    if followsStiffly, slowBackward.count > positions.count / 3, map.method == .explicit {
      let starts = slowBackward.map { positions[missing[$0]] }
      for (index, outcome) in zip(slowBackward, stiffOutcomes(from: starts, backward: true)) {
        backward[index] = outcome
      }
    }
    var reverse: [Int: ReturnMap.Return] = [:]
    for (index, outcome) in zip(missing, backward) { reverse[index] = outcome.value }
    return positions.indices.map { index in
      let position = positions[index]
      if let arrival = forward[index].value,
        abs(arrival.displacement) <= reverse[index].map({ abs($0.displacement) }) ?? .infinity
      {
        return Sample(position: position, drift: arrival.displacement / map.unit(position), period: arrival.time)
      }
      guard let arrival = reverse[index] else { return Sample(position: position, drift: nil, period: 0) }
      return Sample(position: position, drift: -arrival.displacement / map.unit(position), period: arrival.time)
    }
  }

  /// What becomes of trajectories that explicit methods do not carry around.
  ///
  /// A few are tried first: where these do not return either, as in a chattering system, the others are not followed.
  private mutating func stiffOutcomes(from positions: [Double], backward: Bool) -> [ReturnMap.Outcome] {
    var stiff = map
    stiff.method = .stiff
    var outcomes = [ReturnMap.Outcome](repeating: .undecided, count: positions.count)
    let probes = stride(from: 0, to: positions.count, by: max(1, positions.count / 4)).map { $0 }
    for index in probes { outcomes[index] = stiff.outcome(from: positions[index], backward: backward, effort: .scan) }
    if probes.allSatisfy({ outcomes[$0].isUndecided }) { return outcomes }
    for index in positions.indices where !probes.contains(index) {
      outcomes[index] = stiff.outcome(from: positions[index], backward: backward, effort: .scan)
    }
    map = stiff
    return outcomes
  }

  /// Adds positions where the drift nearly vanishes without a change of sign, and where trajectories cease to return.
  mutating func refine(rounds: Int = 5) {
    for _ in 0..<rounds {
      var positions: Set<Double> = []
      for (a, b) in zip(samples, samples.dropFirst()) {
        let resolved = b.position - a.position < 1e-4 * map.unit(b.position)
        if (a.drift == nil) != (b.drift == nil), !resolved { positions.insert((a.position + b.position) / 2) }
      }
      for index in samples.indices.dropFirst().dropLast() where isLeast(index) {
        positions.insert((samples[index - 1].position + samples[index].position) / 2)
        positions.insert((samples[index].position + samples[index + 1].position) / 2)
      }
      if positions.isEmpty { return }
      samples = (samples + evaluate(positions.sorted())).sorted { $0.position < $1.position }
    }
  }

  /// Whether the drift is smaller at a sample than at both neighbours, so that it may pass zero twice in between.
  private func isLeast(_ index: Int) -> Bool {
    guard let a = samples[index - 1].drift, let b = samples[index].drift, let c = samples[index + 1].drift,
      abs(b) > RayScan.neutral, (a > 0) == (b > 0), (b > 0) == (c > 0), abs(b) <= abs(a), abs(b) <= abs(c)
    else { return false }
    // The parabola through the three says how deep the minimum is.
    let (x0, x1, x2) = (samples[index - 1].position, samples[index].position, samples[index + 1].position)
    let (slope1, slope2) = ((b - a) / (x1 - x0), (c - b) / (x2 - x1))
    let curvature = (slope2 - slope1) / (x2 - x0)
    if curvature == 0 { return false }
    let vertex = (x0 + x1) / 2 - slope1 / (2 * curvature)
    let value = b + (vertex - x1) * (slope1 + curvature * (vertex - x0))
    return abs(b - value) > 1e-3 * abs(b) && (value * b <= 0 || abs(value) < 0.9 * abs(b)) || abs(b) < 0.02
  }

  /// Takes out the parts of the ray whose orbits are all closed, and describes the innermost of them.
  mutating func removeBands() -> Band? {
    var innermost: Band?
    var run: [Sample] = []
    for sample in samples + [Sample(position: .infinity, drift: nil, period: 0)] {
      if let drift = sample.drift, abs(drift) < RayScan.neutral {
        run.append(sample)
        continue
      }
      if run.count >= 4, isClosed(run[0]), isClosed(run[run.count / 2]), isClosed(run[run.count - 1]) {
        bands.append(run[0].position...run[run.count - 1].position)
        innermost = innermost ?? Band(orbits: run).upToSeparatrix
      }
      run = []
    }
    return innermost
  }

  /// Neighbouring positions on both sides of one at which the drift is least, and not zero within the errors of the scan beside it: the
  /// drift may touch zero in between.
  var approaches: [ClosedRange<Double>] {
    samples.indices.dropFirst().dropLast().compactMap { index in
      guard let a = samples[index - 1].drift, let b = samples[index].drift, let c = samples[index + 1].drift,
        abs(b) <= abs(a), abs(b) < abs(c), abs(b) < RayScan.nearZero, (a > 0) == (c > 0),
        min(abs(a), abs(c)) > RayScan.neutral
      else { return nil }
      let range = samples[index - 1].position...samples[index + 1].position
      return bands.contains { $0.overlaps(range) } ? nil : range
    }
  }

  private func isClosed(_ sample: Sample) -> Bool {
    guard let arrival = map.outcome(from: sample.position, backward: false).value else { return false }
    return abs(arrival.displacement) < 1e-9 * map.unit(sample.position)
  }

  /// Neighbouring positions between which the drift changes its sign.
  var brackets: [Bracket] {
    var brackets: [Bracket] = []
    var last: (position: Double, drift: Double)?
    if let innerDrift, let first = samples.first(where: { $0.drift != nil }) {
      last = (1e-3 * first.position, innerDrift)
    }
    for sample in samples {
      guard let drift = sample.drift, abs(drift) > RayScan.neutral else {
        if sample.drift == nil { last = nil }
        continue
      }
      if let before = last, (before.drift > 0) != (drift > 0), abs(before.drift - drift) < largestChange,
        !bands.contains(where: { $0.overlaps(before.position...sample.position) })
      {
        brackets.append(bracket(before, (sample.position, drift), inner: before.position < samples[0].position))
      }
      last = (sample.position, drift)
    }
    return brackets
  }

  /// The drift along an angle jumps by a turn where it is half a turn, which is no zero.
  private var largestChange: Double {
    if case .turns(let turns) = map.rule, let period = turns.lateralPeriod { return 0.5 * period }
    return .infinity
  }

  private func bracket(
    _ a: (position: Double, drift: Double), _ b: (position: Double, drift: Double), inner: Bool
  ) -> Bracket {
    let (da, db) = (map.unit(a.position) * a.drift, map.unit(b.position) * b.drift)
    let secant = a.position + (b.position - a.position) * da / (da - db)
    let guess = inner ? (a.position * b.position).squareRoot() : secant
    return Bracket(lower: a.position, upper: b.position, lowerSign: a.drift, guess: guess)
  }
}
