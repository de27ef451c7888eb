// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Results
import Simulator
import Symbolics

/// Which plane of a model's state space is looked at: the two variables, what becomes of the rest, and the window.
struct PlaneSelection {
  /// The model of two variables, with its parameters, and with present values in the place of delayed ones.
  let model: Model
  /// The same with its delays; nil if it has none.
  let delayed: DelayedFixedPoints?
  /// The same with numbers for parameters.
  let system: PlanarSystem
  /// The window.
  let window: PlaneWindow
  /// What a reader should know about the choice.
  private(set) var notes: [String] = []
  /// The fixed points in the whole plane, where they have been looked for to choose the window.
  private(set) var equilibria: [Equilibrium] = []
  /// The periods of the axes that are angles.
  let periods: [Double?]

  /// The window without cycles that go far around it, if there are such cycles.
  private(set) var innerWindow: PlaneWindow?
  /// Limit cycles that go far around the fixed points.
  private(set) var outerCycles: [LimitCycle] = []
  /// Limit cycles on which a variable that cannot change its sign all but vanishes, and how they are found.
  private(set) var unresolvedCycles: [LimitCycle] = []
  private(set) var logarithmicPlane: LogarithmicPlane?
  /// Limit cycles on which an angle goes round, and what there is to remark of their search.
  private(set) var rotations: [LimitCycle] = []
  private(set) var rotationRemarks: [LimitCycleRemark] = []

