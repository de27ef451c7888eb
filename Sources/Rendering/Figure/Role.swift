// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What a mark of a figure stands for. A figure names roles; a `Theme` says what each looks like, so that a saved figure can
/// be restyled.
public struct Role: RawRepresentable, Hashable, Sendable, Codable {
  /// The name, as style files write it.
  public var rawValue: String

  /// A role by its name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Where the horizontal variable of a phase plane rests.
  public static let firstNullcline = Role(rawValue: "first-nullcline")
  /// Where the vertical variable of a phase plane rests.
  public static let secondNullcline = Role(rawValue: "second-nullcline")
  /// Where trajectories of a phase plane are reset.
  public static let resetThreshold = Role(rawValue: "reset-threshold")
  /// Arrows of a vector field.
  public static let field = Role(rawValue: "field")
  /// Evenly spaced lines along a vector field.
  public static let streamline = Role(rawValue: "streamline")
  /// A solution.
  public static let trajectory = Role(rawValue: "trajectory")
  /// The stable manifold of a saddle.
  public static let stableManifold = Role(rawValue: "stable-manifold")
  /// The unstable manifold of a saddle.
  public static let unstableManifold = Role(rawValue: "unstable-manifold")
  /// An attracting limit cycle.
  public static let stableCycle = Role(rawValue: "stable-cycle")
  /// A repelling limit cycle.
  public static let unstableCycle = Role(rawValue: "unstable-cycle")
  /// Stable equilibria of a bifurcation diagram.
  public static let stableEquilibria = Role(rawValue: "stable-equilibria")
  /// Unstable equilibria of a bifurcation diagram.
  public static let unstableEquilibria = Role(rawValue: "unstable-equilibria")
  /// Stable cycles of a bifurcation diagram.
  public static let stableCycles = Role(rawValue: "stable-cycles")
  /// Unstable cycles of a bifurcation diagram.
  public static let unstableCycles = Role(rawValue: "unstable-cycles")
  /// Special points of a bifurcation diagram.
  public static let specialPoint = Role(rawValue: "special-point")
  /// A curve of bifurcations in two parameters, by its kind (LP, H, PD, NS) and by whether what is stable takes part.
  public static func bifurcations(_ kind: String, isStable: Bool) -> Role {
    Role(rawValue: "bifurcations-\(kind)" + (isStable ? "" : "-unstable"))
  }

  /// An area of two parameters, by the number of its set of attractors.
  public static func region(_ index: Int) -> Role { Role(rawValue: "region-\(index)") }

  /// A sheet of a surface of equilibria.
  public static func sheet(isStable: Bool) -> Role { Role(rawValue: isStable ? "sheet-stable" : "sheet-unstable") }
  /// Lines along and across such sheets.
  public static let sheetLine = Role(rawValue: "sheet-line")
  /// A fixed point.
  public static let fixedPoint = Role(rawValue: "fixed-point")
  /// The direction of motion on a phase line.
  public static let motion = Role(rawValue: "motion")
  /// The graph of a function.
  public static let graph = Role(rawValue: "graph")
  /// The steps of a cobweb.
  public static let cobweb = Role(rawValue: "cobweb")
  /// Lines to read a figure by: zero, the diagonal.
  public static let reference = Role(rawValue: "reference")
  /// The rules on the floor and the walls of a space.
  public static let grid = Role(rawValue: "grid")
  /// Text and marks in the colour of the axes.
  public static let annotation = Role(rawValue: "annotation")
  /// An area set off from the rest.
  public static let shade = Role(rawValue: "shade")

  /// The bars of a histogram.
  public static let bar = Role(rawValue: "bar")

  /// The slowest grade of speed.
  public static let slowestSpeed = 4

  /// A piece of a trajectory by its speed: grade 0 is fast, `slowestSpeed` almost at rest.
  public static func speed(_ grade: Int) -> Role { Role(rawValue: "speed-\(grade)") }

  /// One of several like curves, counted from 0; the theme's series colours repeat.
  public static func series(_ index: Int) -> Role {
    Role(rawValue: "series-\(index)")
  }

  /// The number of a series, if this is one.
  public var seriesIndex: Int? {
    guard rawValue.hasPrefix("series-") else { return nil }
    return Int(rawValue.dropFirst("series-".count))
  }

  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(String.self)
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
