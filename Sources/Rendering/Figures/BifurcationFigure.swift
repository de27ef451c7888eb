// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of a one-parameter bifurcation diagram, made from its result alone: equilibria as curves, cycles by their
/// greatest and least values, solid where stable and dashed where unstable, special points with their labels.
public struct BifurcationFigure: Sendable {
  /// What was found.
  public var result: BifurcationResult
  /// What the vertical axis shows; the variable that the result names if nil.
  public var quantity: DiagramQuantity?
  /// The values that the vertical axis shows; all if nil.
  public var range: ClosedRange<Double>?
  /// What a second panel shows: the period or the frequency of cycles, say; nil for no such panel.
  public var secondQuantity: DiagramQuantity?
  /// Whether a further panel shows some of the cycles over a period.
  public var showsProfiles: Bool
  /// What the user chose.
  public var options: FigureOptions

  /// Prepares the figure of a result.
  public init(
    _ result: BifurcationResult, quantity: DiagramQuantity? = nil, range: ClosedRange<Double>? = nil,
    secondQuantity: DiagramQuantity? = nil, showsProfiles: Bool = false, options: FigureOptions = FigureOptions()
  ) {
    self.result = result
    self.quantity = quantity
    self.range = range
    self.secondQuantity = secondQuantity
    self.showsProfiles = showsProfiles
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    var panels = [panel(shownQuantity, range: range)]
    if let second = secondQuantity, result.branches.contains(where: { !second.columns(of: $0).isEmpty }) {
      panels.append(panel(second, range: nil))
    }
    let profiles = showsProfiles ? ProfilePanel(result, quantity: quantity) : nil
    if let profiles { panels.append(profiles.panel) }
    return options.figure(
      panels: panels, legend: legend + (profiles?.legend ?? []), aspect: [0.72, 1.25, 1.75][panels.count - 1])
  }

  /// The panel of the diagram alone, with other curves behind it, which the window takes in.
  func panel(over trajectory: [FigureElement], reaching values: [Double]) -> Panel {
    var panel = panel(shownQuantity, range: range)
    if range == nil {
      let window = DataRange.window(values)
      panel.vertical.lower = min(panel.vertical.lower, window.lower)
      panel.vertical.upper = max(panel.vertical.upper, window.upper)
    }
    panel.elements = trajectory + panel.elements
    return panel
  }

  private var shownQuantity: DiagramQuantity { quantity ?? .value(result.shownVariable) }

  private var horizontal: Axis {
    Axis(
      label: MathText.label(formula: result.parameter.name), lower: result.parameter.lower,
      upper: result.parameter.upper)
  }

  private func panel(_ quantity: DiagramQuantity, range: ClosedRange<Double>?) -> Panel {
    let columns = result.branches.map(quantity.columns)
    let grid = (result.grid ?? []).map { ($0, quantity.value(at: $0, of: result)) }
    let all = columns.flatMap { $0.flatMap { $0 } } + grid.map(\.1)
    let window =
      range.map { ($0.lowerBound, $0.upperBound) } ?? Self.window(of: all, within: settled(columns), quantity)
    let refinement = CurveRefinement(
      width: result.parameter.upper - result.parameter.lower, height: window.1 - window.0)
    var elements: [FigureElement] = []
    var marks: [FigureElement] = []
    var marked: Set<String> = []
    let types = result.types
    for (branch, columns) in zip(result.branches, columns) {
      for (column, other) in zip(columns, columns.reversed()) {
        elements += Self.pieces(branch, column, continuedBy: other, refinement)
      }
      guard let column = columns.first else { continue }
      for (k, label) in branch.labels.enumerated() where !label.isEmpty && marked.insert(label).inserted {
        // What lies outside, as a period without bound, would be labelled in the next panel.
        guard column[k] >= window.0, column[k] <= window.1 else { continue }
        marks += mark(label, types[label], Point(branch.parameter[k], column[k]))
      }
    }
    elements = CoveredCurves(width: refinement.width, height: refinement.height)
      .removed(from: elements, roles: [.unstableEquilibria, .unstableCycles])
    for kind in GridKind.allCases {
      let points = grid.filter { GridKind($0.0) == kind }.map { Point($0.0.parameter, $0.1) }.filter(\.isFinite)
      if !points.isEmpty {
        elements.append(
          .markers(MarkerSet(points: points, marker: kind.marker, role: kind.role, scale: GridKind.scale)))
      }
    }
    return Panel(
      horizontal: horizontal,
      vertical: Axis(label: quantity.axisLabel, lower: window.0, upper: window.1), elements: elements + marks)
  }

  /// What a diagram is about: all but the unstable equilibria on branches that run away, and what lies far out on these.
  private func settled(_ columns: [[[Double]]]) -> [Double] {
    let reach = shownReach
    return zip(result.branches, columns).flatMap { branch, columns in
      columns.flatMap { column in
        column.indices.filter { k in
          !branch.runsAway || branch.kind == .cycles || !branch.labels[k].isEmpty
            || (branch.stable[k] && reach.map { $0.contains(column[k]) } ?? true)
        }.map { column[$0] }
      }
    }
  }

  /// The values that a figure need not go beyond, where a natural size of the quantity is known.
  private var shownReach: ClosedRange<Double>? {
    guard case .value(let name) = shownQuantity, let unit = result.scales?.unit(of: name) else { return nil }
    return unit.value(-Self.reach)...unit.value(Self.reach)
  }

  /// The number of natural sizes that a figure shows of a branch that grows without bound.
  private static let reach = 6.0

