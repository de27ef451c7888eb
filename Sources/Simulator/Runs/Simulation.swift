// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Parallelism
import Synchronization

/// The initial value problems of a vector field: its trajectories from any starts, with given events and settings.
///
/// Trajectories from several starts are computed together, in batches and on several processor cores. What happens in one
/// does not depend on the others: it comes out as if it were computed alone, in short runs bit for bit, in long ones, which
/// machine code takes over, up to the rounding of vector functions. Every run gives the same bits.
///
/// ```swift
/// let settings = try IntegrationSettings(duration: 100)
/// let simulation = Simulation(field: field, parameters: [0.7, 0.8, 12.5, 0.5], settings: settings)
/// let trajectory = simulation.trajectory(from: [-1, 0])
/// ```
public struct Simulation<Field: VectorField>: Sendable {
  /// The right-hand sides.
  public var field: Field
  /// The values of the parameters.
  public var parameters: [Double]
  /// Whether the field gives rates of change or next states.
  public var kind: Model.Kind
  /// Threshold crossings.
  public var events: [StateEvent]
  /// Method, span, accuracy, output.
  public var settings: IntegrationSettings
  /// The positions of variables whose rates are residuals that must vanish; only the stiff method integrates them.
  var algebraic: Range<Int> = 0..<0
  /// Asked now and then from any thread; trajectories end early when it answers true.
  public var isCancelled: @Sendable () -> Bool = { false }
  /// Told now and then, from any thread, which part of the trajectories is done, from 0 to 1; nil if nobody wants to know.
  public var report: (@Sendable (Double) -> Void)?

  /// A problem without starts, which `trajectory(from:)` is given.
  public init(
    field: Field, parameters: [Double], kind: Model.Kind = .flow, events: [StateEvent] = [],
    settings: IntegrationSettings
  ) {
    precondition(
      parameters.count == field.parameterCount, "\(parameters.count) values for \(field.parameterCount) parameters")
    self.field = field
    self.parameters = parameters
    self.kind = kind
    self.events = events
    self.settings = settings
  }

  /// The trajectory from one start.
  public func trajectory(from start: [Double]) -> Trajectory {
    batch([start], report)[0]
  }

  /// The trajectory from one start, step by step.
  public func steps(from start: [Double]) -> IntegrationSteps {
    precondition(start.count == field.dimension, "\(start.count) initial values for \(field.dimension) variables")
    guard let tableau else { return IntegrationSteps(stiffIntegration(from: start)) }
    return IntegrationSteps(
      RungeKuttaEnsemble(
        field: field, tableau: tableau, parameters: parameters, settings: settings, events: events, starts: [start],
        isCancelled: isCancelled))
  }

  /// The trajectories from several starts, in their order.
  ///
  /// Starts are shared out to the processor cores in parts, small enough for all cores to be busy to the end where some
  /// trajectories take longer than others; within a part all lanes advance together.
  public func trajectories(from starts: [[Double]]) -> [Trajectory] {
    let cores = max(1, min(starts.count / 4, ProcessInfo.processInfo.activeProcessorCount))
    guard cores > 1 else { return batch(starts, report) }
    let size = min(Self.largestPart, (starts.count + cores - 1) / cores)
    let parts = stride(from: 0, to: starts.count, by: size).map { Array(starts[$0..<min($0 + size, starts.count)]) }
    let finished = Atomic<Int>(0)
    return concurrentMap(parts.count) { index in
      let part = batch(parts[index], nil)
      let count = finished.add(1, ordering: .relaxed).newValue
      report?(Double(count) / Double(parts.count))
      return part
    }.flatMap(\.self)
  }

  /// Enough lanes to fill several registers.
  private static var largestPart: Int { 64 }

  private func batch(_ starts: [[Double]], _ report: (@Sendable (Double) -> Void)?) -> [Trajectory] {
    for start in starts {
      precondition(start.count == field.dimension, "\(start.count) initial values for \(field.dimension) variables")
    }
    if let tableau {
      let ensemble = RungeKuttaEnsemble(
        field: field, tableau: tableau, parameters: parameters, settings: settings, events: events, starts: starts,
        isCancelled: isCancelled)
      ensemble.report = report
      ensemble.takeEqualSteps()
      return ensemble.run()
    }
    return starts.enumerated().flatMap { index, start in
      let integration = stiffIntegration(from: start)
      integration.report = report.map { report in
        { report((Double(index) + $0) / Double(starts.count)) }
      }
      return integration.run()
    }
  }

  /// The coefficients of an explicit method, or nil for the stiff one.
  private var tableau: ButcherTableau? { kind == .map ? .iteration : .of(settings.method) }

  private func stiffIntegration(from start: [Double]) -> BDFIntegration {
    BDFIntegration(
      field: field, parameters: parameters, algebraic: algebraic, settings: settings, events: events, start: start,
      isCancelled: isCancelled)
  }
}
