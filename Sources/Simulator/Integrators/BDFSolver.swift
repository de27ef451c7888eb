// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CSUNDIALS

/// CVODE's memory for one trajectory.
final class BDFSolver: StiffSolver {
  private let context: SUNContext
  private let memory: UnsafeMutableRawPointer
  private let vector: N_Vector
  private let matrix: SUNMatrix
  private let linearSolver: SUNLinearSolver
  private let interpolated: N_Vector
  private let equations: BDFEquations
  private let settings: IntegrationSettings
  private let dimension: Int
  private(set) var lastTimes: (start: Double, end: Double)
  let state: UnsafeMutablePointer<Double>
  private let interpolatedState: UnsafeMutablePointer<Double>
  /// The state at the start of the last step.
  let startState: LaneColumns

  init?(
    equations: BDFEquations, settings: IntegrationSettings, dimension: Int, time: Double,
    state start: UnsafePointer<Double>
  ) {
    var created: SUNContext?
    guard SUNContext_Create(nil, &created) == 0, let context = created,
      let vector = N_VNew_Serial(sunindextype(dimension), context), let state = N_VGetArrayPointer(vector),
      let interpolated = N_VNew_Serial(sunindextype(dimension), context),
      let interpolatedState = N_VGetArrayPointer(interpolated),
      let (matrix, linearSolver) = BDFSolver.linearAlgebra(dimension, equations.pattern, vector, context),
      let memory = CVodeCreate(CV_BDF, context)
    else { return nil }
    self.context = context
    self.vector = vector
    self.interpolated = interpolated
    self.interpolatedState = interpolatedState
    self.matrix = matrix
    self.linearSolver = linearSolver
    self.memory = memory
    self.state = state
    self.equations = equations
    self.settings = settings
    self.dimension = dimension
    lastTimes = (time, time)
    startState = LaneColumns(columns: 1, stride: max(1, dimension))
    state.update(from: start, count: dimension)
    // Messages would go to the standard error; the return codes say the same.
    CVodeSetErrFile(memory, nil)
    let isReady =
      CVodeInit(memory, bdfRates, time, vector) == CV_SUCCESS
      && CVodeSStolerances(memory, settings.relativeTolerance, settings.absoluteTolerance) == CV_SUCCESS
      && CVodeSetUserData(memory, Unmanaged.passUnretained(equations).toOpaque()) == CV_SUCCESS
      && CVodeSetLinearSolver(memory, linearSolver, matrix) == CV_SUCCESS
      && (equations.pattern == nil ? CVodeSetJacFn(memory, bdfJacobian) : CVodeSetJacFn(memory, bdfSparseJacobian))
        == CV_SUCCESS
      && CVodeSetStopTime(memory, settings.endTime) == CV_SUCCESS
    guard isReady else { return nil }
    CVodeSetMaxHnilWarns(memory, -1)
    if let longest = settings.maximumStep { CVodeSetMaxStep(memory, longest) }
    if let first = settings.step { CVodeSetInitStep(memory, settings.duration < 0 ? -first : first) }
  }

  /// A matrix and what factorises it: with a pattern KLU (Davis and Palamadai Natarajan 2010, ACM Trans. Math. Softw. 37, 36).
  private static func linearAlgebra(
    _ dimension: Int, _ pattern: BDFSparsity?, _ vector: N_Vector, _ context: SUNContext
  ) -> (SUNMatrix, SUNLinearSolver)? {
    let n = sunindextype(dimension)
    if let pattern {
      guard let matrix = SUNSparseMatrix(n, n, sunindextype(pattern.rows.count), CSC_MAT, context) else { return nil }
      return SUNLinSol_KLU(vector, matrix, context).map { (matrix, $0) }
    }
    guard let matrix = SUNDenseMatrix(n, n, context) else { return nil }
    return SUNLinSol_Dense(vector, matrix, context).map { (matrix, $0) }
  }

  deinit {
    var memory: UnsafeMutableRawPointer? = memory
    CVodeFree(&memory)
    SUNLinSolFree(linearSolver)
    SUNMatDestroy(matrix)
    N_VDestroy(vector)
    N_VDestroy(interpolated)
    var context: SUNContext? = context
    SUNContext_Free(&context)
  }

  func step(from time: inout Double) -> StopReason? {
    let start = time
    startState.base.update(from: state, count: dimension)
    let status = CVode(memory, settings.endTime, vector, &time, CV_ONE_STEP)
    if status == CV_TSTOP_RETURN { time = settings.endTime }
    lastTimes = (start, time)
    switch status {
    case CV_SUCCESS, CV_TSTOP_RETURN: return nil
    default:
      var last = 0.0
      CVodeGetCurrentStep(memory, &last)
      if let variable = (0..<dimension).first(where: { abs(state[$0]) > settings.bound }) {
        return .diverged(variable: variable, bound: settings.bound)
      }
      return .stepTooSmall(step: abs(last))
    }
  }

  func restart(time: Double, state newState: UnsafePointer<Double>) {
    state.update(from: newState, count: dimension)
    CVodeReInit(memory, time, vector)
    CVodeSetStopTime(memory, settings.endTime)
    CVodeSetInitStep(memory, 0)
  }

  func interpolate(at time: Double, into output: UnsafeMutablePointer<Double>) {
    if time == lastTimes.end {
      output.update(from: state, count: dimension)
    } else if CVodeGetDky(memory, time, 0, interpolated) == CV_SUCCESS {
      output.update(from: interpolatedState, count: dimension)
    }
  }

  /// The rates of change at the start of the last step, by the equations: the polynomial of a first step knows only its mean.
  func startRate(into output: UnsafeMutablePointer<Double>) {
    equations.copyRates(lastTimes.start, startState.base, into: output)
  }
}