  private static func window(
    of values: [Double], within settled: [Double], _ quantity: DiagramQuantity
  ) -> (Double, Double) {
    switch quantity {
    case .value, .mean, .maximum, .minimum, .norm:
      let (whole, core) = (DataRange.window(values), DataRange.window(settled))
      let height = core.upper - core.lower
      guard settled.count > 1, whole.upper - whole.lower > 2 * height else { return whole }
      return (max(whole.lower, core.lower - 0.4 * height), min(whole.upper, core.upper + 0.4 * height))
    case .period, .frequency:
      // What grows without bound would leave no room for the rest.
      let sorted = values.filter(\.isFinite).sorted()
      let typical = sorted.isEmpty ? 1 : sorted[sorted.count / 2]
      let window = DataRange.window(values.filter { $0 < 5 * typical }, including: [0])
      return (max(0, window.lower), window.upper)
    }
  }

  /// The symbol and the label of a special point; nothing for neutral saddles, which are no bifurcations.
  private func mark(_ label: String, _ type: SpecialPointType?, _ place: Point) -> [FigureElement] {
    let marker: Marker
    switch type {
    case .neutralSaddle: return []
    case .hopf: marker = Marker(.circle, fill: .filled)
    case .limitPoint, .cycleLimitPoint: marker = Marker(.square, fill: .filled)
    case .branchPoint, .cycleBranchPoint: marker = Marker(.diamond, fill: .filled)
    case .periodDoubling: marker = Marker(.triangle, fill: .filled)
    default: marker = Marker(.circle, fill: .open)
    }
    guard place.isFinite else { return [] }
    return [
      .markers(MarkerSet(points: [place], marker: marker, role: .specialPoint, scale: 0.75)),
      .annotation(Annotation(label, at: place, role: .specialPoint)),
    ]
  }

  /// A branch in pieces of one stability; each piece begins where the one before ends.
  ///
  /// - Parameter other: the column that goes on smoothly where a branch of cycles ends at a Hopf point: the least values go
  ///   on the greatest.
  private static func pieces(
    _ branch: BifurcationBranch, _ column: [Double], continuedBy other: [Double], _ refinement: CurveRefinement
  ) -> [FigureElement] {
    let roles: (stable: Role, unstable: Role) =
      branch.kind == .cycles ? (.stableCycles, .unstableCycles) : (.stableEquilibria, .unstableEquilibria)
    let points = zip(branch.parameter, column).map { Point($0, $1) }
    guard points.count > 1 else { return [] }
    func continuation(_ end: Int, _ neighbour: Int) -> Point? {
      guard branch.kind == .cycles, other[end] == column[end] else { return nil }
      return Point(branch.parameter[neighbour], other[neighbour])
    }
    let last = points.count - 1
    let steps = refinement.steps(points, before: continuation(0, 1), after: continuation(last, last - 1))
    var elements: [FigureElement] = []
    var start = 0
    while start < last {
      let stable = branch.stable[start]
      var end = start + 1
      while end < last, branch.stable[end] == stable { end += 1 }
      elements.append(
        .curve(
          Curve(
            points: steps[start..<end].flatMap { $0 } + [points[end]],
            role: stable ? roles.stable : roles.unstable)))
      start = end
    }
    return elements
  }

  /// The keys of the curves that a panel shows.
  var legend: [LegendEntry] {
    let isMap = result.isMap
    let quantities = [shownQuantity] + (secondQuantity.map { [$0] } ?? [])
    let branches = result.branches.filter { branch in quantities.contains { !$0.columns(of: branch).isEmpty } }
    let grid = (result.grid ?? []).filter { point in
      quantities.contains { $0.value(at: point, of: result).isFinite }
    }
    var entries: [LegendEntry] = []
    for (kinds, stable, role, text) in [
      ([BifurcationBranch.Kind.equilibria, .fixedPoints], true, Role.stableEquilibria, "stable"),
      ([.equilibria, .fixedPoints], false, .unstableEquilibria, "unstable"),
      ([.cycles], true, .stableCycles, "stable cycles"), ([.cycles], false, .unstableCycles, "unstable cycles"),
    ] where branches.contains(where: { kinds.contains($0.kind) && $0.stable.contains(stable) }) {
      let suffix = kinds.contains(.cycles) ? "" : (isMap ? " fixed points" : " equilibria")
      entries.append(LegendEntry(text + suffix, role: role))
    }
    for kind in GridKind.allCases where grid.contains(where: { GridKind($0) == kind }) {
      entries.append(LegendEntry(kind.rawValue, role: kind.role, marker: kind.marker, scale: GridKind.scale))
    }
    return entries
  }
}

/// How the fixed points of a grid are told apart.
private enum GridKind: String, CaseIterable {
  case stable
  case saddle
  case unstable
  case undetermined

  static let scale = 0.45

  init(_ point: GridPoint) {
    switch point.type {
    case .undetermined, .center, .saddleNode: self = .undetermined
    case .saddle: self = .saddle
    default: self = point.stable ? .stable : .unstable
    }
  }

  var marker: Marker {
    switch self {
    case .stable: Marker(.circle, fill: .filled)
    case .saddle: Marker(.circle, fill: .half)
    case .unstable: Marker(.circle, fill: .open)
    case .undetermined: Marker(.cross)
    }
  }

  var role: Role { self == .stable ? .stableEquilibria : .unstableEquilibria }
}

extension DiagramQuantity {
  /// The label of an axis.
  var axisLabel: String {
    switch self {
    case .value(let name): MathText.label(formula: name)
    case .mean(let name): "mean of " + MathText.label(formula: name)
    case .maximum(let name): "maximum of " + MathText.label(formula: name)
    case .minimum(let name): "minimum of " + MathText.label(formula: name)
    case .norm: "norm"
    case .period: "period"
    case .frequency: "frequency"
    }
  }
}
