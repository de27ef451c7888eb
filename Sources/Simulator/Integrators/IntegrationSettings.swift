// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// How long, how exactly and how densely a trajectory is computed. Immutable, checked when made.
public struct IntegrationSettings: Codable, Hashable, Sendable {
  /// Which points of a trajectory are kept.
  public enum Output: Codable, Hashable, Sendable {
    /// The ends of the steps that the method takes, with `refinement - 1` points of the dense output between them.
    case steps(refinement: Int)
    /// Points at equal intervals from the start, and the end.
    case interval(Double)
    /// The start and the end alone.
    case ends
  }

  /// The method.
  public let method: IntegrationMethod
  /// The time at the start.
  public let startTime: Double
  /// The length of the integration; negative runs backward in time. For maps the number of iterations.
  public let duration: Double
  /// The step of fixed-step methods. Adaptive methods choose their own, this one is only their first.
  public let step: Double?
  /// The longest step of an adaptive method, if there is a limit.
  public let maximumStep: Double?
  /// The error allowed per step, relative to the size of a variable.
  public let relativeTolerance: Double
  /// The error allowed per step of a variable near zero, in the units of the variables.
  public let absoluteTolerance: Double
  /// Which points are kept.
  public let output: Output
  /// The length of the start that is not kept.
  public let transient: Double
  /// A trajectory has diverged when a variable is larger than this.
  public let bound: Double
  /// The most steps that a trajectory may try, those rejected by the error control included.
  public let maximumSteps: Int
  /// The most events that may happen on a trajectory.
  public let maximumEvents: Int

  /// Settings, checked.
  /// - Throws: `SettingsError` with the number that makes no sense.
  public init(
    method: IntegrationMethod = .dormandPrince, startTime: Double = 0, duration: Double, step: Double? = nil,
    maximumStep: Double? = nil, relativeTolerance: Double = 1e-9, absoluteTolerance: Double = 1e-10,
    output: Output = .steps(refinement: 1), transient: Double = 0, bound: Double = 1e12, maximumSteps: Int = 10_000_000,
    maximumEvents: Int = 1_000_000
  ) throws(SettingsError) {
    try SettingsError.check(startTime.isFinite, "start time", startTime, "a finite number")
    try SettingsError.check(duration.isFinite, "duration", duration, "a finite number")
    if let step { try SettingsError.check(step > 0 && step.isFinite, "step", step, "positive") }
    if let maximumStep { try SettingsError.check(maximumStep > 0, "maximum step", maximumStep, "positive") }
    try SettingsError.check(
      relativeTolerance >= 1e-14 && relativeTolerance < 1, "relative tolerance", relativeTolerance, "in 1e-14 ..< 1")
    try SettingsError.check(absoluteTolerance > 0, "absolute tolerance", absoluteTolerance, "positive")
    try SettingsError.check(bound > 0, "bound", bound, "positive")
    try SettingsError.check(transient >= 0, "transient", transient, "zero or positive")
    try SettingsError.check(maximumSteps > 0, "maximum number of steps", Double(maximumSteps), "positive")
    try SettingsError.check(maximumEvents > 0, "maximum number of events", Double(maximumEvents), "positive")
    switch output {
    case .steps(let refinement):
      try SettingsError.check(refinement >= 1, "refinement", Double(refinement), "at least 1")
    case .interval(let interval):
      try SettingsError.check(interval > 0 && interval.isFinite, "output interval", interval, "positive")
    case .ends: break
    }
    if !method.isAdaptive && step == nil { throw SettingsError("the method \(method.title) needs a step") }
    self.method = method
    self.startTime = startTime
    self.duration = duration
    self.step = step
    self.maximumStep = maximumStep
    self.relativeTolerance = relativeTolerance
    self.absoluteTolerance = absoluteTolerance
    self.output = output
    self.transient = transient
    self.bound = bound
    self.maximumSteps = maximumSteps
    self.maximumEvents = maximumEvents
  }

  /// The same for variables in other units: nothing that stays below the bound, in any unit, has diverged.
  /// - Parameters:
  ///   - bound: What counts as divergence in the units of the model.
  ///   - units: The length of each variable that is 1 in the new units.
  public func bounded(by bound: Double, in units: [Double]) throws(SettingsError) -> IntegrationSettings {
    let least = units.min() ?? 1
    return try IntegrationSettings(
      method: method, startTime: startTime, duration: duration, step: step, maximumStep: maximumStep,
      relativeTolerance: relativeTolerance, absoluteTolerance: absoluteTolerance, output: output, transient: transient,
      bound: max(bound, bound / least), maximumSteps: maximumSteps, maximumEvents: maximumEvents)
  }

  /// The time at the end.
  public var endTime: Double { startTime + duration }

  /// The part of the way to the end, from 0 to 1, that is done at a time.
  func share(at time: Double) -> Double { duration == 0 ? 1 : min(1, max(0, (time - startTime) / duration)) }
}

/// Settings that make no sense, with the number at fault.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let description: String

  /// An error with its text.
  public init(_ description: String) { self.description = description }

  /// Makes something of a model for which it is asked; where that fails, the reason is one of what was asked.
  package static func telling<Value>(_ make: () throws(ModelError) -> Value) throws(SettingsError) -> Value {
    do throws(ModelError) {
      return try make()
    } catch {
      throw SettingsError(error.description)
    }
  }

  static func check(_ holds: Bool, _ name: String, _ value: Double, _ requirement: String) throws(SettingsError) {
    if !holds { throw SettingsError("the \(name) must be \(requirement), but is \(value)") }
  }
}
