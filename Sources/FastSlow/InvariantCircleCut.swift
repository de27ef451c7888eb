// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Parallelism
import Results

/// Tells whether cycles of the fast subsystem end on a fold, by its diagram on a line across the curve of folds.
struct InvariantCircleCut {
  private let fast: Model
  private let plane: TwoParameterResult
  private let orbit: AttractorOrbit
  private let isCancelled: @Sendable () -> Bool

  /// A saddle-node on an invariant circle and a crossing that are closer than this part of the window are one: curve and trajectory are
  /// taken as straight between points.
  private static let identity = 0.02

  init(
    _ fast: Model, _ plane: TwoParameterResult, _ orbit: AttractorOrbit, _ isCancelled: @escaping @Sendable () -> Bool
  ) {
    (self.fast, self.plane, self.orbit, self.isCancelled) = (fast, plane, orbit, isCancelled)
  }

  /// Whether cycles end where a curve of folds is crossed; nil if the diagram cannot be made.
  func isOnInvariantCircle(_ crossing: SlowPlaneCrossing) -> Bool? {
    let varying = isSteep(crossing) ? plane.horizontal : plane.vertical
    let fixed = varying.name == plane.horizontal.name ? plane.vertical.name : plane.horizontal.name
    guard let place = crossing.slow[varying.name], let value = crossing.slow[fixed],
      var question = try? BifurcationSettings(parameter: varying)
    else { return nil }
    question.parameters[fixed] = value
    question.initialValues = orbit.activeState(of: fast.variableNames)
    guard
      let diagram = try? BifurcationAnalyzer.analyze(fast, settings: question, in: RunContext(isCancelled: isCancelled))
    else {
      return nil
    }
    let width = varying.upper - varying.lower
    return diagram.specialPoints.contains { point in
      point.type == .saddleNodeOnInvariantCircle
        && abs((point.parameters[varying.name] ?? .nan) - place) < Self.identity * width
    }
  }

  /// Whether the curve is steep in the window where it is crossed.
  private func isSteep(_ crossing: SlowPlaneCrossing) -> Bool {
    guard let branch = plane.branches.first(where: { $0.id == crossing.branch }),
      let x = branch.parameters[plane.horizontal.name], let y = branch.parameters[plane.vertical.name], x.count > 1,
      let placeX = crossing.slow[plane.horizontal.name], let placeY = crossing.slow[plane.vertical.name]
    else { return true }
    let (width, height) = (
      plane.horizontal.upper - plane.horizontal.lower, plane.vertical.upper - plane.vertical.lower
    )
    func distance(_ k: Int) -> Double { max(abs(x[k] - placeX) / width, abs(y[k] - placeY) / height) }
    guard let nearest = x.indices.dropLast().min(by: { distance($0) < distance($1) }) else { return true }
    return abs(x[nearest + 1] - x[nearest]) / width < abs(y[nearest + 1] - y[nearest]) / height
  }
}
