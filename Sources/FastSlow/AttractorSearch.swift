// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Parallelism
import Results
import Simulator

/// Follows a trajectory of the full system until it is on its attractor: at rest, on a cycle, or moving for ever without a period.
///
/// The trajectory is continued for times that double until the intervals between the spikes of one variable repeat. The
/// steps are those of Dormand and Prince's method, or of BDF where these take far fewer; errors are measured
/// against the size of each variable. Near invariant planes they are measured against the distance from these.
struct AttractorSearch {
  let model: Model
  private let settings: FastSlowSettings
  private let isCancelled: @Sendable () -> Bool
  /// The variable that spikes.
  private let spiking: Int
  private var method = IntegrationMethod.dormandPrince
  var watch: SpikeWatch
  /// The periods of the variables that are angles.
  private let periods: [String: Double]
  /// The planes beside which the trajectory keeps its digits.
  var resolvedPlanes: [[String]] { coordinates.near.map(\.names) }
  private var coordinates: RadialCoordinates
  /// The trajectory by which the method was chosen, until it is asked for.
  private var trial: (state: [String: Double], length: Double, path: SimulatedTrajectory)?
  /// Whether explicit steps may be as many as they need, or as few as tell that they become very short.
  private var isPatient = false
  private var steps = 0
  /// What a reader should know of the trajectory.
  private(set) var notes: [String] = []

  /// The length of the first trial in the fastest times of the Jacobian at the start.
  private static let firstLength = 200.0
  /// So many spikes, or bursts, without a pattern have none.
  private static let (mostSpikes, mostBursts) = (1000, 40)
  /// A trajectory rests if no variable changes by more than this share of all its values so far.
  static let restingRange = 1e-7
  /// Stiff methods are taken where they need fewer steps by this factor.
  private static let stiffness = 12
  /// The points of a trajectory in the search.
  static let points = 6000
  /// The points of one that is kept, before it is thinned: in all and for each spike, which may be short.
  private static let (finePoints, pointsPerSpike, mostPoints) = (20_000, 2000, 100_000)
  /// The bursts that are kept of a trajectory without period.
  private static let keptBursts = 8.0

  /// - Parameter spiking: The position of the variable whose upward passages are spikes.
  init(
    _ model: Model, _ settings: FastSlowSettings, spiking: Int, isCancelled: @escaping @Sendable () -> Bool
  ) throws(FastSlowError) {
    self.settings = settings
    self.spiking = spiking
    self.isCancelled = isCancelled
    periods = model.angularPeriods()
    let variable = model.variables[spiking]
    watch = SpikeWatch(variable, period: periods[variable.name], level: settings.threshold)
    do {
      self.model = try model.withoutEvents().with(noises: [])
    } catch {
      throw .model(error)
    }
    coordinates = RadialCoordinates(self.model)
  }

  /// The attractor that the initial state leads to.
  /// - Throws: `FastSlowError.trajectory` if the trajectory diverges.
  mutating func run() throws(FastSlowError) -> AttractorOrbit {
    var state = initialState
    var length = try firstLength
    try chooseMethod(from: state, length)
    if let transient = settings.transient, transient > 0 { state = try path(from: state, transient).final }
    var extent = [ClosedRange<Double>?](repeating: nil, count: model.dimension)
    while true {
      let hadLevel = watch.level != nil
      let path = try path(from: state, length)
      state = path.final
      let columns = model.variableNames.map { path.values[$0] ?? [] }
      for i in extent.indices { extent[i] = AttractorSearch.union(extent[i], columns[i]) }
      if rests(columns, extent) { return try resting(at: state) }
      watch.learn(from: path)
      if hadLevel {
        let train = SpikeTrain(times: watch.spikes(of: path))
        let pattern = train.pattern.flatMap { returns(path, columns, extent, $0, train) ? $0 : nil }
        if let pattern, !train.isSettling(to: pattern) {
          return try periodic(pattern, train, from: state, after: length)
        }
        let bursts = train.silentInterval.map { train.bursts(partedBy: $0).count } ?? 0
        let drifting = drifting(path, train, extent)
        let isLong = train.times.count > AttractorSearch.mostSpikes || bursts > AttractorSearch.mostBursts
        if let pattern, isLong || steps > settings.stepBudget {
          notes.append("the intervals between spikes have not settled: the last digits of the period are not known")
          return try periodic(pattern, train, from: state, after: length)
        }
        if isLong && drifting.isEmpty || steps > settings.stepBudget && train.times.count > 1 {
          return drifting.isEmpty ? try irregular(train, from: state) : unfinished(path, drifting)
        }
      }
      if isCancelled() { throw .trajectory("interrupted before the trajectory had come to its attractor") }
      if steps > settings.stepBudget {
        notes.append("the trajectory has not come to an attractor within \(steps) steps; the last of it is kept")
        return orbit(.irregular, path, period: nil)
      }
      length *= 2
    }
  }

