// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CSUNDIALS

/// IDA's memory for one trajectory of differential equations x' = f(x, z, t) with algebraic ones 0 = g(x, z, t).
///
/// The algebraic variables are solved for with the others in every step, so that they go on continuously from their values at
/// the start, which are made consistent first. Steps are chosen by the errors of all, so that between steps, too, the algebraic
/// variables are as exact as the tolerance says.
///
/// Source: Brown, Hindmarsh and Petzold 1998, SIAM J. Sci. Comput. 19, 1495 (consistent initial values); Hindmarsh et al. 2005,
/// SUNDIALS, ACM Trans. Math. Softw. 31, 363 (IDA).
final class DAESolver: StiffSolver {
  private let context: SUNContext
  private let memory: UnsafeMutableRawPointer
  private let (vector, rateVector, kinds, interpolated): (N_Vector, N_Vector, N_Vector, N_Vector)
  private let matrix: SUNMatrix
  private let linearSolver: SUNLinearSolver
  private let equations: BDFEquations
  private let settings: IntegrationSettings
  private let dimension: Int
  private(set) var lastTimes: (start: Double, end: Double)
  let state: UnsafeMutablePointer<Double>
  private let rates: UnsafeMutablePointer<Double>
  private let interpolatedState: UnsafeMutablePointer<Double>
  /// The state and the rates at the start of the last step.
  let startState: LaneColumns
  private let startRates: LaneColumns
  private var isConsistent = false

  /// Part of the whole time, over which the first step may go when initial values are made consistent.
  private static let firstReach = 1e-3

  /// Prepares a trajectory; nil if memory is short, or no values of the algebraic variables solve their equations at the start.
  init?(
    equations: BDFEquations, settings: IntegrationSettings, dimension: Int, time: Double,
    state start: UnsafePointer<Double>
  ) {
    let n = sunindextype(dimension)
    var created: SUNContext?
    guard SUNContext_Create(nil, &created) == 0, let context = created, let vector = N_VNew_Serial(n, context),
      let rateVector = N_VNew_Serial(n, context), let kinds = N_VNew_Serial(n, context),
      let interpolated = N_VNew_Serial(n, context), let interpolatedState = N_VGetArrayPointer(interpolated),
      let state = N_VGetArrayPointer(vector), let rates = N_VGetArrayPointer(rateVector),
      let kind = N_VGetArrayPointer(kinds), let matrix = SUNDenseMatrix(n, n, context),
      let linearSolver = SUNLinSol_Dense(vector, matrix, context), let memory = IDACreate(context)
    else { return nil }
    (self.context, self.memory) = (context, memory)
    (self.vector, self.rateVector, self.kinds, self.interpolated) = (vector, rateVector, kinds, interpolated)
    self.interpolatedState = interpolatedState
    (self.matrix, self.linearSolver, self.state, self.rates) = (matrix, linearSolver, state, rates)
    (self.equations, self.settings, self.dimension) = (equations, settings, dimension)
    lastTimes = (time, time)
    startState = LaneColumns(columns: 1, stride: max(1, dimension))
    startRates = LaneColumns(columns: 1, stride: max(1, dimension))
    state.update(from: start, count: dimension)
    for i in 0..<dimension { kind[i] = equations.algebraic.contains(i) ? 0 : 1 }
    setRates(time)
    // Messages would go to the standard error; the return codes say the same.
    IDASetErrFile(memory, nil)
    let isReady =
      IDAInit(memory, daeResidual, time, vector, rateVector) == IDA_SUCCESS
      && IDASStolerances(memory, settings.relativeTolerance, settings.absoluteTolerance) == IDA_SUCCESS
      && IDASetUserData(memory, Unmanaged.passUnretained(equations).toOpaque()) == IDA_SUCCESS
      && IDASetLinearSolver(memory, linearSolver, matrix) == IDA_SUCCESS
      && IDASetJacFn(memory, daeJacobian) == IDA_SUCCESS && IDASetId(memory, kinds) == IDA_SUCCESS
    guard isReady else { return nil }
    if let longest = settings.maximumStep { IDASetMaxStep(memory, longest) }
    makeConsistent(time)
    guard isConsistent else { return nil }
    if let first = settings.step { IDASetInitStep(memory, settings.duration < 0 ? -first : first) }
  }

  deinit {
    var memory: UnsafeMutableRawPointer? = memory
    IDAFree(&memory)
    SUNLinSolFree(linearSolver)
    SUNMatDestroy(matrix)
    for vector in [vector, rateVector, kinds, interpolated] { N_VDestroy(vector) }
    var context: SUNContext? = context
    SUNContext_Free(&context)
  }

  /// The rates of the differential variables, by their equations; those of the others are not needed.
  private func setRates(_ time: Double) {
    equations.copyRates(time, state, into: rates)
    for i in equations.algebraic { rates[i] = 0 }
  }

  /// Solves the algebraic equations at the present state.
  private func makeConsistent(_ time: Double) {
    let reach = Self.firstReach * (settings.endTime - time)
    isConsistent =
      reach == 0
      || IDACalcIC(memory, IDA_YA_YDP_INIT, time + reach) == IDA_SUCCESS
        && IDAGetConsistentIC(memory, vector, rateVector) == IDA_SUCCESS
    IDASetStopTime(memory, settings.endTime)
  }

  func step(from time: inout Double) -> StopReason? {
    guard isConsistent else { return .stepTooSmall(step: 0) }
    let start = time
    startState.base.update(from: state, count: dimension)
    startRates.base.update(from: rates, count: dimension)
    let status = IDASolve(memory, settings.endTime, &time, vector, rateVector, IDA_ONE_STEP)
    if status == IDA_TSTOP_RETURN { time = settings.endTime }
    lastTimes = (start, time)
    if status == IDA_SUCCESS || status == IDA_TSTOP_RETURN { return nil }
    if let variable = (0..<dimension).first(where: { abs(state[$0]) > settings.bound }) {
      return .diverged(variable: variable, bound: settings.bound)
    }
    var last = 0.0
    IDAGetCurrentStep(memory, &last)
    return .stepTooSmall(step: abs(last))
  }

  func restart(time: Double, state newState: UnsafePointer<Double>) {
    state.update(from: newState, count: dimension)
    setRates(time)
    IDAReInit(memory, time, vector, rateVector)
    IDASetInitStep(memory, 0)
    makeConsistent(time)
  }

  func interpolate(at time: Double, into output: UnsafeMutablePointer<Double>) {
    if time == lastTimes.end { return output.update(from: state, count: dimension) }
    if time == lastTimes.start { return output.update(from: startState.base, count: dimension) }
    if IDAGetDky(memory, time, 0, interpolated) == IDA_SUCCESS {
      output.update(from: interpolatedState, count: dimension)
    }
  }

  func startRate(into output: UnsafeMutablePointer<Double>) {
    output.update(from: startRates.base, count: dimension)
  }
}
