// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// Integrates many initial states at once with one explicit method; each lane has its own time and step.
///
/// All lanes' stages are evaluated as one batch. A lane that has ended makes room: the last lane moves into its place.
/// Memory is allocated before the first step, apart from the kept points.
final class RungeKuttaEnsemble<Field: VectorField>: StepwiseIntegration {
  let settings: IntegrationSettings
  let kernel: RungeKuttaKernel<Field>
  let probe: RungeKuttaKernel<Field>
  var lanes: [Lane]
  var trajectories: [Trajectory?]
  let isCancelled: () -> Bool
  /// Told which part of the first trajectory still under way is done.
  var report: ((Double) -> Void)?

  /// What a lane knows beside its numbers in the kernel.
  struct Lane {
    let start: Int
    let tracker: LaneTracker
    var controller: StepSizeController
    /// The step that the controller wants next.
    var wantedStep = 0.0
    /// The number of whole steps done, for methods of fixed step.
    var gridIndex = 0
    /// The time after that many steps.
    var gridTime: Double
    var endTime = 0.0
    var sliding = SlidingDetector()
  }

  /// The steps that were tried in all lanes.
  var attemptCount = 0

  init(
    field: Field, tableau: ButcherTableau, parameters: [Double], settings: IntegrationSettings, events: [StateEvent],
    starts: [[Double]], isCancelled: @escaping () -> Bool
  ) {
    self.settings = settings
    self.isCancelled = isCancelled
    kernel = RungeKuttaKernel(field: field, tableau: tableau, parameters: parameters, capacity: max(1, starts.count))
    probe = RungeKuttaKernel(field: field, tableau: tableau, parameters: parameters, capacity: 1)
    trajectories = [Trajectory?](repeating: nil, count: starts.count)
    lanes = []
    lanes.reserveCapacity(starts.count)
    for (index, state) in starts.enumerated() { begin(index, state, events) }
  }

  func advance() {
    if isCancelled() {
      for k in lanes.indices.reversed() { end(k, .cancelled) }
      return
    }
    if let report, !lanes.isEmpty { report(settings.share(at: kernel.times[0])) }
    for k in lanes.indices { chooseStep(k) }
    countWork()
    kernel.attempt(
      lanes.count, relativeTolerance: settings.relativeTolerance, absoluteTolerance: settings.absoluteTolerance)
    // From the back, so that a lane that moves into a gap has been settled before.
    for k in lanes.indices.reversed() { settle(k) }
  }

  var isDone: Bool { lanes.isEmpty }

  var frontState: (time: Double, state: [Double])? {
    guard !lanes.isEmpty else { return nil }
    return (kernel.times[0], (0..<kernel.dimension).map { kernel.states[$0][0] })
  }

  var frontEvents: [EventOccurrence] { lanes.first?.tracker.occurrences ?? [] }

  var isAdaptive: Bool { !kernel.tableau.errorWeights.isEmpty }
  var direction: Double { settings.duration < 0 ? -1 : 1 }
}