  /// The variables that still drift; angles that go round do not count.
  private func drifting(
    _ path: SimulatedTrajectory, _ train: SpikeTrain, _ extent: [ClosedRange<Double>?]
  ) -> [String] {
    let drift = DriftBetweenSpikes(path, train)
    return zip(model.variableNames, extent).filter { name, extent in
      guard periods[name] == nil, let extent else { return false }
      return drift.isFound(in: name, extent: extent.upperBound - extent.lowerBound)
    }.map(\.0)
  }

  /// A state returns if it differs by less than this share of its variables' ranges after a third of the trajectory.
  private static let returning = 0.01

  /// Whether the states at spikes, not only the times of these, are the same again: intervals between spikes hardly tell a slow drift. What
  /// rests is left aside.
  private func returns(
    _ path: SimulatedTrajectory, _ columns: [[Double]], _ extent: [ClosedRange<Double>?],
    _ pattern: (spikes: Int, period: Double), _ train: SpikeTrain
  ) -> Bool {
    let turns = max(1, train.times.count / 3 / pattern.spikes)
    guard let last = train.times.last, train.times.count > turns * pattern.spikes else { return false }
    let earlier = train.times[train.times.count - 1 - turns * pattern.spikes]
    let places = [earlier, last].map { time in path.times.firstIndex { $0 >= time } ?? path.times.count - 1 }
    return columns.indices.filter { $0 != spiking && !rests(columns[$0][...], extent[$0]) }.allSatisfy { i in
      let range = (columns[i].max() ?? 0) - (columns[i].min() ?? 0)
      return abs(
        interpolated(columns[i], path.times, earlier, places[0])
          - interpolated(columns[i], path.times, last, places[1])) <= AttractorSearch.returning * range
    }
  }

  /// The value of a column at a time before the point k.
  private func interpolated(_ column: [Double], _ times: [Double], _ time: Double, _ k: Int) -> Double {
    guard k > 0, times[k] > times[k - 1] else { return column[k] }
    let fraction = (time - times[k - 1]) / (times[k] - times[k - 1])
    return column[k - 1] + fraction * (column[k] - column[k - 1])
  }

  /// The trajectory of a drift, from its beginning to its end.
  mutating func drift(length: Double) throws(FastSlowError) -> AttractorOrbit {
    let state = initialState
    try chooseMethod(from: state, length)
    let length = try lengthBeforeDivergence(from: state, length)
    let rough = try path(from: state, length)
    watch.learn(from: rough)
    let count = watch.spikes(of: try path(from: state, length)).count
    return orbit(.transient, try path(from: state, length, points: points(for: count)), period: nil)
  }

