// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Results
import Symbolics

/// What a fast–slow analysis is asked for.
public struct FastSlowSettings: Codable, Hashable, Sendable {
  /// The slow variables; empty to let their rates tell.
  public var slow: [String]
  /// A parameter that drifts from one end of its range to the other, and is the slow variable then.
  public var drift: Drift?
  /// The moment at which time is held in equations that depend on it.
  public var time: Double?
  /// The values of the parameters, where they differ from the model's own.
  public var parameters: [String: Double]
  /// Initial values of variables, where they differ from the model's own.
  public var initialValues: [String: Double]
  /// The variable whose peaks are spikes; the first fast variable if nil.
  public var spiking: String?
  /// The value of that variable above which it is active; found from the trajectory if nil.
  public var threshold: Double?
  /// The length of the start that is not looked at; found from the trajectory if nil.
  public var transient: Double?
  /// The error allowed per step of the trajectory, relative to the size of a variable.
  public var relativeTolerance: Double
  /// The error allowed of a variable near zero, relative to its largest magnitude: far below what delayed losses of
  /// stability come down to.
  public var absoluteTolerance: Double
  /// The most steps that the search for an attractor may take.
  public var stepBudget: Int
  /// The parameter in which canard points of a planar system are looked for; the one that its author varies if nil.
  public var canardParameter: String?
  /// The window of the fast subsystem's diagram beyond what the trajectory visits, over the width of that.
  public var margin: Double

  /// A parameter that drifts at a constant rate.
  public struct Drift: Codable, Hashable, Sendable {
    /// The parameter, from its value at the start to that at the end, whichever is larger.
    public var parameter: String
    /// The value at the start.
    public var from: Double
    /// The value at the end.
    public var to: Double
    /// The change per unit of time, positive.
    public var rate: Double

    /// Makes a drift.
    public init(parameter: String, from: Double, to: Double, rate: Double) {
      self.parameter = parameter
      self.from = from
      self.to = to
      self.rate = rate
    }
  }

  /// Settings that leave everything to the model.
  public init(slow: [String] = []) {
    self.slow = slow
    parameters = [:]
    initialValues = [:]
    relativeTolerance = 1e-9
    absoluteTolerance = 1e-14
    stepBudget = 4_000_000
    margin = 0.5
  }
}

/// Why no fast–slow analysis can be made.
public enum FastSlowError: Error, Hashable, Sendable, CustomStringConvertible {
  case isMap(String)
  case resets(String)
  case dependsOnTime(String)
  case unknownVariable(option: String, name: String, known: [String])
  case nothingFast
  case nothingSlow(rates: [Timescale])
  case severalSlow([String], limit: Int)
  case namedTwice(String)
  case notFast(String)
  case unknownParameter(name: String, known: [String])
  case notPlanar(Int)
  case drift(String)
  case trajectory(String)
  case diagram(BifurcationError)
  case model(ModelError)

  /// The message for a person.
  public var description: String {
    switch self {
    case .isMap(let model): "\(model) is a map; fast and slow variables are told apart in flows"
    case .resets(let model):
      "\(model) resets variables at thresholds: its spikes are no cycles of the equations, whose branches could be followed; "
        + "'simulate' and 'phaseplane' take resets"
    case .dependsOnTime(let model):
      "the equations of \(model) depend on time t; --at-time T freezes time, --slow-parameter lets a parameter drift"
    case .unknownVariable(let option, let name, let known):
      "\(option): there is no variable '\(name)'; "
        + (NearestName.to(name, among: known).map { "did you mean '\($0)'?" }
          ?? "there are \(known.joined(separator: ", "))")
    case .nothingFast: "a slow variable needs fast ones beside it; at least one variable must be left"
    case .nothingSlow(let rates):
      "no variable is much slower than the others ("
        + rates.map { "\($0.variable) \(Float($0.rate))" }.joined(separator: ", ")
        + " per unit of time); name the slow ones by --slow"
    case .severalSlow(let names, let limit):
      "\(names.joined(separator: ", ")) are slow; the fast subsystem is followed in \(limit == 1 ? "one" : "one or two") slow "
        + "variables: choose by --slow"
    case .namedTwice(let name): "--slow: '\(name)' is named twice; name each slow variable once"
    case .notFast(let name): "--spikes: '\(name)' is a slow variable; name a fast one"
    case .unknownParameter(let name, let known):
      "--parameter: there is no parameter '\(name)'; "
        + (NearestName.to(name, among: known).map { "did you mean '\($0)'?" }
          ?? "there are \(known.joined(separator: ", "))")
    case .notPlanar(let count):
      "--parameter is for canards of one fast and one slow variable; this system has \(count) variables"
    case .drift(let text): text
    case .trajectory(let text): text
    case .diagram(let error): error.description
    case .model(let error): error.description
    }
  }
}
