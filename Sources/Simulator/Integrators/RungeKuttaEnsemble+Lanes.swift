// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule

extension RungeKuttaEnsemble {
  /// Puts a new lane behind the others, unless it ends at once.
  func begin(_ index: Int, _ state: [Double], _ events: [StateEvent]) {
    let tracker = LaneTracker(settings: settings, events: events, dimension: kernel.dimension)
    let outcome = tracker.start(state)
    if case .finish(let reason, let time) = outcome {
      trajectories[index] = tracker.finish(reason, time: time, state: tracker.restartState)
      return
    }
    let k = lanes.count
    lanes.append(
      Lane(
        start: index, tracker: tracker, controller: StepSizeController(order: kernel.tableau.errorOrder),
        gridTime: settings.startTime))
    kernel.states.setLane(k, from: tracker.restartState)
    kernel.times[k] = settings.startTime
    if settings.duration == 0 { return end(k, .reachedEnd) }
    kernel.startLane(k)
    if let variable = firstNonFinite(kernel.rates[0], k) { return end(k, .nonFinite(variable: variable)) }
    if kernel.tableau.isIteration {
      lanes[k].wantedStep = 1
    } else {
      lanes[k].wantedStep = settings.step ?? initialStep(k)
    }
  }

  /// Sets the step that is tried next: the one wanted, or what is left.
  func chooseStep(_ k: Int) {
    let time = kernel.times[k]
    if isAdaptive {
      var step = min(lanes[k].wantedStep, settings.maximumStep ?? .infinity)
      let rest = abs(settings.endTime - time)
      // A step that would leave a sliver takes it along; one that would leave less than another is halved.
      if step * 1.01 >= rest { step = rest } else if step * 2 > rest { step = 0.5 * rest }
      kernel.steps[k] = direction * step
      lanes[k].endTime = step == rest ? settings.endTime : time + direction * step
    } else {
      // The steps are counted, so that rounding adds none, but times are summed up, as XPPAUT does: where a right-hand side
      // jumps at a multiple of the step, the jump falls on the same side.
      let whole = direction * lanes[k].wantedStep
      let isLast = abs(settings.duration) - Double(lanes[k].gridIndex + 1) * lanes[k].wantedStep < 1e-9 * abs(whole)
      lanes[k].endTime = isLast ? settings.endTime : lanes[k].gridTime + whole
      // Whole steps have exactly the length asked for, whatever the rounding of times.
      let length = lanes[k].endTime - time
      kernel.steps[k] = abs(length - whole) <= 1e-9 * abs(whole) ? whole : length
    }
  }

  /// Accepts or rejects the step that was tried, and lets the tracker look at it.
  func settle(_ k: Int) {
    let magnitude = kernel.magnitudes[k]
    if isAdaptive {
      let error = magnitude.isFinite ? kernel.errors[k] : .nan
      if lanes[k].tracker.attemptCount % SlidingDetector.interval == SlidingDetector.interval - 1, error.isFinite,
        let variable = slidingVariable(k)
      {
        return end(k, .sliding(variable: variable))
      }
      if !(error <= 1) { return reject(k, error) }
      lanes[k].wantedStep = abs(kernel.steps[k]) * lanes[k].controller.factorAfterAccepting(error)
    } else if let variable = firstNonFinite(kernel.newStates, k) {
      return end(k, .nonFinite(variable: variable))
    }
    let tracker = lanes[k].tracker
    let step = RungeKuttaStep(kernel: kernel, probe: probe, lane: k, endTime: lanes[k].endTime)
    switch tracker.inspect(step) {
    case .finish(let reason, let time):
      trajectories[lanes[k].start] = tracker.finish(reason, time: time, state: tracker.restartState)
      remove(k)
    case .restart(let time):
      kernel.states.setLane(k, from: tracker.restartState)
      kernel.times[k] = time
      goOn(k, needsRates: true)
    case .proceed:
      kernel.accept(k, endTime: lanes[k].endTime)
      if !(magnitude <= settings.bound) {
        let variable = (0..<kernel.dimension).first { abs(kernel.states[$0][k]) > settings.bound } ?? 0
        return end(k, .diverged(variable: variable, bound: settings.bound))
      }
      goOn(k, needsRates: false)
    }
  }

