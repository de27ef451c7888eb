// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import LinearSolvers
import ModelCore
import Parallelism
import Results

/// The canard points of a planar system, one for each fold of its fast subsystem at most.
struct CanardSearch {
  private let full: Model
  private let diagram: BifurcationResult
  private let fast: String
  private let slow: String
  private let parameter: String
  private let isCancelled: @Sendable () -> Bool

  /// The full system's diagram reaches so many times further than the canards' parameter is from its singular value, on both sides.
  private static let reach = 6.0
  /// The shares of the range of relaxation oscillations between which cycles explode.
  private static let (small, large) = (0.1, 0.9)

  /// - Parameters:
  ///   - full: A model of two variables.
  ///   - diagram: The diagram of its fast variable in its slow one.
  init?(
    _ full: Model, _ diagram: BifurcationResult, parameter: String, isCancelled: @escaping @Sendable () -> Bool
  ) {
    guard full.dimension == 2, let fast = diagram.variables.first else { return nil }
    (self.full, self.diagram, self.fast, self.parameter) = (full, diagram, fast, parameter)
    slow = diagram.parameter.name
    self.isCancelled = isCancelled
  }

  /// The canard points that Newton's method comes to from the folds of the diagram, and notes on those whose explosion could not be
  /// followed.
  func points() throws(ModelError) -> (points: [CanardPoint], notes: [String]) {
    var (points, notes) = (try asymptotic(), [String]())
    for k in points.indices {
      do throws(BifurcationError) {
        try explode(&points[k])
      } catch {
        notes.append("the canard explosion at \(points[k].fold) could not be followed: \(error)")
      }
    }
    return (points, notes)
  }

  /// The points with what the equations at the folds tell of them.
  private func asymptotic() throws(ModelError) -> [CanardPoint] {
    let extended = try full.turningIntoVariables(parameters: [parameter])
    let field = try CompiledModel(extended)
    let places = [fast, slow, parameter].compactMap { extended.variableIndex($0) }
    guard places.count == 3, let value = full.parameterIndex(parameter).map({ full.parameterValues[$0] }) else {
      return []
    }
    let folds = diagram.specialPoints.filter { $0.type == .limitPoint }
    return folds.compactMap { fold in
      guard let x = fold.state[fast], let y = fold.parameters[slow] else { return nil }
      var scales = [range(of: fast), range(of: slow), 1]
      scales[2] = CanardJet(field, at: [x, y, value], places: places, scales: scales).parameterSize
      func jet(_ numbers: [Double]) -> CanardJet {
        CanardJet(field, at: zip(numbers, scales).map { $0 * $1 }, places: places, scales: scales)
      }
      let start = zip([x, y, value], scales).map { $0 / $1 }
      let outcome = NewtonSolver().solve(
        from: start, residual: { jet($0).equations }, jacobian: { jet($0).jacobian })
      guard let root = outcome.root?.point, case let found = jet(root), found.isCanardPoint,
        let shift = found.canardShift
      else { return nil }
      let numbers = zip(root, scales).map { $0 * $1 }
      return CanardPoint(
        fold: fold.label, parameter: parameter, state: [fast: numbers[0], slow: numbers[1]], singularValue: numbers[2],
        canardValue: numbers[2] + shift * scales[2])
    }
  }

  private func range(of name: String) -> Double {
    let values =
      name == slow ? diagram.branches.flatMap(\.parameter) : diagram.branches.flatMap { $0.states[name] ?? [] }
    let range = (values.max() ?? 1) - (values.min() ?? 0)
    return range > 0 ? range : 1
  }

  // MARK: The full system

  /// Adds what the full system's own branch of cycles says.
  private func explode(_ point: inout CanardPoint) throws(BifurcationError) {
    let width = Self.reach * abs(point.canardValue - point.singularValue)
    let window = AxisRange(name: parameter, lower: point.singularValue - width, upper: point.singularValue + width)
    guard width > 0 else { return }
    var settings = try BifurcationSettings(parameter: window)
    settings.initialValues = point.state
    let whole = try BifurcationAnalyzer.analyze(full, settings: settings, in: RunContext(isCancelled: isCancelled))
    let expected = point.canardValue
    let hopf = whole.specialPoints.filter { $0.type == .hopf }.min {
      abs(($0.parameters[parameter] ?? .infinity) - expected) < abs(($1.parameters[parameter] ?? .infinity) - expected)
    }
    point.hopf = hopf?.parameters[parameter]
    point.firstLyapunovCoefficient = hopf?.normalForm["firstLyapunovCoefficient"]
    guard let hopf, let cycles = whole.branches.first(where: { $0.kind == .cycles && $0.parent == hopf.label }) else {
      return
    }
    point.explosion = explosion(along: cycles)
  }

  private func explosion(along branch: BifurcationBranch) -> CanardPoint.Explosion? {
    guard let maxima = branch.maxima?[fast], let minima = branch.minima?[fast] else { return nil }
    let sizes = zip(maxima, minima).map { $0 - $1 }
    guard let largest = sizes.max(), let first = sizes.firstIndex(where: { $0 >= Self.small * largest }),
      let last = sizes.firstIndex(where: { $0 >= Self.large * largest }), first > 0, last > first
    else { return nil }
    func value(at size: Double, _ k: Int) -> Double {
      let fraction = (size - sizes[k - 1]) / (sizes[k] - sizes[k - 1])
      return branch.parameter[k - 1] + fraction * (branch.parameter[k] - branch.parameter[k - 1])
    }
    func slope(_ k: Int) -> Double { abs(sizes[k] - sizes[k - 1]) / abs(branch.parameter[k] - branch.parameter[k - 1]) }
    guard let steepest = (first...last).max(by: { slope($0) < slope($1) }) else { return nil }
    return CanardPoint.Explosion(
      start: value(at: Self.small * largest, first), end: value(at: Self.large * largest, last),
      steepest: (branch.parameter[steepest] + branch.parameter[steepest - 1]) / 2)
  }
}
