// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// Tells whether the steps of an explicit method were kept short by its stability rather than by its accuracy: where the rates of
/// decay are so fast that h |λ| is at the edge of the region of stability, which begins about 3 from the origin (Hairer and
/// Wanner, Solving Ordinary Differential Equations II, section IV.2).
struct StiffnessCheck {
  let field: CompiledModel
  let parameters: [Double]

  /// Where accuracy decides, h |λ| is well below this.
  private static let threshold = 1.0
  /// The points of a trajectory at which rates are looked at.
  private static let samples = 16

  /// Whether a trajectory is one of a stiff model, by the mean of h |λ| along it, with the mean step for h.
  func isStiff(_ trajectory: Trajectory) -> Bool {
    guard let first = trajectory.times.first, let last = trajectory.finalTime, trajectory.stepCount > 0 else {
      return false
    }
    let step = abs(last - first) / Double(trajectory.stepCount)
    let count = trajectory.count
    let places = Set((0..<Self.samples).map { $0 * (count - 1) / max(1, Self.samples - 1) })
    let rates = places.map { place in
      let matrix = field.jacobian(at: trajectory.state(place), parameters: parameters, time: trajectory.times[place])
      return VariableUnits.fastestRate(matrix, field.dimension)
    }.filter(\.isFinite)
    return !rates.isEmpty && step * rates.reduce(0, +) / Double(rates.count) > Self.threshold
  }
}