  /// Chooses as the settings say, else as the model suggests, else by a search.
  /// - Parameter isCancelled: Asked now and then while a window is looked for.
  init(
    _ model: Model, _ settings: PhasePlaneSettings, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(PhasePlaneError) {
    if model.dimension < 2 { throw .notPlanar(variables: model.variableNames) }
    if !model.memory.isEmpty, model.dimension > 2, settings.others == .equilibrium { throw .delaysAtEquilibrium }
    let names = try PlaneSelection.axes(of: model, settings)
    let slice = try PlaneSelection.slice(model, names, settings)
    delayed = slice.memory.isEmpty ? nil : DelayedFixedPoints(model: slice)
    self.model = try PhasePlaneError.telling(slice.withoutDelays)
    let system = try PlanarSystem(self.model)
    self.system = system
    notes =
      (delayed.map { [$0.note] } ?? []) + PlaneSelection.notes(model, names, settings)
      + (try PlaneSelection.notesOnEquilibria(self.model))
    let suggested = [
      settings.horizontalRange ?? PlaneSelection.range(of: names.x, in: model),
      settings.verticalRange ?? PlaneSelection.range(of: names.y, in: model),
    ]
    let found = AngleVariables.periods(of: system.model, displacement: system.displacement)
    let angles = [found[system.x], found[system.y]]
    periods = angles
    let looksForRotations =
      settings.findsLimitCycles && delayed == nil && periods != [nil, nil] && !system.isMap
      && system.model.events.isEmpty
    func rotations(
      _ window: PlaneWindow, _ points: [FixedPoint], widens: Bool
    ) throws(PhasePlaneError) -> (cycles: [LimitCycle], remarks: [LimitCycleRemark]) {
      let search = RotationSearch(
        model: system.model, periods: angles, window: window, fixedPoints: points, widens: widens,
        isCancelled: isCancelled)
      return try PhasePlaneError.telling(search.find)
    }
    if let x = suggested[0], let y = suggested[1] {
      window = PlaneWindow(x: x, y: y)
      if looksForRotations { (self.rotations, rotationRemarks) = try rotations(window, [], widens: false) }
      return
    }
    let search = try WindowSearch(self.model, system, known: suggested, periods: periods)
    var window = search.window()
    let points = search.shownPoints.map { FixedPointClassifier(system, window: $0.window).describe($0.point) }
    if looksForRotations {
      (self.rotations, rotationRemarks) = try rotations(window, points, widens: true)
      window = search.window(window, with: self.rotations)
    } else if settings.findsLimitCycles, delayed == nil, periods == [nil, nil] {
      let plane = LogarithmicPlane(system)
      logarithmicPlane = plane
      unresolvedCycles = try plane?.cycles(isCancelled: isCancelled) ?? []
      let outer = try PhasePlaneError.telling { [window] () throws(ModelError) in
        try OuterCycles.find(system.model, around: window, fixedPoints: points, isCancelled: isCancelled)
      }
      outerCycles = outer.filter { plane?.isUnresolved($0) != true }
      if !outerCycles.isEmpty { innerWindow = window }
      window = search.window(window, with: outerCycles + unresolvedCycles)
    }
    self.window = window
    equilibria = search.outcome.points
    notes.append(PlaneSelection.noteOnSearch(model, names, suggested))
    notes += PlaneSelection.notesOnPlane(system, search, window)
  }

  /// The periods of the angles of which the window holds just one turn, by name; nil if there are none.
  var anglesOfOneTurn: [String: Double]? {
    let sizes = [(system.x, window.size.x, periods[0]), (system.y, window.size.y, periods[1])]
    let angles = sizes.compactMap { name, size, period in
      period.flatMap { abs($0 - size) < 1e-9 * $0 ? (name, $0) : nil }
    }
    return angles.isEmpty ? nil : Dictionary(angles) { first, _ in first }
  }

  private static func axes(
    of model: Model, _ settings: PhasePlaneSettings
  ) throws(PhasePlaneError) -> (x: String, y: String) {
    func named(_ name: String) throws(PhasePlaneError) -> String {
      if let index = model.variableIndex(name) { return model.variableNames[index] }
      throw .model(.unknownVariable(name, suggestion: NearestName.to(name, among: model.variableNames)))
    }
    var suggested: [String] = []
    for name in [model.hints.horizontalAxis, model.hints.verticalAxis].compactMap({ $0 }) + model.variableNames {
      if let index = model.variableIndex(name), !suggested.contains(model.variableNames[index]) {
        suggested.append(model.variableNames[index])
      }
    }
    var x: String?
    var y: String?
    if let name = settings.horizontalVariable { x = try named(name) }
    if let name = settings.verticalVariable { y = try named(name) }
    if let x, x == y { throw .model(.duplicateName(x)) }
    let free = suggested.filter { $0 != x && $0 != y }
    let horizontal = x ?? free.first ?? ""
    return (horizontal, y ?? free.first { $0 != horizontal } ?? "")
  }

  private static func slice(
    _ model: Model, _ names: (x: String, y: String), _ settings: PhasePlaneSettings
  ) throws(PhasePlaneError) -> Model {
    do throws(ModelError) {
      var frozen = model
      if let time = settings.time { frozen = try model.freezingTime(at: time) }
      for name in [names.x, names.y]
      where settings.fixedValues.keys.contains(where: { model.variableIndex($0) == model.variableIndex(name) }) {
        throw .duplicateName(name)
      }
      try frozen.requireOrdinaryOrDelayed()
      switch settings.others {
      case .fixed: return try frozen.slice(x: names.x, y: names.y, fixing: settings.fixedValues)
      case .equilibrium:
        return try frozen.slice(x: names.x, y: names.y, equilibratingOthersExcept: settings.fixedValues)
      }
    } catch {
      throw .model(error)
    }
  }

  private static func notes(
    _ model: Model, _ names: (x: String, y: String), _ settings: PhasePlaneSettings
  ) -> [String] {
    var notes: [String] = []
    if let time = settings.time, model.dependsOnTime { notes.append("Time is frozen at t = \(time).") }
    var fixed: [String] = []
    var free: [String] = []
    for (variable, value) in zip(model.variables, model.initialState) where ![names.x, names.y].contains(variable.name)
    {
      let given = settings.fixedValues.first { model.variableIndex($0.key) == model.variableIndex(variable.name) }
      if let given {
        fixed.append("\(variable.name) = \(given.value)")
      } else if settings.others == .fixed {
        fixed.append("\(variable.name) = \(value)")
      } else {
        free.append(variable.name)
      }
    }
    if !fixed.isEmpty { notes.append("A slice of the state space: \(fixed.joined(separator: ", ")).") }
    if !free.isEmpty { notes.append("At equilibrium given the two axes: \(free.joined(separator: ", ")).") }
    return notes
  }

  /// Which equilibria of the other variables are meant, where formulas do not say.
  private static func notesOnEquilibria(_ slice: Model) throws(PhasePlaneError) -> [String] {
    let names = slice.algebraicVariables.map(\.name)
    if names.isEmpty { return [] }
    func list(_ names: [String], _ values: [Double]) -> String {
      zip(names, values).map { "\($0) = \($1.brief)" }.joined(separator: ", ")
    }
    let place = list(slice.variableNames, slice.initialState)
    do throws(ModelError) {
      guard let values = try slice.algebraicValuesAtInitialState() else {
        return [
          "No equilibrium of \(names.joined(separator: ", ")) was found at the initial state \(place), from which it would "
            + "be followed over the plane; other initial values may help."
        ]
      }
      return [
        "Solved for in numbers: \(names.joined(separator: ", ")); where there are several equilibria, the one that continues "
          + "from \(list(names, values)) at \(place)."
      ]
    } catch {
      throw .model(error)
    }
  }

  /// Why the window was searched for, and what it holds.
  private static func noteOnSearch(
    _ model: Model, _ names: (x: String, y: String), _ suggested: [ClosedRange<Double>?]
  ) -> String {
    let missing = zip([names.x, names.y], suggested).filter { $0.1 == nil }.map(\.0).joined(separator: " and ")
    let found =
      "nothing says which values of \(missing) to look at; the window holds the fixed points and what trajectories do "
      + "around them."
    let hints = model.hints
    guard hints.horizontalRange != nil || hints.verticalRange != nil, model.plotsOverTime else {
      return found.prefix(1).uppercased() + found.dropFirst()
    }
    return "The window that the model gives is that of a plot of \(hints.verticalAxis ?? model.variableNames[0]) over "
      + "time, and " + found
  }

  /// What the search of the whole plane has to say.
  private static func notesOnPlane(_ system: PlanarSystem, _ search: WindowSearch, _ window: PlaneWindow) -> [String] {
    var notes: [String] = []
    for (name, period) in zip([system.x, system.y], search.periods) {
      guard let period else { continue }
      notes.append("\(name) is an angle: the window holds one turn, of \(period.brief).")
    }
    let outcome = search.outcome
    if let place = outcome.singular.first, outcome.points.isEmpty {
      notes.append(
        "Near \(system.x) = \(place.x.brief), \(system.y) = \(place.y.brief) the rates get as small as one likes, but "
          + "have no value there: no fixed point.")
    }
    let outside = outcome.points.filter { !window.contains($0.position, margin: 1e-9) }
    if search.periods == [nil, nil], !outside.isEmpty, !outcome.isCrowded {
      let places = outside.prefix(4).map { "(\($0.position.x.brief), \($0.position.y.brief))" }.joined(separator: ", ")
      notes.append(
        (outside.count == 1 ? "1 more fixed point lies" : "\(outside.count) more fixed points lie")
          + " outside of the window: \(places)\(outside.count > 4 ? ", …" : "").")
    }
    if outcome.isCrowded {
      notes.append("There are very many fixed points; the window holds those near the initial state.")
    }
    return notes
  }

  /// The values of a variable that the model suggests.
  private static func range(of name: String, in model: Model) -> ClosedRange<Double>? {
    let index = model.variableIndex(name)
    func isSound(_ range: ClosedRange<Double>?) -> Bool {
      range.map { $0.upperBound > $0.lowerBound && $0.upperBound.isFinite && $0.lowerBound.isFinite } ?? false
    }
    if let plotted = model.plottedRange(of: name) { return plotted }
    let own = index.flatMap { model.variables[$0].range }
    return isSound(own) ? own : nil
  }
}
