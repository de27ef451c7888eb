// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// What `simulate` computes: span, method, starts and output, as they stand in a saved result.
///
/// Whatever is left open when settings are made comes from the model's hints, and where these are silent from defaults that
/// suit every model; the values that were used are all written down. A model with noise is integrated by the method of Euler and
/// Maruyama, unless another scheme is asked for.
public struct SimulationSettings: Codable, Hashable, Sendable {
  /// The integration method; of no meaning for a map.
  public var method: IntegrationMethod
  /// How a model is integrated whose kind decides the scheme: one with integrals over the time since the start, or a stiff one
  /// with algebraic equations.
  public var scheme: IntegrationScheme?
  /// The time at the start.
  public var startTime: Double
  /// The length of the integration; negative runs backward. For a map the number of iterations.
  public var total: Double
  /// The step of a fixed-step method.
  public var step: Double?
  /// The interval between output points.
  public var outputInterval: Double
  /// The longest step of an adaptive method.
  public var maximumStep: Double?
  /// The error allowed per step, relative to the size of a variable.
  public var relativeTolerance: Double
  /// The error allowed per step of a variable near zero, relative to its largest magnitude on the way.
  public var absoluteTolerance: Double
  /// The length of the start that is not kept.
  public var transient: Double
  /// The magnitude of a variable that counts as divergence.
  public var bound: Double
  /// The parameters of the model.
  public var parameters: [String: Double]
  /// The initial values, one set per trajectory.
  public var starts: [[String: Double]]
  /// The quantities that the figure shows.
  public var plotted: [String]
  /// The two quantities in whose plane the figure shows the trajectories; nil where it shows them over time.
  public var plane: [String]?
  /// The variables whose spikes are recorded and shown as a raster.
  public var spiking: [String]?
  /// What their spikes rise through; nil for the middle of their range.
  public var spikeThreshold: Double?
  /// Which noise it is, where there is any.
  public var seed: UInt64?

  /// What may be asked for; everything else comes from the model.
  public struct Request: Hashable, Sendable {
    /// The length of the integration.
    public var total: Double?
    /// The step of a fixed-step method, the output interval of an adaptive one.
    public var step: Double?
    /// The method.
    public var method: IntegrationMethod?
    /// The relative tolerance; the absolute one is a tenth of it.
    public var tolerance: Double?
    /// The length of the start that is not kept.
    public var transient: Double?
    /// The states to start from, in the order of the model's variables; the model's own if empty.
    public var starts: [[Double]] = []
    /// The quantities that the figure shows; the model's axes, or all variables, if empty.
    public var plotted: [String] = []
    /// The two quantities in whose plane the figure shows the trajectories, rather than over time.
    public var plane: [String]?
    /// The variables whose spikes are recorded and shown as a raster.
    public var spiking: [String]?
    /// What their spikes rise through; the middle of their range if open.
    public var spikeThreshold: Double?
    /// Which noise it is; 1 if open.
    public var seed: UInt64?

    /// A request for the defaults.
    public init() {}
  }

  /// XPPAUT's length of an integration and step, where a file gives none.
  private static let xppTotal = 20.0
  private static let xppStep = 0.05
  /// About as many output points as a figure can show.
  private static let outputPoints = 5000.0
  /// About as many numbers as a saved result should hold, and the points that are kept of however many variables.
  private static let (outputNumbers, fewestOutputPoints) = (1_000_000.0, 500.0)

  /// The steps after which it is asked whether an explicit method takes so many because the model is stiff.
  private static let stepsBeforeDoubt = 2_000_000
  /// More steps than any computer takes: a run ends by its time limit.
  static let unlimitedSteps = 1_000_000_000_000
  private static let mostEvents = 100_000
  private static let mostSpikes = 10_000_000

