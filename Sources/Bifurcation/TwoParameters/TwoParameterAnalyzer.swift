// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Parallelism
import Results

/// Draws up the whole two-parameter diagram of a model.
///
/// One-parameter curves of equilibria are followed on several lines in both directions; each special point on them that lies on no
/// known curve starts one in two parameters, and so does each point of codimension 2 on those. All of it is computed in natural
/// units (`TwoParameterUnits`).
public struct TwoParameterAnalyzer {
  let settings: TwoParameterSettings
  let units: TwoParameterUnits
  let context: RunContext
  var diagram: TwoParameterBuilder
  /// The curves that were followed.
  private(set) var curves: [BifurcationCurve] = []
  /// The curves of equilibria on the lines from which curves were followed.
  private(set) var equilibriumLines: [EquilibriumLine] = []
  /// The curves of bifurcations of cycles.
  var cycleCurves: [CycleBifurcationCurve] = []
  /// The lines on which branches of cycles were followed.
  var cycleLines: [CycleLine] = []
  /// What is known of invariant circles through saddle-nodes.
  var circleMarks: [CircleMark] = []
  /// Neighbouring places on curves of folds between which such circles end.
  var circleEnds: [CircleEnd] = []
  /// Where branches of cycles on lines end at loops through several equilibria.
  var heteroclinicPlaces: [[Double]] = []
  /// Where cycles on lines have doubled, and those of twice the period are not followed.
  var cascadePlaces: [[Double]] = []
  /// The places of the grid of regions from which cycles that attract were looked for.
  var searchedPlaces: Set<Int> = []
  /// The pairs of lines that have followed each other's cycles.
  var exchangedLines: Set<[Double]> = []
  /// Bifurcations of cycles on lines that could not be followed.
  var lostCycles: [(type: SpecialPointType, place: [Double])] = []
  /// Bifurcations of cycles on lines that were left when the work for their curves was done.
  var leftCycles: [(type: SpecialPointType, place: [Double])] = []
  private let curveWindow: CurveWindow
  var isMap: Bool { units.model.kind == .map }

  /// States further out, in natural units, count as infinite.
  static let largestNumber = 1e4
  /// Models of more variables are refused: their matrices would want the sparse methods of one-parameter diagrams.
  static let dimensionLimit = 100
  /// The number of starts of Newton's method at each of the values on a line.
  static let startCount = 24
  /// The values of the parameter on a line at which equilibria are looked for, as parts of its range.
  private static let places = [0.001, 0.1704, 0.3481, 0.5481, 0.7814, 0.999]
  /// More curves are not followed.
  private static let curveLimit = 200

  /// Makes the diagram.
  /// - Parameters:
  ///   - model: The model.
  ///   - settings: The parameters, their ranges, and how much work to do.
  ///   - context: Asked after every point whether to end with what was found until then, and told what is being done.
  /// - Throws: `BifurcationError` if the question makes no sense. Numerical trouble is part of the result.
  public static func analyze(
    _ model: Model, settings: TwoParameterSettings, in context: RunContext = RunContext()
  ) throws(BifurcationError) -> TwoParameterResult {
    let slice = try settings.slice(of: model)
    let applied = try slice.applied(to: model)
    let free = [settings.horizontal.name, settings.vertical.name]
    if applied.dimension > dimensionLimit { throw .tooManyVariables(applied.dimension, limit: dimensionLimit) }
    try checkDelays(of: applied, settings)
    if try BifurcationAnalyzer.dependsOnTime(applied, free: free) { throw .dependsOnTime(model: applied.name) }
    // With delays the past decides on which level set a trajectory moves.
    let conserved = applied.memory.isEmpty ? LinearFirstIntegrals(of: applied, free: free).integrals : []
    if let integral = conserved.first { throw .conserves(integral.text(applied.variableNames)) }
    var analyzer = TwoParameterAnalyzer(
      settings, units: try TwoParameterUnits(applied, settings), context)
    if let start = settings.start { try analyzer.run(from: start) } else { analyzer.run() }
    if !applied.memory.isEmpty { analyzer.noteOn(delays: applied.delayTexts) }
    if context.isCancelled { analyzer.diagram.interrupt() }
    var result = analyzer.diagram.result
    if let cut = settings.cut, !context.isCancelled {
      let diagram = try BifurcationAnalyzer.analyze(
        model, settings: settings.question(along: cut), in: context)
      result.cut = TwoParameterResult.Cut(name: cut.name, value: cut.value, diagram: diagram)
    }
    return result
  }

