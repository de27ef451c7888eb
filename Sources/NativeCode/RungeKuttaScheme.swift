// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The coefficients of an explicit Runge–Kutta method, of which whole steps are compiled.
///
/// The stages are k_0 = f(t, y) and k_s = f(t + c_s h, y + h Σ a_sj k_j); the new state is y + h Σ b_j k_j.
public struct RungeKuttaScheme: Hashable, Sendable {
  /// c_s of the stages after the first.
  public var nodes: [Double]
  /// a_sj of the stages after the first, a row each; zeros at the end of a row may be left out.
  public var stages: [[Double]]
  /// b_j.
  public var weights: [Double]
  /// The weights of the error estimate, the last for the rate at the new state; empty if there is no estimate.
  public var errorWeights: [Double]
  /// The weights of a second estimate of lower order, which damps the first; empty where there is none.
  public var dampingWeights: [Double]
  /// Whether the new state is k_0 itself: the iteration of a map.
  public var isIteration: Bool

  /// A method from its coefficients.
  public init(
    nodes: [Double], stages: [[Double]], weights: [Double], errorWeights: [Double] = [], dampingWeights: [Double] = [],
    isIteration: Bool = false
  ) {
    precondition(nodes.count == stages.count, "\(nodes.count) nodes for \(stages.count) stages")
    self.nodes = nodes
    self.stages = stages
    self.weights = weights
    self.errorWeights = errorWeights
    self.dampingWeights = dampingWeights
    self.isIteration = isIteration
  }

  /// Euler's method.
  public static let euler = RungeKuttaScheme(nodes: [], stages: [], weights: [1])
  /// Heun's method.
  public static let heun = RungeKuttaScheme(nodes: [1], stages: [[1]], weights: [0.5, 0.5])
  /// The classical method of Kutta 1901.
  public static let rungeKutta4 = RungeKuttaScheme(
    nodes: [0.5, 0.5, 1], stages: [[0.5], [0, 0.5], [0, 0, 1]], weights: [1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0])
  /// The iteration of a map.
  public static let iteration = RungeKuttaScheme(nodes: [], stages: [], weights: [1], isIteration: true)
}
