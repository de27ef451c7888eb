// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import ModelCore
import Results

/// The critical manifold over a line across the plane of two slow variables, followed from what is known of it over a line nearby.
struct CriticalManifoldSlice {
  private let problem: EquilibriumProblem
  private let names: [String]
  private let window: CurveWindow

  /// So many points of each known curve are starts: a curve that is one over the line nearby may be several here.
  private static let startCount = 9
  /// Points that are closer, over the sizes of the variables, are on the curve.
  private static let identity = 0.02

  /// - Parameters:
  ///   - fast: The fast subsystem, with the vertical slow variable held.
  ///   - varying: The horizontal slow variable with its window.
  ///   - sizes: Typical sizes of the fast variables.
  init(_ fast: Model, varying: AxisRange, sizes: [Double]) throws(ModelError) {
    names = fast.variableNames
    let field = try ParameterizedField(fast, free: [varying.name]) { model throws(ModelError) in
      try CompiledModel(model)
    }
    problem = EquilibriumProblem(field, scales: sizes + [varying.upper - varying.lower])
    window = CurveWindow(
      ranges: [fast.dimension: varying.lower...varying.upper],
      bounds: sizes.map { Self.farthest * $0 } + [.infinity])
  }

  /// Curves are not followed further out, over the sizes of the variables.
  private static let farthest = 1e3

  /// The curves to which starts on known ones lead.
  func curves(near known: [CriticalManifoldLine.Curve]) -> [CriticalManifoldLine.Curve] {
    var found: [CriticalManifoldLine.Curve] = []
    for curve in known {
      let step = max(1, (curve.slow.count - 1) / (Self.startCount - 1))
      for k in stride(from: step / 2, to: curve.slow.count, by: step) {
        guard let start = start(near: names.map { curve.states[$0]?[k] ?? .nan }, at: curve.slow[k]),
          !found.contains(where: { isOn($0, start) })
        else { continue }
        let branch = EquilibriumBranch.follow(problem, from: start, window: window)
        if branch.points.count > 1 { found.append(self.curve(branch)) }
      }
    }
    return found
  }

  /// The state of rest near another with the slow variable held; nil if Newton's method finds none.
  private func start(near state: [Double], at slow: Double) -> [Double]? {
    let n = names.count
    let outcome = NewtonSolver().solve(
      from: state, scales: Array(problem.scales.prefix(n)),
      residual: { problem.field.equilibriumResidual(at: $0 + [slow]) },
      jacobian: { state in
        let derivatives = problem.field.derivatives(at: state + [slow])
        var block = Matrix(rows: n, columns: n)
        for i in 0..<n { for j in 0..<n { block[i, j] = derivatives[i, j] } }
        return block
      })
    return outcome.root.map { $0.point + [slow] }
  }

  /// Whether a point is on a curve, which is taken as straight between its points.
  private func isOn(_ curve: CriticalManifoldLine.Curve, _ point: [Double]) -> Bool {
    let slow = point[names.count]
    return curve.slow.indices.dropLast().contains { k in
      let (a, b) = (curve.slow[k] - slow, curve.slow[k + 1] - slow)
      guard a * b <= 0, a != b else { return false }
      let share = a / (a - b)
      return names.indices.allSatisfy { i in
        guard let column = curve.states[names[i]] else { return false }
        return abs(column[k] + share * (column[k + 1] - column[k]) - point[i]) < Self.identity * problem.scales[i]
      }
    }
  }

  /// A branch with its folds, at which sheets meet.
  private func curve(_ branch: EquilibriumBranch) -> CriticalManifoldLine.Curve {
    var rows = branch.points.map {
      (unknowns: $0.unknowns, arclength: $0.arclength, unstable: $0.description.unstableCount)
    }
    for special in branch.specialPoints {
      let next = rows.firstIndex { $0.arclength > special.arclength } ?? rows.count
      let unstable = rows.indices.contains(next) ? rows[next].unstable : rows[rows.count - 1].unstable
      rows.insert((special.unknowns, special.arclength, unstable), at: next)
    }
    return CriticalManifoldLine.Curve(
      slow: rows.map { $0.unknowns[names.count] },
      states: Dictionary(names.enumerated().map { i, name in (name, rows.map { $0.unknowns[i] }) }) { $1 },
      stable: rows.map { $0.unstable == 0 })
  }
}