  /// The number of values of the vertical parameter at which delays are looked at.
  private static let delayPlaces = 20

  private static func checkDelays(of model: Model, _ settings: TwoParameterSettings) throws(BifurcationError) {
    if model.memory.isEmpty { return }
    let range = settings.vertical.lower...settings.vertical.upper
    for place in 0...delayPlaces {
      let value = range.value(at: Double(place) / Double(delayPlaces))
      let cut = TwoParameterSettings.Cut(name: settings.vertical.name, value: value)
      let question = try settings.question(along: cut)
      try BifurcationAnalyzer.checkDelays(of: try question.applied(to: model), question)
    }
  }

  /// Says what is known of a flow with delays, and what is not.
  private mutating func noteOn(delays texts: [String]) {
    if texts.isEmpty { return }
    diagram.note(
      "with delays (\(texts.shortened)) what is unstable along a curve is known from the rightmost characteristic roots, whose number is "
        + "checked by the argument principle; points of codimension 2 have no coefficients; cycles of delay equations are not "
        + "followed, nor regions looked into")
  }

  private init(
    _ settings: TwoParameterSettings, units: TwoParameterUnits, _ context: RunContext
  ) {
    (self.settings, self.units, self.context) = (settings, units, context)
    let n = units.model.dimension
    curveWindow = CurveWindow(
      ranges: [n: units.window.horizontal, n + 1: units.window.vertical],
      bounds: [Double](repeating: Self.largestNumber, count: n) + [.infinity, .infinity])
    diagram = TwoParameterBuilder(settings, units)
  }

  /// Whether the diagram is to end with what it has.
  func isCancelled() -> Bool { context.isCancelled }

  private mutating func run() {
    let count = settings.sliceCount
    let inner = (0..<count).map { (Double($0) + 0.4814) / Double(count) }
    // From the middle outwards, so that the curves through the middle are followed first.
    let shares = inner.sorted { abs($0 - 0.5) < abs($1 - 0.5) } + [0.001, 0.999]
    context.begin("curves that cross a line", count: 2 * shares.count)
    for share in shares {
      for isHorizontal in [true, false] {
        let range = isHorizontal ? units.window.vertical : units.window.horizontal
        follow(fromLineAt: range.value(at: share), isHorizontal: isHorizontal)
        context.finishPart()
      }
    }
    if curves.isEmpty, !isCancelled() {
      diagram.note(
        "no bifurcations of \(isMap ? "fixed points" : "equilibria") were found on \(2 * shares.count) lines")
    }
    if units.equilibria.delays != nil { return }
    if settings.cycles, settings.curves == nil, !isCancelled() {
      followCycles()
    }
    if settings.regions, settings.curves == nil, !isCancelled() {
      findRegions()
    }
    diagram.addCircles(at: circleMarks)
    noteLostCycles()
    if CornerSurfaces(units.model) != nil {
      diagram.note(
        "the right-hand side has corners: border collisions, where branches meet them, are not followed in two parameters and "
          + "divide no regions")
    }
  }

  /// Follows the curves that start at special points on a line.
  mutating func follow(fromLineAt value: Double, isHorizontal: Bool) {
    if isCancelled() { return }
    let line = units.line(isHorizontal: isHorizontal, at: value, startCount: Self.startCount)
    let branches = branches(on: line)
    equilibriumLines.append(
      EquilibriumLine(
        isHorizontal: isHorizontal, value: value, branches: branches.map { $0.points.map(\.unknowns) }))
    let starts = branches.flatMap { $0.specialPoints.compactMap { start(at: $0, on: line) } }
    for start in starts { follow(start, parent: nil) }
  }

  /// The one-parameter curves of equilibria on a line.
  private func branches(on line: TwoParameterUnits.Line) -> [EquilibriumBranch] {
    Self.branches(on: line, settings.curve, isCancelled)
  }

