// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The coefficients of an explicit Runge–Kutta method with its error estimate and dense output.
///
/// The stages are k_0 = f(t, y), k_s = f(t + c_s h, y + h Σ a_sj k_j). The new state is y + h Σ b_j k_j; the rate of change
/// there counts as one more stage (the first of the next step), which error estimate and dense output may use.
package struct ButcherTableau: Sendable {
  /// One term of a sum over stages.
  struct Term: Sendable {
    var stage: Int
    var weight: Double
  }

  /// c_s of the stages after the first.
  let nodes: [Double]
  /// a_sj of the stages after the first.
  let stages: [[Term]]
  /// b_j.
  let weights: [Term]
  /// Weights of the error estimate; empty for methods of fixed step.
  let errorWeights: [Term]
  /// Weights of a second estimate of lower order, which damps the first; empty where there is none.
  let dampingWeights: [Term]
  /// c_s of further stages that the dense output alone needs; they come after the rate at the new state.
  let denseNodes: [Double]
  /// a_sj of these stages.
  let denseStages: [[Term]]
  /// Weights of the terms of the dense output beyond cubic Hermite interpolation, a row for each, in the order of their powers.
  let denseWeights: [[Term]]
  /// The order of the error estimate's lower method, plus one.
  package let errorOrder: Double
  /// Whether the new state is k_0 itself: the iteration of a map, written as a method of one stage.
  let isIteration: Bool

  /// The number of stages, that at the new state not counted.
  package var stageCount: Int { stages.count + 1 }

  init(
    nodes: [Double], stages: [[Double]], weights: [Double], errorWeights: [Double] = [], dampingWeights: [Double] = [],
    denseNodes: [Double] = [], denseStages: [[Double]] = [], denseWeights: [[Double]] = [], errorOrder: Double = 1,
    isIteration: Bool = false
  ) {
    func terms(_ weights: [Double]) -> [Term] {
      weights.enumerated().filter { $0.element != 0 }.map { Term(stage: $0.offset, weight: $0.element) }
    }
    self.nodes = nodes
    self.stages = stages.map(terms)
    self.weights = terms(weights)
    self.errorWeights = terms(errorWeights)
    self.dampingWeights = terms(dampingWeights)
    self.denseNodes = denseNodes
    self.denseStages = denseStages.map(terms)
    self.denseWeights = denseWeights.map(terms)
    self.errorOrder = errorOrder
    self.isIteration = isIteration
  }

  /// Euler's method.
  static let euler = ButcherTableau(nodes: [], stages: [], weights: [1])

  /// The iteration of a map.
  static let iteration = ButcherTableau(nodes: [], stages: [], weights: [1], isIteration: true)

  /// Heun's method.
  static let heun = ButcherTableau(nodes: [1], stages: [[1]], weights: [0.5, 0.5])

  /// The explicit midpoint method of Runge 1895.
  static let midpoint = ButcherTableau(nodes: [0.5], stages: [[0.5]], weights: [0, 1])

  /// Bogacki and Shampine 1989, Appl. Math. Lett. 2, 321.
  static let bogackiShampine = ButcherTableau(
    nodes: [0.5, 0.75], stages: [[0.5], [0, 0.75]], weights: [2 / 9.0, 1 / 3.0, 4 / 9.0],
    errorWeights: [-5 / 72.0, 1 / 12.0, 1 / 9.0, -1 / 8.0], errorOrder: 3)

  /// The classical method of Kutta 1901.
  static let rungeKutta4 = ButcherTableau(
    nodes: [0.5, 0.5, 1], stages: [[0.5], [0, 0.5], [0, 0, 1]], weights: [1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0])

  /// Dormand and Prince 1980, J. Comput. Appl. Math. 6, 19 (RK5(4)7M); dense output as in DOPRI5 of Hairer, Nørsett and
  /// Wanner, Solving Ordinary Differential Equations I, section II.6.
  package static let dormandPrince = ButcherTableau(
    nodes: [1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1],
    stages: [
      [1 / 5.0],
      [3 / 40.0, 9 / 40.0],
      [44 / 45.0, -56 / 15.0, 32 / 9.0],
      [19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0],
      [9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0],
    ],
    weights: [35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0],
    errorWeights: [
      71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0,
    ],
    denseWeights: [
      [
        -12_715_105_075 / 11_282_082_432.0, 0, 87_487_479_700 / 32_700_410_799.0, -10_690_763_975 / 1_880_347_072.0,
        701_980_252_875 / 199_316_789_632.0, -1_453_857_185 / 822_651_844.0, 69_997_945 / 29_380_423.0,
      ]
    ],
    errorOrder: 5)

  /// An error estimate, damped by a second one of lower order (Hairer, Nørsett and Wanner, Solving Ordinary Differential
  /// Equations I, equation II.10.17).
  static func damped(_ error: Double, by second: Double) -> Double {
    error == 0 ? 0 : error * error / (error * error + 0.01 * second * second).squareRoot()
  }

  /// The coefficients of a method, or nil if it is no explicit Runge–Kutta method.
  static func of(_ method: IntegrationMethod) -> ButcherTableau? {
    switch method {
    case .euler, .exponentialEuler, .milstein, .stochasticRungeKutta: .euler
    case .heun: .heun
    case .midpoint: .midpoint
    case .bogackiShampine: .bogackiShampine
    case .rungeKutta4: .rungeKutta4
    case .dormandPrince: .dormandPrince
    case .dormandPrince8: .dormandPrince8
    case .stiff: nil
    }
  }
}
