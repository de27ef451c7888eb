// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Symbolics

extension LayeredNetwork {
  /// What a unit makes of what arrives at its gates.
  public enum Unit: Hashable, Sendable {
    /// `h → φ(a)`.
    case simple(Nonlinearity)
    /// A gated recurrent unit: `r = σ(a_r)`, `z = σ(a_z)`, `n = tanh(b_n + r c_n)`, `h → (1 - z) n + z h`; b_n comes from the
    /// inputs, c_n from the state, each with its bias.
    ///
    /// Source: Cho et al. 2014, EMNLP, 1724; the reset after the product is that of cuDNN.
    case gru
    /// Long short-term memory: `i, f, o = σ(a)`, `g = tanh(a)`, `c → f c + i g`, `h → o tanh(c)`; the gates in the order
    /// i, f, g, o.
    ///
    /// Source: Hochreiter and Schmidhuber 1997, Neural Computation 9, 1735, with the forget gate of Gers et al. 2000.
    case lstm

    /// The number of gates: blocks of rows of the weights.
    public var gateCount: Int {
      switch self {
      case .simple: 1
      case .gru: 3
      case .lstm: 4
      }
    }

    /// The number of values that a unit keeps: its output h, and for long short-term memory its cell c.
    public var valueCount: Int { self == .lstm ? 2 : 1 }
  }

  /// A step of a unit with its derivatives.
  struct UnitStep {
    /// The new output and cell.
    var values: SIMD2<Double>
    /// For each new value the derivatives by what arrives from the state, gate by gate.
    var byState: (SIMD4<Double>, SIMD4<Double>)
    /// The same by what arrives from the inputs.
    var byInput: (SIMD4<Double>, SIMD4<Double>)
    /// For each new value the derivatives by the old output and cell, the weights aside.
    var byOld: (SIMD2<Double>, SIMD2<Double>)
  }
}

extension LayeredNetwork.Unit {
  /// A step from what arrives at the gates, from the state and from the inputs, and the old values.
  func step(
    _ state: SIMD4<Double>, _ input: SIMD4<Double>, _ old: SIMD2<Double>
  ) -> LayeredNetwork.UnitStep {
    switch self {
    case .simple(let nonlinearity):
      let slope = SIMD4(nonlinearity.slope(state[0] + input[0]), 0, 0, 0)
      return LayeredNetwork.UnitStep(
        values: SIMD2(nonlinearity.value(state[0] + input[0]), 0), byState: (slope, .zero), byInput: (slope, .zero),
        byOld: (.zero, .zero))
    case .gru: return gatedStep(state, input, old)
    case .lstm: return memoryStep(state + input, old)
    }
  }

  private func gatedStep(
    _ state: SIMD4<Double>, _ input: SIMD4<Double>, _ old: SIMD2<Double>
  ) -> LayeredNetwork.UnitStep {
    let r = Nonlinearity.logistic(state[0] + input[0])
    let z = Nonlinearity.logistic(state[1] + input[1])
    let candidate = tanh(input[2] + r * state[2])
    let slope = (1 - z) * (1 - candidate * candidate)
    let gates = SIMD4(slope * state[2] * r * (1 - r), (old[0] - candidate) * z * (1 - z), 0, 0)
    return LayeredNetwork.UnitStep(
      values: SIMD2((1 - z) * candidate + z * old[0], 0), byState: (gates + SIMD4(0, 0, slope * r, 0), .zero),
      byInput: (gates + SIMD4(0, 0, slope, 0), .zero), byOld: (SIMD2(z, 0), .zero))
  }

  private func memoryStep(_ sum: SIMD4<Double>, _ old: SIMD2<Double>) -> LayeredNetwork.UnitStep {
    let (i, f, g, o) = (
      Nonlinearity.logistic(sum[0]), Nonlinearity.logistic(sum[1]), tanh(sum[2]), Nonlinearity.logistic(sum[3])
    )
    let cell = f * old[1] + i * g
    let activity = tanh(cell)
    let byCell = o * (1 - activity * activity)
    let cellGates = SIMD4(g * i * (1 - i), old[1] * f * (1 - f), i * (1 - g * g), 0)
    let gates = byCell * cellGates + SIMD4(0, 0, 0, activity * o * (1 - o))
    return LayeredNetwork.UnitStep(
      values: SIMD2(o * activity, cell), byState: (gates, cellGates), byInput: (gates, cellGates),
      byOld: (SIMD2(0, byCell * f), SIMD2(0, f)))
  }

  /// The new values of a unit over any kind of number, arguments as those of `step`.
  func formula<S: Scalar>(_ state: [S], _ input: [S], _ old: [S]) -> [S] {
    func gate(_ k: Int) -> S { Nonlinearity.sigmoid.formula(state[k] + input[k]) }
    switch self {
    case .simple(let nonlinearity): return [nonlinearity.formula(state[0] + input[0])]
    case .gru:
      let candidate = S.tanh(input[2] + gate(0) * state[2])
      let z = gate(1)
      return [(1 - z) * candidate + z * old[0]]
    case .lstm:
      let cell = gate(1) * old[1] + gate(0) * S.tanh(state[2] + input[2])
      return [gate(3) * S.tanh(cell), cell]
    }
  }
}
