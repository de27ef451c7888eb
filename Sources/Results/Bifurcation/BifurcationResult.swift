// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A one-parameter bifurcation diagram: branches and the special points on them.
public struct BifurcationResult: Codable, Hashable, Sendable {
  /// The parameter and its window.
  public var parameter: AxisRange
  /// The free parameters with their windows, here this one alone, as diagrams in several have them; nil in files of the first version.
  public private(set) var parameters: [AxisRange]?
  /// The names of the variables, in order.
  public var variables: [String]
  /// The names of the auxiliary quantities, in order.
  public var auxiliaries: [String]
  /// The variable that a figure shows if nothing else is asked for.
  public var shownVariable: String
  /// Whether the model is a map.
  public var isMap: Bool
  /// The branches; a parent comes before its children.
  public var branches: [BifurcationBranch]
  /// The special points, by branch and along it.
  public var specialPoints: [BifurcationPoint]
  /// With the method of a grid, the fixed points at each of its values, by rising parameter; there are no branches then.
  public var grid: [GridPoint]?
  /// The cycles computed again by a second method, if that was asked for.
  public var verification: CycleVerification?
  /// Where the list of equilibria is proved to be complete; nil if no proof was tried.
  public var proof: EquilibriumProof?
  /// The natural sizes in which the diagram was computed; tolerances are relative to them.
  public var scales: NaturalScales?
  /// Whether every job was done: no branch was cut short by a budget or an interruption.
  public var complete: Bool
  /// What a reader should know.
  public var notes: [String]

  /// Makes an empty diagram.
  public init(parameter: AxisRange, variables: [String], auxiliaries: [String] = [], isMap: Bool) {
    self.parameter = parameter
    self.variables = variables
    self.auxiliaries = auxiliaries
    shownVariable = variables.first ?? ""
    self.isMap = isMap
    branches = []
    specialPoints = []
    complete = true
    notes = []
  }
}

extension BifurcationResult {
  /// Puts the parameter and its values where diagrams in several parameters have theirs, too.
  package mutating func nameParameters() {
    parameters = [parameter]
    for index in branches.indices { branches[index].parameters = [parameter.name: branches[index].parameter] }
  }

  /// The types of the special points by their labels.
  package var types: [String: SpecialPointType] {
    Dictionary(specialPoints.map { ($0.label, $0.type) }, uniquingKeysWith: { first, _ in first })
  }
}

/// A branch of a diagram, column by column.
public struct BifurcationBranch: Codable, Hashable, Sendable {
  /// What the branch consists of.
  public enum Kind: String, Codable, Hashable, Sendable {
    case equilibria
    case fixedPoints = "fixed points"
    case cycles
  }

  /// The number of the branch, from 1.
  public var id: Int
  /// What the branch consists of.
  public var kind: Kind
  /// The special point from which the branch was started; nil for one that was found by searching.
  public var parent: String?
  /// The number of branches that the symmetry of the equations makes of this one, itself included, if there are others; only
  /// this one was followed.
  public var copies: Int?
  /// Why the branch ends: for equilibria at its first and last point, for cycles at its last point.
  public var stop: [String]
  /// The same for programs; nil in files of the first version.
  public var ends: [BranchEnd]?
  /// The parameter at each point.
  public var parameter: [Double]
  /// The values of the free parameters at each point, by name, as diagrams in several have them; nil in files of the first version.
  public fileprivate(set) var parameters: [String: [Double]]?
  /// For equilibria the values of variables and auxiliary quantities, by name; for cycles their means over a period.
  public var states: [String: [Double]]
  /// For cycles the least values, by name.
  public var minima: [String: [Double]]?
  /// For cycles the greatest values, by name.
  public var maxima: [String: [Double]]?
  /// For cycles of a map their points one after the other, by name: first those that were followed, then the next values.
  public var iterates: [String: [[Double]]]?
  /// The root of the sum of the squares of the variables, for cycles of its mean over a period.
  public var norm: [Double]
  /// For cycles the periods; for a map the numbers of their points.
  public var period: [Double]?
  /// The eigenvalues, or multipliers, at each point as pairs of real and imaginary part.
  public var eigenvalues: [[[Double]]]
  /// The number of unstable directions at each point; at a special point those of the points after it.
  public var unstableDirections: [Int]
  /// The labels of special points, by the position of the point, empty for others.
  public var labels: [String]
  /// Some of the cycles of a flow as functions of time: those with labels, the last, and a few between.
  public var profiles: [SavedCycle]