  /// Settings for a model.
  ///
  /// Tolerances of a file are not taken over: they are meant for the accuracy of another program's methods.
  public init(model: Model, request: Request = Request()) {
    let hints = model.hints
    let isMap = model.kind == .map
    let hintedStep = hints.step.flatMap { $0 != 0 && $0.isFinite ? $0 : nil }
    let step = request.step ?? hintedStep.map(abs) ?? Self.xppStep
    let length =
      request.total ?? (request.step == nil ? Self.wholeLength(hints, isMap: isMap) : hints.total ?? Self.xppTotal)
      * (hintedStep.map { $0 < 0 ? -1 : 1 } ?? 1)
    let isStochastic = !isMap && model.hasNoise
    var hinted = hints.method.flatMap { IntegrationMethod(xppName: $0) } ?? .dormandPrince
    // A tolerance asks for a method that has one.
    if request.tolerance != nil, !hinted.isAdaptive { hinted = .dormandPrince }
    let schemes: [IntegrationMethod] = [.milstein, .heun, .stochasticRungeKutta]
    method =
      isStochastic ? schemes.first { $0 == request.method } ?? .euler : request.method ?? hinted
    // The method of steps is explicit.
    if !model.memory.isEmpty, method == .stiff { method = .dormandPrince }
    if model.hasIntegrals {
      method = .heun
      scheme = .productTrapezoidal
    }
    startTime = hints.startTime ?? 0
    total = isMap ? length.rounded() : length
    self.step = isMap || method.isAdaptive ? nil : step
    let everyStep = (isMap ? 1 : step) * Double(request.step == nil ? max(1, hints.outputEvery ?? 1) : 1)
    let quantities = Double(model.dimension + model.auxiliaries.count)
    let points = max(Self.fewestOutputPoints, min(Self.outputPoints, Self.outputNumbers / quantities))
    let coarsest = (abs(total) / points / everyStep).rounded(.up) * everyStep
    outputInterval = isMap || request.step != nil ? everyStep : max(everyStep, coarsest)
    // Short pulses in a right-hand side must not be stepped over.
    maximumStep = isMap || !method.isAdaptive ? nil : max(outputInterval, abs(total) / 1000)
    relativeTolerance = request.tolerance ?? 1e-9
    absoluteTolerance = request.tolerance.map { $0 / 10 } ?? 1e-10
    transient = request.transient ?? hints.transient ?? 0
    bound = max(hints.bound ?? 0, 1e12)
    parameters = Dictionary(
      zip(model.parameterNames, model.parameterValues), uniquingKeysWith: { first, _ in first })
    starts = (request.starts.isEmpty ? [model.initialState] : request.starts).map { state in
      // Random initial values have none yet; each path draws its own.
      Dictionary(zip(model.variableNames, state).filter { !$0.1.isNaN }, uniquingKeysWith: { first, _ in first })
    }
    seed = isStochastic || !model.chance.isEmpty ? request.seed ?? 1 : nil
    plane = request.plane
    (spiking, spikeThreshold) = (request.spiking, request.spikeThreshold)
    plotted = request.plotted.isEmpty ? Self.plottedByDefault(model) : request.plotted
  }

  /// The length of a run that a file asks for, by whole steps: as many as XPPAUT takes, which lets a tenth of a step be missing, and with
  /// methods that take equal steps whole intervals of output.
  private static func wholeLength(_ hints: ModelHints, isMap: Bool) -> Double {
    let total = hints.total ?? xppTotal
    let step = isMap ? 1 : abs(hints.step ?? xppStep)
    let every = Double(xppChoosesSteps(hints.method) ? 1 : max(1, hints.outputEvery ?? 1))
    guard isMap || hints.method != nil, step > 0, step.isFinite, total > 0 else { return total }
    let count = ((isMap ? total : total / step + 0.1).rounded(.down) / every).rounded(.up) * every
    // Where the length is whole already, its own digits are kept.
    return count < 1 || abs(count * step - total) <= 1e-9 * total ? total : count * step
  }

  /// Whether a method of XPPAUT, told by its first letter, chooses its steps within those of the file, of which each then is an output:
  /// qualrk, gear, stiff, cvode, 5dp, 83dp, 2rb.
  private static func xppChoosesSteps(_ method: String?) -> Bool {
    method?.lowercased().first.map { "qgsc582".contains($0) } ?? false
  }

  /// The axes that the model's author chose, if time is on the other; otherwise all variables, at most six.
  private static func plottedByDefault(_ model: Model) -> [String] {
    let known = model.variableNames + model.auxiliaries.map(\.name)
    if let vertical = model.hints.verticalAxis, known.contains(vertical), model.plotsOverTime {
      return [vertical]
    }
    return Array(model.variableNames.prefix(6))
  }

  /// The mean step of a trajectory whose explicit method took very short ones; nil for others.
  func shortStep(finalTime: Double?, steps: Int) -> Double? {
    guard method.isExplicitAndAdaptive, maximumStep != nil else { return nil }
    let step = abs((finalTime ?? startTime) - startTime) / Double(max(1, steps))
    return step < 0.1 * outputInterval ? step : nil
  }

  /// Whether a trajectory did not come to its end because its steps were very short, as those of explicit methods are for stiff
  /// models.
  public func isStiff(_ trajectory: SimulatedTrajectory) -> Bool {
    trajectory.stop == .tooManySteps
      && shortStep(finalTime: trajectory.finalTime, steps: trajectory.steps) != nil
  }

  /// The settings for the integrator.
  /// - Parameter isPatient: Whether an explicit method that chooses its steps may take as many as it needs.
  /// - Throws: `SettingsError` with the number that makes no sense.
  public func integration(isPatient: Bool = false) throws(SettingsError) -> IntegrationSettings {
    let isLimited = maximumStep != nil && method.isExplicitAndAdaptive && !isPatient
    return try integration(mostSteps: isLimited ? Self.stepsBeforeDoubt : Self.unlimitedSteps)
  }

  private func integration(mostSteps: Int) throws(SettingsError) -> IntegrationSettings {
    try IntegrationSettings(
      method: method, startTime: startTime, duration: total, step: step, maximumStep: maximumStep,
      relativeTolerance: relativeTolerance, absoluteTolerance: absoluteTolerance,
      output: .interval(outputInterval), transient: transient, bound: bound,
      maximumSteps: mostSteps, maximumEvents: spiking == nil ? Self.mostEvents : Self.mostSpikes)
  }
}
