// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Simulator

/// A planar flow in coordinates of its window with what is integrated beside it, as implicit methods are given it.
///
/// The Jacobian leaves out how the rates of the companions depend on the state: a method that solves its equations by
/// iteration comes to the same solution, as it corrects the state first (the simultaneous corrector of Maly and Petzold
/// 1996, Appl. Numer. Math. 20, 57).
struct StiffWindowField: VectorField {
  let window: WindowField

  var shape: VectorFieldShape { VectorFieldShape(dimension: window.dimension, parameterCount: 0) }

  func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    window.rates(batch.states, count: batch.count, stride: batch.stride, into: output)
  }

  func jacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let (n, stride) = (dimension, batch.stride)
    // The state, and each column of its derivative by the start, obey the same linear equation.
    let blocks = window.companion == .variation ? [(0, 1), (2, 4), (3, 5)] : [(0, 1)]
    for k in 0..<batch.count {
      for entry in 0..<n * n { output[entry * stride + k] = 0 }
      let point = PlanePoint(batch.states[k], batch.states[stride + k])
      let entries = window.flow.jacobian(at: point).map { window.backward ? -$0 : $0 }
      for (first, second) in blocks {
        output[(first * n + first) * stride + k] = entries[0]
        output[(first * n + second) * stride + k] = entries[1]
        output[(second * n + first) * stride + k] = entries[2]
        output[(second * n + second) * stride + k] = entries[3]
      }
    }
  }
}

extension WindowField {
  /// The integration by backward differentiation formulas.
  /// - Parameters:
  ///   - scale: The length, as a part of the window, against which errors are measured.
  func stiffSimulation(
    duration: Double = 1e12, tolerance: Double, scale: Double = 1, events: [StateEvent] = [],
    output: IntegrationSettings.Output = .ends, maximumSteps: Int
  ) throws(SettingsError) -> Simulation<StiffWindowField> {
    let settings = try IntegrationSettings(
      method: .stiff, duration: duration, relativeTolerance: tolerance, absoluteTolerance: tolerance * scale,
      output: output, maximumSteps: maximumSteps)
    var simulation = Simulation(
      field: StiffWindowField(window: self), parameters: [], events: events, settings: settings)
    // A step evaluates the right-hand side about three times.
    simulation.isCancelled = { [flow] in !(flow.allowance?.spend(3) ?? true) }
    return simulation
  }
}
