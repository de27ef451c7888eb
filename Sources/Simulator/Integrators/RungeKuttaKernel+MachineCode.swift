// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode

extension RungeKuttaKernel {
  /// Takes a step as machine code in each of the first `count` lanes; false if there is none.
  func runs(
    _ code: StepKernel, _ count: Int, _ relativeTolerance: Double, _ absoluteTolerance: Double
  ) -> Bool {
    let columns = StepKernel.Columns(
      stride: capacity, states: states.base, times: times, lengths: steps, newStates: newStates.base, errors: errors,
      magnitudes: magnitudes, rates: stepRates)
    return parameters.withUnsafeBufferPointer { parameters in
      guard let parameters = parameters.baseAddress else { return false }
      return code.run(
        columns, count: count, parameters: parameters, relativeTolerance: relativeTolerance,
        absoluteTolerance: absoluteTolerance)
    }
  }

  /// A whole step of larger systems is straight-line code so long that compiling it would not end.
  static var machineCodeDimension: Int { 200 }

  /// Lets machine code take the steps from now on, if the field is a model and there is machine code on this machine.
  func useMachineCode() {
    guard machineCode == nil, dimension <= Self.machineCodeDimension, let model = (field as? CompiledModel)?.model
    else { return }
    machineCode = StepKernel(model, tableau.scheme)
  }
}