  /// The one-parameter curves of equilibria on a line.
  static func branches(
    on line: TwoParameterUnits.Line, _ settings: CurveSettings, _ isCancelled: () -> Bool
  ) -> [EquilibriumBranch] {
    let n = line.problem.field.dimension
    let window = CurveWindow(
      ranges: [n: line.range], bounds: [Double](repeating: Self.largestNumber, count: n) + [.infinity])
    var branches: [EquilibriumBranch] = []
    for place in places {
      let value = line.range.value(at: place)
      for state in line.search.equilibria(at: value, also: [])
      where !branches.contains(where: { line.search.contains($0, state, at: value) }) {
        if isCancelled() { return [] }
        let branch = EquilibriumBranch.follow(
          line.problem, from: state + [value], window: window, settings: settings, isCancelled: isCancelled)
        if branch.points.count > 1, !branch.isContinuum(width: line.range.width) { branches.append(branch) }
      }
    }
    return branches
  }

  private func start(
    at special: SpecialEquilibrium, on line: TwoParameterUnits.Line
  ) -> BifurcationCurve.Start? {
    let unknowns = line.unknowns(special.unknowns)
    return switch special.kind {
    case .limitPoint: BifurcationCurve.Start(.limitPoint, unknowns: unknowns)
    case .hopf(let frequency, _): BifurcationCurve.Start(.hopf, unknowns: unknowns, angle: frequency)
    case .flip: BifurcationCurve.Start(.flip, unknowns: unknowns)
    case .neimarkSacker(let angle, _): BifurcationCurve.Start(.neimarkSacker, unknowns: unknowns, angle: angle)
    case .branchPoint: BifurcationCurve.Start(.branchPoint, unknowns: unknowns)
    case .neutralSaddle, .borderCollision: nil
    }
  }

  /// Follows a curve, and those that meet it at points of codimension 2.
  mutating func follow(_ start: BifurcationCurve.Start, parent: String?) {
    var work = [(start: start, parent: parent)]
    while !work.isEmpty {
      let (start, parent) = work.removeFirst()
      if isCancelled() || curves.count >= Self.curveLimit { return }
      if let wanted = settings.curves, !wanted.contains(start.kind) { continue }
      if curves.contains(where: { $0.contains(start) }) { continue }
      guard
        let curve = BifurcationCurve.follow(
          start, of: units.equilibria, window: curveWindow, settings: settings.curve, isCancelled: isCancelled)
      else { continue }
      if !curve.hasDerivatives(on: units.equilibria) {
        diagram.note(
          "a curve of \(curve.kind.rawValue) along which the right-hand side has no derivative, as where a quotient is 0/0, is left out"
        )
        continue
      }
      if let edge = edge(under: curve) {
        diagram.note("a curve of \(curve.kind.rawValue) on the edge of the window, \(edge), is left out")
        continue
      }
      curves.append(curve)
      for place in curve.continua { noteContinuum(at: Array(place.suffix(2))) }
      for (point, label) in diagram.add(curve, parent: parent) {
        work += point.starts.map { ($0, label) }
      }
    }
  }

  private mutating func noteContinuum(at place: [Double]) {
    let values = diagram.parameters(place[0], place[1])
    let text = [settings.horizontal.name, settings.vertical.name].map { "\($0) = \((values[$0] ?? .nan).brief)" }
    diagram.note(
      "at \(text.joined(separator: ", ")) there is a continuum of \(isMap ? "fixed points" : "equilibria"), none of them isolated: curves "
        + "that pass it have no point of codimension 2 there")
  }

  /// A curve whose points are all this near to an edge of the window, as a part of it, lies on the edge.
  private static let onEdge = 1e-5

  /// The edge of the window on which all of a curve lies, as where a parameter that vanishes leaves no equilibrium isolated.
  private func edge(under curve: BifurcationCurve) -> String? {
    let n = units.model.dimension
    let axes = [(settings.horizontal, units.window.horizontal), (settings.vertical, units.window.vertical)]
    for (index, (axis, range)) in axes.enumerated() {
      for (bound, value) in [(range.lowerBound, axis.lower), (range.upperBound, axis.upper)]
      where curve.points.allSatisfy({ abs($0.unknowns[n + index] - bound) < Self.onEdge * range.width }) {
        return "\(axis.name) = \(value.brief)"
      }
    }
    return nil
  }
}
