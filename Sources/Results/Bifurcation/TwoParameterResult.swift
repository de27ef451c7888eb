// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A bifurcation diagram in two parameters: curves of codimension 1, points of codimension 2, and the regions between them.
public struct TwoParameterResult: Codable, Hashable, Sendable {
  /// The horizontal parameter and its window.
  public var horizontal: AxisRange
  /// The vertical parameter and its window.
  public var vertical: AxisRange
  /// The free parameters with their windows: the horizontal and the vertical one; nil in files of the first version.
  public private(set) var parameters: [AxisRange]?
  /// The names of the variables, in order.
  public var variables: [String]
  /// Whether the model is a map.
  public var isMap: Bool
  /// The curves; a parent comes before its children.
  public var branches: [TwoParameterBranch]
  /// The points of codimension 2, by branch and along it.
  public var specialPoints: [TwoParameterPoint]
  /// The regions into which the curves cut the window, from the largest on; nil if they were not looked into.
  public var regions: [ParameterRegion]?
  /// The diagram in one parameter along a line; nil if none was asked for.
  public var cut: Cut?
  /// The units in which the diagram was computed, the horizontal parameter's among them.
  public var scales: NaturalScales?
  /// Whether every job was done: no curve was cut short by a budget or an interruption.
  public var complete: Bool
  /// What a reader should know.
  public var notes: [String]

  /// A diagram in one parameter along a line across the plane.
  public struct Cut: Codable, Hashable, Sendable {
    /// The parameter that is fixed on the line.
    public var name: String
    /// Its value.
    public var value: Double
    /// The diagram in the other parameter.
    public var diagram: BifurcationResult

    /// Puts the parts together.
    package init(name: String, value: Double, diagram: BifurcationResult) {
      (self.name, self.value, self.diagram) = (name, value, diagram)
    }
  }

  /// Makes an empty diagram.
  public init(horizontal: AxisRange, vertical: AxisRange, variables: [String], isMap: Bool) {
    (self.horizontal, self.vertical, self.variables, self.isMap) = (horizontal, vertical, variables, isMap)
    parameters = [horizontal, vertical]
    (branches, specialPoints, complete, notes) = ([], [], true, [])
  }
}

/// A curve of codimension 1, column by column.
public struct TwoParameterBranch: Codable, Hashable, Sendable {
  /// What happens along a curve.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case limitPoint = "LP"
    /// Two curves of equilibria cross, as symmetry or an equilibrium that is always there makes them.
    case branchPoint = "BP"
    case hopf = "H"
    case flip = "PD"
    case neimarkSacker = "NS"
    /// Folds of cycles of a flow.
    case cycleLimitPoint = "LPC"
    /// Two branches of cycles of a flow cross.
    case cycleBranchPoint = "BPC"
    /// Homoclinic orbits to a saddle.
    case homoclinic = "HOM"
    /// The part of a curve of folds on which the saddle-node lies on an invariant circle.
    case saddleNodeCircle = "SNIC"
    /// Two real eigenvalues of opposite sign, or two multipliers of product 1: no bifurcation; part of a curve that is H or NS
    /// elsewhere.
    case neutralSaddle = "NSa"
  }

  /// The number of the branch, from 1.
  public var id: Int
  /// What happens along it.
  public var kind: Kind
  /// The point of codimension 2 from which the branch was started, or of which it is the continuation; nil for one that was found on
  /// a line.
  public var parent: String?
  /// Why the branch ends at its first and at its last point.
  public var stop: [String]
  /// The same for programs; nil in files of the first version.
  public var ends: [BranchEnd]?
  /// The values of the two parameters at each point, by name.
  public var parameters: [String: [Double]]
  /// The values of the variables, by name; of cycles the greatest.
  public var states: [String: [Double]]
  /// Of cycles of a flow the least values of the variables, by name.
  public var minima: [String: [Double]]?
  /// Of cycles of a flow the periods; of homoclinic orbits the times outside of a small neighbourhood of the saddle.
  public var period: [Double]?
  /// The coefficient that tells what is born: l1 of Hopf points, b of flips, d of Neimark–Sacker points, of cycles of a flow c of
  /// period doublings and of pitchforks; none for folds.
  public var coefficient: [Double]?
  /// The angular frequencies of Hopf points, or the angles of Neimark–Sacker points.
  public var frequency: [Double]?
  /// The eigenvalues, or multipliers, at each point as pairs of real and imaginary part; of homoclinic orbits those of the saddle.
  public var eigenvalues: [[[Double]]]
  /// The number of unstable directions at each point, the critical ones left out; of homoclinic orbits those of the cycles born there.
  public var unstableDirections: [Int]
  /// The labels of points of codimension 2, by the position of the point, empty for others.
  public var labels: [String]

  /// Puts the parts together.
  package init(
    id: Int, kind: Kind, parent: String? = nil, stop: [String], ends: [BranchEnd],
    parameters: [String: [Double]], states: [String: [Double]], minima: [String: [Double]]? = nil,
    period: [Double]? = nil,
    coefficient: [Double]? = nil, frequency: [Double]? = nil, eigenvalues: [[[Double]]], unstableDirections: [Int],
    labels: [String]
  ) {
    (
      self.id, self.kind, self.parent, self.stop, self.ends, self.parameters, self.states, self.minima, self.period,
      self.coefficient, self.frequency, self.eigenvalues, self.unstableDirections, self.labels
    ) = (
      id, kind, parent, stop, ends, parameters, states, minima, period, coefficient, frequency, eigenvalues,
      unstableDirections, labels
    )
  }
}