  /// The length of a drift's trajectory, of one that diverges to where it leaves what it has visited before.
  mutating func lengthBeforeDivergence(
    from state: [String: Double], _ length: Double
  ) throws(FastSlowError) -> Double {
    var whole = try simulated(from: state, length)
    if !whole.isComplete, !coordinates.near.isEmpty {
      coordinates.giveUp()
      whole = try simulated(from: state, length)
    }
    guard Self.divergenceStops.contains(whole.stop) else { return length }
    let columns = model.variableNames.map { whole.values[$0] ?? [] }
    guard let end = Self.divergence(columns), whole.times[end] > 0 else { return length }
    let drift = settings.drift.flatMap { drift in whole.final[drift.parameter].map { (drift.parameter, $0) } }
    let place = drift.map { " at \($0.0) = \(Float($0.1))" } ?? ""
    notes.append("the drift ends early\(place): \(whole.explanation)")
    return whole.times[end]
  }

  /// How the integration of a trajectory that goes to infinity stops.
  private static let divergenceStops: Set<TrajectoryEnd> = [.diverged, .nonFinite, .stepTooSmall]

  /// A trajectory diverges in the last part of its time, at most this share; then it goes further than so many of the ranges visited before.
  private static let (divergingShare, divergingRanges) = (0.1, 3.0)

  /// The last point before a variable goes far beyond what it visited in most of the time.
  private static func divergence(_ columns: [[Double]]) -> Int? {
    columns.compactMap { column -> Int? in
      let before = column.prefix(column.count - Int((divergingShare * Double(column.count)).rounded(.up)))
      guard let low = before.min(), let high = before.max(), high > low else { return nil }
      let room = divergingRanges * (high - low)
      let last = column.lastIndex { low - room <= $0 && $0 <= high + room }
      return last.flatMap { $0 < column.count - 1 ? $0 : nil }
    }.min()
  }

  // MARK: What was found

  private mutating func resting(at state: [String: Double]) throws(FastSlowError) -> AttractorOrbit {
    // The way to rest is what there is to see.
    let length = try firstLength * 4
    return orbit(
      .equilibrium, try path(from: initialState, length, points: AttractorSearch.points), period: nil,
      rest: state.filter { model.variableNames.contains($0.key) })
  }

  private mutating func periodic(
    _ pattern: (spikes: Int, period: Double), _ train: SpikeTrain, from state: [String: Double], after length: Double
  ) throws(FastSlowError) -> AttractorOrbit {
    let last = train.times.last ?? 0
    let start = last + AttractorSearch.pause(of: Array(train.intervals.suffix(pattern.spikes)), pattern.period)
    let wait = (length - start).truncatingRemainder(dividingBy: pattern.period)
    let transient = wait > 0 ? pattern.period - wait : -wait
    let path = try path(
      from: state, 2 * pattern.period, after: transient, points: points(for: 2 * pattern.spikes))
    return orbit(.periodic, path, period: pattern.period)
  }

  private mutating func irregular(
    _ train: SpikeTrain, from state: [String: Double]
  ) throws(FastSlowError) -> AttractorOrbit {
    let groups = train.silentInterval.map { train.bursts(partedBy: $0).count } ?? train.times.count
    let whole = (train.times.last ?? 1) - (train.times.first ?? 0)
    let length = AttractorSearch.keptBursts * whole / Double(max(1, groups - 1))
    let path = try path(
      from: state, length,
      points: points(for: Int(AttractorSearch.keptBursts) * train.times.count / max(1, groups)))
    return orbit(.irregular, path, period: nil)
  }

  /// The last of a trajectory that has not come to its attractor.
  private mutating func unfinished(_ path: SimulatedTrajectory, _ drifting: [String]) -> AttractorOrbit {
    notes.append(
      "after \(steps) steps \(drifting.joined(separator: ", ")) still \(drifting.count == 1 ? "drifts" : "drift") from spike to spike: "
        + "what the motion comes to is not known; the last of it is kept")
    return orbit(.transient, path, period: nil)
  }

  /// The time from the last spike of a train to the middle of its longest interval, of intervals that repeat.
  private static func pause(of intervals: [Double], _ period: Double) -> Double {
    guard let longest = intervals.indices.max(by: { intervals[$0] < intervals[$1] }) else { return 0 }
    return intervals[..<longest].reduce(0, +) + 0.5 * intervals[longest]
  }