  /// The number of neutral directions at each point: twice the number of imaginary pairs of eigenvalues where they are imaginary
  /// all along, as at centres; nil if there are none.
  public var neutralDirections: [Int]?

  /// Whether a variable left its range before the parameter did.
  public var runsAway: Bool {
    (ends ?? stop.compactMap(BranchEnd.init(firstVersion:))).contains(where: \.runsAway)
  }

  /// The stability at each point; what is neutral is not stable.
  public var stable: [Bool] {
    unstableDirections.indices.map { unstableDirections[$0] == 0 && (neutralDirections?[$0] ?? 0) == 0 }
  }

  /// Puts the parts together.
  package init(
    id: Int, kind: Kind, parent: String? = nil, copies: Int? = nil, stop: [String], ends: [BranchEnd],
    parameter: [Double], states: [String: [Double]], minima: [String: [Double]]? = nil,
    maxima: [String: [Double]]? = nil,
    iterates: [String: [[Double]]]? = nil, norm: [Double], period: [Double]? = nil, eigenvalues: [[[Double]]],
    unstableDirections: [Int], labels: [String], profiles: [SavedCycle], neutralDirections: [Int]? = nil
  ) {
    (
      self.id, self.kind, self.parent, self.copies, self.stop, self.ends, self.parameter, self.states, self.minima,
      self.maxima,
      self.iterates, self.norm, self.period, self.eigenvalues, self.unstableDirections, self.labels, self.profiles,
      self.neutralDirections
    ) = (
      id, kind, parent, copies, stop, ends, parameter, states, minima, maxima, iterates, norm, period, eigenvalues,
      unstableDirections, labels, profiles, neutralDirections
    )
  }
}

/// A cycle of a branch as a function of time.
public struct SavedCycle: Codable, Hashable, Sendable {
  /// The position of the cycle on its branch, from 0.
  public var point: Int
  /// Times from 0 to 1, in periods.
  public var times: [Double]
  /// The values at these times, by variable.
  public var values: [String: [Double]]

  /// Puts the parts together.
  package init(point: Int, times: [Double], values: [String: [Double]]) {
    (self.point, self.times, self.values) = (point, times, values)
  }
}

/// A special point of a diagram.
public struct BifurcationPoint: Codable, Hashable, Sendable {
  /// The label with its number: H1, LP2.
  public var label: String
  /// What happens.
  public var type: SpecialPointType
  /// The value of the parameter, by its name.
  public var parameters: [String: Double]
  /// The state, by variable; for cycles the greatest values.
  public var state: [String: Double]
  /// The period of a cycle.
  public var period: Double?
  /// The coefficients of the normal form, by name.
  public var normalForm: [String: Double]
  /// What the point is, in words.
  public var remark: String
  /// The eigenvalues, or multipliers.
  public var eigenvalues: [[Double]]
  /// The number of the branch.
  public var branch: Int
  /// The largest left-hand side of the equations that define the point, in natural units.
  public var residual: Double
  /// The width of the interval, in parameter or along the branch, in which the point was found.
  public var bracket: Double
  /// An estimate of the reciprocal condition of these equations; 0 if the point is known to the bracket only, none for ends of
  /// branches, which no equations define.
  public var reciprocalCondition: Double?
  /// For cycles the change of the parameter when the mesh was halved for the last time.
  public var meshError: Double?
  /// The number of pairs of eigenvalues, or of real eigenvalues, that pass at once, if it is not one.
  public var multiplicity: Int?

  /// Puts the parts together.
  package init(
    label: String, type: SpecialPointType, parameters: [String: Double], state: [String: Double], period: Double? = nil,
    normalForm: [String: Double], remark: String, eigenvalues: [[Double]], branch: Int, residual: Double,
    bracket: Double, reciprocalCondition: Double? = nil, meshError: Double? = nil, multiplicity: Int? = nil
  ) {
    (
      self.label, self.type, self.parameters, self.state, self.period, self.normalForm, self.remark, self.eigenvalues,
      self.branch, self.residual, self.bracket, self.reciprocalCondition, self.meshError, self.multiplicity
    ) = (
      label, type, parameters, state, period, normalForm, remark, eigenvalues, branch, residual, bracket,
      reciprocalCondition, meshError, multiplicity
    )
  }
}