/// A point of codimension 2.
public struct TwoParameterPoint: Codable, Hashable, Sendable {
  /// The label with its number: BT1, CP2.
  public var label: String
  /// What happens.
  public var type: CodimensionTwoType
  /// The values of both parameters, by name.
  public var parameters: [String: Double]
  /// The state, by variable.
  public var state: [String: Double]
  /// The angular frequencies, or angles, of the critical pairs.
  public var frequencies: [Double]
  /// The coefficients of the normal form, by name.
  public var normalForm: [String: Double]
  /// What the point is, in words.
  public var remark: String
  /// The eigenvalues, or multipliers.
  public var eigenvalues: [[Double]]
  /// The numbers of the branches that pass through the point.
  public var branches: [Int]
  /// The largest left-hand side of the equations that define the point, in natural units.
  public var residual: Double
  /// The width of the interval along the curve in which the point was found, in natural units.
  public var bracket: Double
  /// An estimate of the reciprocal condition of these equations; 0 if the point is the zero of a coefficient along the curve.
  public var reciprocalCondition: Double

  /// Puts the parts together.
  package init(
    label: String, type: CodimensionTwoType, parameters: [String: Double], state: [String: Double],
    frequencies: [Double],
    normalForm: [String: Double], remark: String, eigenvalues: [[Double]], branches: [Int], residual: Double,
    bracket: Double, reciprocalCondition: Double
  ) {
    (
      self.label, self.type, self.parameters, self.state, self.frequencies, self.normalForm, self.remark,
      self.eigenvalues, self.branches, self.residual, self.bracket, self.reciprocalCondition
    ) = (
      label, type, parameters, state, frequencies, normalForm, remark, eigenvalues, branches, residual, bracket,
      reciprocalCondition
    )
  }
}

/// A region of the plane in which nothing changes but across its edges.
public struct ParameterRegion: Codable, Hashable, Sendable {
  /// The number of the region, from 1.
  public var id: Int
  /// Its part of the window.
  public var area: Double
  /// The values of both parameters at a point well inside, by name.
  public var representative: [String: Double]
  /// Equilibria, or fixed points, by type: how many of each.
  @CountsByType public var equilibria: [FixedPointType: Int]
  /// The number of stable ones.
  public var stableCount: Int
  /// Cycles of a flow: how many are stable, and how many are not; nil if they were not looked for.
  public var cycles: CycleCount?
  /// The number of further points of the region at which the same was found.
  public var confirmations: Int
  /// Whether all points looked at agree; if not, a curve may be missing.
  public var isUnderstood: Bool
  /// Whether interval arithmetic proves that no equilibrium is missing at the representative point in the box searched.
  public var isProved: Bool
  /// Whether all lines through the region found the same cycles; nil if none was followed there.
  public var areCyclesUnderstood: Bool?
  /// What attracts, in a few words.
  public var summary: String
  /// Lines that fill the region: the vertical parameter, and from where to where the horizontal one.
  public var strips: [[Double]]

  /// Puts the parts together.
  package init(
    id: Int, area: Double, representative: [String: Double], equilibria: [FixedPointType: Int], stableCount: Int,
    cycles: CycleCount?, confirmations: Int, isUnderstood: Bool, isProved: Bool, areCyclesUnderstood: Bool?,
    summary: String, strips: [[Double]]
  ) {
    (
      self.id, self.area, self.representative, self.equilibria, self.stableCount, self.cycles, self.confirmations,
      self.isUnderstood, self.isProved, self.areCyclesUnderstood, self.summary, self.strips
    ) = (
      id, area, representative, equilibria, stableCount, cycles, confirmations, isUnderstood, isProved,
      areCyclesUnderstood, summary, strips
    )
  }

  /// A number of cycles.
  public struct CycleCount: Codable, Hashable, Sendable {
    /// Those that attract.
    public var stable: Int
    /// The others.
    public var unstable: Int

    /// Puts the numbers together.
    package init(stable: Int, unstable: Int) {
      self.stable = stable
      self.unstable = unstable
    }
  }
}
