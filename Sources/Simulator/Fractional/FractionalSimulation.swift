// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import RealModule

/// Equations with derivatives of fractional order in the sense of Caputo: D^a x = f(x, t), for each variable an order of its own
/// between 0 and 1, from the model's initial state at its initial time on.
///
/// Both schemes are implicit, with the exact Jacobian, and of fixed step h. At a fixed time the errors are of order h for solutions
/// that begin as t^a does, which most do; where the solution is smooth, L1 is of order 2 - a. The work grows with the square
/// of the number of steps, unless the memory is short.
///
/// ```swift
/// let simulation = try FractionalSimulation(model, orders: ["v": 0.8])
/// let trajectory = try simulation.trajectory(duration: 100, step: 0.01)
/// ```
///
/// Sources: Oldham and Spanier 1974, The Fractional Calculus (L1); Lin and Xu 2007, J. Comput. Phys. 225, 1533 (its order); Podlubny
/// 1999, Fractional Differential Equations, sections 7.3 (short memory) and 7.4 (Grünwald and Letnikov).
public struct FractionalSimulation: Sendable {
  /// How derivatives are made of earlier values.
  public enum Scheme: Hashable, Sendable, CaseIterable {
    /// Straight lines between the values (L1).
    case caputoL1
    /// The differences of Grünwald and Letnikov, of the displacement from the initial state.
    case grunwaldLetnikov
  }

  /// The model.
  public let model: Model
  /// The order of each variable, in their order.
  public let orders: [Double]
  /// The scheme.
  public let scheme: Scheme
  /// How far back values count; all of them if nil. What is left out makes an error of the order of memory^-a.
  public let memory: Double?
  private let field: CompiledModel

  /// Prepares a flow without events and noise.
  /// - Parameters:
  ///   - model: The model.
  ///   - orders: The orders of variables by name, larger than 0 and at most 1; of those not named 1.
  ///   - scheme: How derivatives are made of earlier values.
  ///   - memory: How far back values count; all if nil.
  /// - Throws: `ModelError.unknownVariable`, `.notOrdinary`; `SettingsError` with the number that makes no sense.
  public init(
    _ model: Model, orders: [String: Double], scheme: Scheme = .caputoL1, memory: Double? = nil
  ) throws {
    try model.requireOrdinary()
    let further = [(model.kind == .map, "steps"), (!model.events.isEmpty, "events"), (model.hasNoise, "noise")]
    if let kind = further.first(where: \.0)?.1 { throw ModelError.notOrdinary(kinds: [kind]) }
    var all = [Double](repeating: 1, count: model.dimension)
    for (name, order) in orders.sorted(by: { $0.key < $1.key }) {
      guard let index = model.variableIndex(name) else { throw ModelError.unknownVariable(name, suggestion: nil) }
      try SettingsError.check(order > 0 && order <= 1, "order of \(name)", order, "larger than 0 and at most 1")
      all[index] = order
    }
    if let memory { try SettingsError.check(memory > 0, "memory", memory, "positive") }
    self.model = model
    self.orders = all
    self.scheme = scheme
    self.memory = memory
    field = try CompiledModel(model, compiler: GradualCompiler())
  }

  /// The solution from the model's initial state, a point for each step.
  /// - Parameters:
  ///   - duration: The length of time.
  ///   - step: The step, which is shortened a little where the time is no multiple of it.
  /// - Throws: `SettingsError` with the number that makes no sense. A solution that cannot be continued ends early, with the reason.
  public func trajectory(duration: Double, step: Double) throws(SettingsError) -> Trajectory {
    try SettingsError.check(duration >= 0 && duration.isFinite, "duration", duration, "zero or positive")
    try SettingsError.check(step > 0 && step.isFinite, "step", step, "positive")
    let count = (duration / step * (1 - 1e-12)).rounded(.up)
    try SettingsError.check(count < Self.largestCount, "number of steps", count, "below \(Int(Self.largestCount))")
    let run = FractionalRun(self, field: field, count: Int(count), duration: duration)
    return run.trajectory()
  }

  /// The work of more steps would take days.
  private static let largestCount = 1e7

  /// How much each earlier value, or difference of values, counts for a variable: of the k-th before the present one.
  func weights(order: Double, count: Int) -> [Double] {
    switch scheme {
    case .caputoL1:
      // (k + 1)^(1 - a) - k^(1 - a), without cancellation.
      (0...count).map { k in
        guard k > 0 else { return 1 }
        return Double.pow(Double(k), 1 - order) * Double.expMinusOne((1 - order) * Double.log(onePlus: 1 / Double(k)))
      }
    case .grunwaldLetnikov:
      (1...max(1, count)).reduce(into: [1]) { $0.append($0[$1 - 1] * (1 - (order + 1) / Double($1))) }
    }
  }

  /// What the displacement of a variable over a step is multiplied by.
  func factor(order: Double, step: Double) -> Double {
    let power = Double.pow(step, -order)
    return scheme == .caputoL1 ? power / Double.gamma(2 - order) : power
  }
}