  func orbit(
    _ kind: AttractorOrbit.Kind, _ path: SimulatedTrajectory, period: Double?, rest: [String: Double]? = nil
  ) -> AttractorOrbit {
    let start = path.times.first ?? 0
    let columns = path.values.filter { model.variableNames.contains($0.key) }
    let points = TrajectoryThinning.kept(Array(columns.values), count: path.times.count)
    func kept(_ times: [Double]) -> [Double] { times.map { $0 - start }.filter { $0 >= 0 } }
    return AttractorOrbit(
      kind: kind, spiking: model.variableNames[spiking], threshold: watch.threshold ?? .nan, period: period,
      times: points.map { path.times[$0] - start },
      values: columns.mapValues { column in points.map { column[$0] } }.turnedBack(periods),
      spikes: kept(watch.spikes(of: path)), risings: kept(watch.times(of: .rising, on: path)),
      fallings: kept(watch.times(of: .falling, on: path)),
      rest: rest, method: method, steps: steps)
  }

  func points(for spikes: Int) -> Int {
    min(AttractorSearch.mostPoints, max(AttractorSearch.finePoints, AttractorSearch.pointsPerSpike * spikes))
  }

  // MARK: Trajectories

  var initialState: [String: Double] { Dictionary(zip(model.variableNames, model.initialState)) { $1 } }

  private var firstLength: Double {
    get throws(FastSlowError) {
      if let total = model.hints.total, total > 0, total.isFinite { return total }
      let field = try model.compiled()
      let (state, parameters) = (model.initialState, model.parameterValues)
      let matrix = field.jacobian(at: state, parameters: parameters)
      // An angle goes round at a rate that no derivative tells.
      let turns = zip(model.variableNames, field.values(at: state, parameters: parameters)).map { name, rate in
        periods[name].map { abs(rate) / $0 } ?? 0
      }
      let fastest = max(VariableUnits.fastestRate(matrix, model.dimension), turns.max() ?? 0)
      return fastest > 0 && fastest.isFinite ? AttractorSearch.firstLength / fastest : 1
    }
  }

  mutating func chooseMethod(from state: [String: Double], _ length: Double) throws(FastSlowError) {
    // Where one method fails the other is taken; if both do, the search tells why.
    method = .stiff
    let stiff = try? simulated(from: state, length)
    // On the way to infinity explicit steps may become shorter and shorter.
    let diverges = stiff?.stop == .diverged
    method = .dormandPrince
    let explicit = diverges ? nil : try? simulated(from: state, length)
    if let explicit, explicit.isComplete || explicit.stop == .tooManySteps,
      stiff.map({ !$0.isComplete || explicit.steps <= AttractorSearch.stiffness * $0.steps }) ?? true
    {
      if explicit.isComplete { trial = (state, length, explicit) }
    } else {
      method = .stiff
      trial = stiff.map { (state, length, $0) }
    }
  }

  /// A trajectory from a state at time 0, with the passages of the level if there is one, in coordinates that resolve the invariant
  /// planes to which it comes near.
  /// - Throws: `FastSlowError.trajectory` if it ends early, but for very many events: what has been recorded by then tells enough.
  mutating func path(
    from state: [String: Double], _ length: Double, after transient: Double = 0, points: Int = AttractorSearch.points
  ) throws(FastSlowError) -> SimulatedTrajectory {
    var path = try resolved(from: state, length, after: transient, points: points)
    if path.stop == .tooManySteps, method == .dormandPrince {
      // On the way to infinity steps may become shorter and shorter.
      if try isDiverging(from: state, length + transient) { throw .trajectory(Self.divergence) }
      isPatient = true
      path = try resolved(from: state, length, after: transient, points: points)
    }
    if !path.isComplete, path.stop != Self.manyEvents, !coordinates.near.isEmpty, !isCancelled() {
      coordinates.giveUp()
      path = try simulated(from: state, length, after: transient, points: points)
    }
    guard path.isComplete || path.stop == Self.manyEvents else {
      throw .trajectory("the full system's trajectory: \(path.explanation)")
    }
    return path
  }

