// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// What a diagram in two parameters is asked for.
public struct TwoParameterSettings: Codable, Hashable, Sendable {
  /// The horizontal parameter and its range.
  public var horizontal: AxisRange
  /// The vertical parameter and its range.
  public var vertical: AxisRange
  /// The values of the other parameters, where they differ from the model's own.
  public var parameters: [String: Double]
  /// Initial values of variables, where they differ from the model's own.
  public var initialValues: [String: Double]
  /// The time at which equations that depend on it are frozen.
  public var time: Double?
  /// The ranges of the variables in which equilibria are looked for, by name; others follow from the model.
  public var ranges: [String: AxisRange]
  /// The number of one-parameter diagrams in each direction from which curves start, besides those at the edges.
  public var sliceCount: Int
  /// The kinds of curves that are followed; all if nil.
  public var curves: [BifurcationCurveKind]?
  /// The kinds of points of codimension 2 that are listed; all if nil.
  public var points: [CodimensionTwoType]?
  /// Whether bifurcations of cycles of a flow are followed.
  public var cycles: Bool
  /// Whether the regions between the curves are looked into.
  public var regions: Bool
  /// The line across the plane along which a diagram in one parameter is drawn, too: a value of one of the two parameters; nil for none.
  public var cut: Cut?
  /// The point of a saved one-parameter diagram through which one curve is followed; nil to search.
  public var start: BifurcationStart?
  /// How curves are followed.
  public var curve: CurveSettings

  /// The settings for two parameters and their ranges, with defaults that serve every model.
  /// - Throws: `BifurcationError.range` if a range is empty, not finite or too narrow; `BifurcationError.sameParameter`.
  public init(
    horizontal: AxisRange, vertical: AxisRange, ranges: [String: AxisRange] = [:]
  ) throws(BifurcationError) {
    for range in [horizontal, vertical] + ranges.values.sorted(by: { $0.name < $1.name }) {
      do {
        try range.check()
      } catch {
        throw .range(error)
      }
    }
    if horizontal.name == vertical.name { throw .sameParameter(horizontal.name) }
    (self.horizontal, self.vertical, self.ranges) = (horizontal, vertical, ranges)
    (parameters, initialValues) = ([:], [:])
    sliceCount = 5
    cycles = true
    regions = true
    curve = CurveSettings()
  }

  /// A line across the plane: a value of one of the two parameters.
  public struct Cut: Codable, Hashable, Sendable {
    /// The parameter that is fixed.
    public var name: String
    /// Its value.
    public var value: Double

    /// Makes a line.
    public init(name: String, value: Double) { (self.name, self.value) = (name, value) }
  }

  /// The question along a line, as a diagram in one parameter asks it.
  func question(along cut: Cut) throws(BifurcationError) -> BifurcationSettings {
    let varying = cut.name == horizontal.name ? vertical : horizontal
    var settings = try BifurcationSettings(parameter: varying, ranges: ranges)
    settings.parameters = parameters
    settings.parameters[cut.name] = cut.value
    settings.parameters[varying.name] = nil
    settings.initialValues = initialValues
    settings.time = time
    settings.cycles = cycles
    settings.equilibriumCurve = curve
    return settings
  }

  /// The question about the horizontal parameter alone, with the vertical one in the middle of its range.
  func slice(of model: Model) throws(BifurcationError) -> BifurcationSettings {
    let middle = Cut(name: vertical.name, value: vertical.lower + (vertical.upper - vertical.lower) / 2)
    var settings = try question(along: middle)
    settings.cycles = false
    return settings
  }
}
