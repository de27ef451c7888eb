// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// What a phase-plane analysis looks at and how much it looks for. Immutable, checked when made.
public struct PhasePlaneSettings: Codable, Hashable, Sendable {
  /// What becomes of the variables of a larger system that are not on the axes.
  public enum OtherVariables: String, Codable, Hashable, Sendable, CaseIterable {
    /// They stay at given or their initial values.
    case fixed
    /// They are at their own equilibrium given the two on the axes.
    case equilibrium
  }

  /// Values of parameters, where they differ from the model's own.
  public let parameters: [String: Double]
  /// Initial values of variables, where they differ from the model's own.
  public let initialValues: [String: Double]
  /// The horizontal variable; if there is none, the one that the model suggests.
  public let horizontalVariable: String?
  /// Its values; if there are none, those that the model suggests, or what a search for the action gives.
  public let horizontalRange: ClosedRange<Double>?
  /// The vertical variable.
  public let verticalVariable: String?
  /// Its values.
  public let verticalRange: ClosedRange<Double>?
  /// Values of other variables.
  public let fixedValues: [String: Double]
  /// What becomes of other variables that have no value here.
  public let others: OtherVariables
  /// The time at which equations that depend on it are frozen.
  public let time: Double?
  /// Starts of trajectories: values by the names of the two variables; those left out are initial values.
  public let starts: [[String: Double]]
  /// The number of further starts, spread evenly over the window.
  public let sampledStartCount: Int
  /// The length of the trajectories; if there is none, the one that the model suggests.
  public let duration: Double?
  /// Whether to prove the list of fixed points complete.
  public let certifies: Bool
  /// The most boxes that the proof may examine.
  public let certificationBudget: Int
  /// The number of arrows along each side of the window, or 0 for none.
  public let arrowCount: Int
  /// The distance between streamlines as a fraction of the window's size, or 0 for none.
  public let streamlineSeparation: Double
  /// Whether to look for nullclines.
  public let findsNullclines: Bool
  /// Whether to compute the manifolds of saddles.
  public let findsSeparatrices: Bool
  /// Whether to look for limit cycles.
  public let findsLimitCycles: Bool
  /// Whether to compute trajectories.
  public let computesTrajectories: Bool

  /// Settings, checked.
  /// - Throws: `PhasePlaneError.range` or `.badSetting` with the number that makes no sense.
  public init(
    parameters: [String: Double] = [:], initialValues: [String: Double] = [:], horizontalVariable: String? = nil,
    horizontalRange: ClosedRange<Double>? = nil, verticalVariable: String? = nil,
    verticalRange: ClosedRange<Double>? = nil, fixedValues: [String: Double] = [:], others: OtherVariables = .fixed,
    time: Double? = nil, starts: [[String: Double]] = [], sampledStartCount: Int = 0, duration: Double? = nil,
    certifies: Bool = false, certificationBudget: Int = 200_000, arrowCount: Int = 20,
    streamlineSeparation: Double = 0.06, findsNullclines: Bool = true, findsSeparatrices: Bool = true,
    findsLimitCycles: Bool = true, computesTrajectories: Bool = true
  ) throws(PhasePlaneError) {
    for (name, range) in [("the horizontal axis", horizontalRange), ("the vertical axis", verticalRange)] {
      guard let range else { continue }
      do {
        try AxisRange(name: name, lower: range.lowerBound, upper: range.upperBound).check()
      } catch {
        throw .range(error)
      }
    }
    func check(_ holds: Bool, _ name: String, _ value: Double, _ allowed: String) throws(PhasePlaneError) {
      if !holds { throw .badSetting(name: name, value: value, allowed: allowed) }
    }
    if let time { try check(time.isFinite, "the time", time, "a finite number") }
    if let duration { try check(duration != 0 && duration.isFinite, "the duration", duration, "finite and not 0") }
    try check((0...10_000).contains(sampledStartCount), "the number of starts", Double(sampledStartCount), "0 to 10000")
    try check(certificationBudget > 0, "the number of boxes", Double(certificationBudget), "positive")
    try check((0...500).contains(arrowCount), "the number of arrows", Double(arrowCount), "0 to 500")
    try check(
      streamlineSeparation == 0 || (0.002...0.5).contains(streamlineSeparation), "the distance of streamlines",
      streamlineSeparation, "0, or 0.002 to 0.5")
    self.parameters = parameters
    self.initialValues = initialValues
    self.horizontalVariable = horizontalVariable
    self.horizontalRange = horizontalRange
    self.verticalVariable = verticalVariable
    self.verticalRange = verticalRange
    self.fixedValues = fixedValues
    self.others = others
    self.time = time
    self.starts = starts
    self.sampledStartCount = sampledStartCount
    self.duration = duration
    self.certifies = certifies
    self.certificationBudget = certificationBudget
    self.arrowCount = arrowCount
    self.streamlineSeparation = streamlineSeparation
    self.findsNullclines = findsNullclines
    self.findsSeparatrices = findsSeparatrices
    self.findsLimitCycles = findsLimitCycles
    self.computesTrajectories = computesTrajectories
  }

  /// A model with the settings' parameters and initial values.
  /// - Throws: `PhasePlaneError.model` for a name that the model does not have.
  public func applied(to model: Model) throws(PhasePlaneError) -> Model {
    do {
      return try model.setting(parameters: parameters, initialValues: initialValues)
    } catch {
      throw .model(error)
    }
  }
}