  private static let divergence = "the full system's trajectory: diverged"

  /// Whether a stiff method leads to infinity within a length.
  private mutating func isDiverging(
    from state: [String: Double], _ length: Double
  ) throws(FastSlowError) -> Bool {
    method = .stiff
    let path = try simulated(from: state, length)
    method = .dormandPrince
    return path.stop == .diverged
  }

  /// How an integration stops that has recorded as much as it may.
  private static let manyEvents = TrajectoryEnd.tooManyEvents

  private mutating func resolved(
    from state: [String: Double], _ length: Double, after transient: Double, points: Int
  ) throws(FastSlowError) -> SimulatedTrajectory {
    let path = try simulated(from: state, length, after: transient, points: points)
    // Nearer than this the absolute tolerance takes over from the relative one.
    let isNear = coordinates.learn(from: path, settings.absoluteTolerance / settings.relativeTolerance)
    return isNear ? try simulated(from: state, length, after: transient, points: points) : path
  }

  /// The same as far as it comes.
  private mutating func simulated(
    from state: [String: Double], _ length: Double, after transient: Double = 0, points: Int = AttractorSearch.points
  ) throws(FastSlowError) -> SimulatedTrajectory {
    defer { trial = nil }
    if let trial, trial.state == state, trial.length == length, transient == 0, points == Self.points {
      return trial.path
    }
    let result: SimulationResult
    do {
      let watched = try coordinates.transformed(try watch.watched(model))
      var analyzer = try SimulationAnalyzer(watched)
      analyzer.context = RunContext(isCancelled: isCancelled)
      analyzer.keptAtEvents = coordinates.names(telling: model.variableNames[spiking])
      var request = SimulationSettings.Request()
      let start = coordinates.completed(state)
      request.starts = [watched.variableNames.map { start[$0] ?? .nan }]
      request.method = method
      request.total = length + transient
      request.transient = transient
      var simulation = SimulationSettings(model: watched, request: request)
      simulation.startTime = 0
      simulation.maximumStep = isPatient ? nil : abs(request.total ?? length)
      simulation.outputInterval = abs(length) / Double(points)
      simulation.relativeTolerance = settings.relativeTolerance
      simulation.absoluteTolerance = settings.absoluteTolerance
      result = try analyzer.run(simulation)
    } catch let error as ModelError {
      throw .model(error)
    } catch {
      throw .trajectory("\(error)")
    }
    guard let path = result.trajectories.first else {
      throw .trajectory("the full system's trajectory: no point was computed")
    }
    steps += path.steps
    return coordinates.completed(path)
  }

  private func rests(_ columns: [[Double]], _ extent: [ClosedRange<Double>?]) -> Bool {
    zip(columns, extent).allSatisfy { rests($0.suffix($0.count / 2), $1) }
  }

  /// - Parameter extent: All values of the variable so far.
  private func rests(_ values: ArraySlice<Double>, _ extent: ClosedRange<Double>?) -> Bool {
    guard let extent, let low = values.min(), let high = values.max() else { return true }
    let size = max(extent.upperBound - extent.lowerBound, abs(extent.upperBound), abs(extent.lowerBound))
    return high - low <= AttractorSearch.restingRange * size
  }

  private static func union(_ range: ClosedRange<Double>?, _ values: [Double]) -> ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max() else { return range }
    guard let range else { return low...high }
    return min(low, range.lowerBound)...max(high, range.upperBound)
  }
}

extension [String: [Double]] {
  /// Angles that go round, within a turn about 0.
  fileprivate func turnedBack(_ periods: [String: Double]) -> [String: [Double]] {
    var columns = self
    for (name, period) in periods {
      guard let column = self[name], let low = column.min(), let high = column.max(), high - low > period else {
        continue
      }
      columns[name] = column.map { $0.remainder(dividingBy: period) }
    }
    return columns
  }
}