  /// Prepares the lane for its next step, or ends it where the time is over.
  func goOn(_ k: Int, needsRates: Bool) {
    let time = kernel.times[k]
    if time == lanes[k].endTime {
      lanes[k].gridIndex += 1
      lanes[k].gridTime = time
    }
    if time == settings.endTime { return end(k, .reachedEnd) }
    if lanes[k].tracker.attemptCount >= settings.maximumSteps { return end(k, .tooManySteps(settings.maximumSteps)) }
    if needsRates { kernel.startLane(k) }
    if let variable = firstNonFinite(kernel.rates[0], k) { end(k, .nonFinite(variable: variable)) }
  }

  private func reject(_ k: Int, _ error: Double) {
    let tracker = lanes[k].tracker
    tracker.rejectedStepCount += 1
    let step = abs(kernel.steps[k]) * lanes[k].controller.factorAfterRejecting(error)
    lanes[k].wantedStep = step
    guard step <= 4 * max(kernel.times[k].ulp, abs(settings.duration) * 1e-18) else { return }
    if error.isFinite { return end(k, .stepTooSmall(step: step)) }
    let variable = firstNonFinite(kernel.newStates, k) ?? firstNonFinite(kernel.endRates, k) ?? 0
    end(k, .nonFinite(variable: variable))
  }

  /// The variable along the jump of whose rate the lane slides, if it does.
  private func slidingVariable(_ k: Int) -> Int? {
    func state(_ columns: LaneColumns) -> [Double] { (0..<kernel.dimension).map { columns[$0][k] } }
    let attempt = SlidingDetector.Attempt(
      time: kernel.times[k], before: state(kernel.states), after: state(kernel.newStates),
      count: lanes[k].tracker.attemptCount)
    return lanes[k].sliding.slidingVariable(
      attempt, of: kernel.field, parameters: Array(kernel.parameters.dropLast()), settings: settings)
  }

  /// Ends a lane at its present state and lets the last lane take its place.
  func end(_ k: Int, _ reason: StopReason) {
    let lane = lanes[k]
    kernel.states.getLane(k, into: lane.tracker.restartState)
    trajectories[lane.start] = lane.tracker.finish(reason, time: kernel.times[k], state: lane.tracker.restartState)
    remove(k)
  }

  private func remove(_ k: Int) {
    let last = lanes.count - 1
    if k != last {
      kernel.moveStart(of: last, to: k)
      lanes.swapAt(k, last)
    }
    lanes.removeLast()
  }

  private func firstNonFinite(_ columns: LaneColumns, _ k: Int) -> Int? {
    (0..<kernel.dimension).first { !columns[$0][k].isFinite }
  }

  /// A first step from the sizes of the state, its rate and the change of that (Hairer, Nørsett and Wanner, Solving Ordinary
  /// Differential Equations I, section II.4).
  private func initialStep(_ k: Int) -> Double {
    let n = kernel.dimension
    func scale(_ i: Int) -> Double {
      settings.absoluteTolerance + settings.relativeTolerance * abs(kernel.states[i][k])
    }
    func norm(_ value: (Int) -> Double) -> Double { (0..<n).reduce(0) { max($0, abs(value($1)) / scale($1)) } }
    let (stateSize, rateSize) = (norm { kernel.states[$0][k] }, norm { kernel.rates[0][$0][k] })
    let span = abs(settings.duration)
    // What is next to nothing is so whatever the unit of time.
    let isNothing = stateSize < 1e-5 || rateSize * span < 1e-5
    let first = min(span, isNothing ? 1e-6 * span : 0.01 * stateSize / rateSize)
    kernel.copyStart(of: k, to: probe, lane: 0)
    for i in 0..<n { probe.states[i][0] += direction * first * kernel.rates[0][i][k] }
    probe.times[0] += direction * first
    probe.startLane(0)
    let bend = norm { probe.rates[0][$0][0] - kernel.rates[0][$0][k] } / first
    let size = max(rateSize, bend)
    guard size.isFinite else { return first }
    let second =
      size * span <= 1e-15 ? max(1e-6 * span, 1e-3 * first) : Double.pow(0.01 / size, 1 / kernel.tableau.errorOrder)
    return min(100 * first, second, span)
  }
}
