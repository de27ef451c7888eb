// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A style sheet: what the roles of a figure look like on paper. It is read from JSON in which everything may be left out
/// that is to look as usual.
public struct Theme: Codable, Hashable, Sendable {
  /// The typeface and the sizes of texts, in points.
  public struct Font: Codable, Hashable, Sendable {
    /// The family. Liberation Sans, whose letters are as wide as those of Helvetica and Arial, is installed with the program.
    public var family: String
    /// The size of axis labels and annotations.
    public var size: Double
    /// The size of numbers at ticks.
    public var tickSize: Double
    /// The size of the legend.
    public var legendSize: Double
    /// The size of titles.
    public var titleSize: Double
  }

  /// The frame of a panel.
  public struct Axes: Codable, Hashable, Sendable {
    /// Which way ticks point.
    public enum TickDirection: String, Codable, Hashable, Sendable, CaseIterable {
      case `in`
      case out
    }

    /// The width of frame and ticks in points.
    public var lineWidth: Double
    /// The length of ticks in millimetres.
    public var tickLength: Double
    /// Which way ticks point.
    public var tickDirection: TickDirection
    /// The wanted distance of ticks on the horizontal axis, in millimetres.
    public var horizontalTickSpacing: Double
    /// The wanted distance of ticks on the vertical axis, in millimetres.
    public var verticalTickSpacing: Double
    /// Whether the frame has four sides, or only those with ticks.
    public var box: Bool
  }

  /// Symbols and arrows, in millimetres where not told otherwise.
  public struct Symbols: Codable, Hashable, Sendable {
    /// The diameter of a circle; other shapes have about the same area.
    public var size: Double
    /// The width of outlines in points.
    public var outline: Double
    /// The length of arrowheads on curves.
    public var arrowLength: Double
    /// The width of arrowheads on curves.
    public var arrowWidth: Double
    /// The greatest length of the arrows of a vector field, as a share of their distance.
    public var fieldLength: Double
    /// The length of samples in a legend.
    public var sampleLength: Double
  }

  /// The name of the style.
  public var name: String
  /// The typeface.
  public var font: Font
  /// The frames.
  public var axes: Axes
  /// Symbols and arrows.
  public var symbols: Symbols
  /// Colours by name. `ink` is for axes and texts, `paper` for the ground and open symbols.
  public var colors: [String: String]
  /// The colours of curves that have no role but their number.
  public var series: [String]
  /// What lines, and the symbols on them, look like, by the names of roles; `default` is for all roles without a line here.
  public var lines: [String: LineStyle]

  /// The colour of a name or of `#RRGGBB`; black for an unknown name, which a checked theme does not have.
  public func color(_ name: String) -> Color {
    Color(hexadecimal: colors[name] ?? name) ?? .black
  }

  /// The line of a role.
  public func line(_ role: Role) -> LineStyle {
    if let style = lines[role.rawValue] { return style }
    var style = lines["default"] ?? LineStyle("ink", width: 1)
    if let index = role.seriesIndex, !series.isEmpty {
      style.color = series[((index % series.count) + series.count) % series.count]
    }
    return style
  }

  /// The colour of a role.
  public func color(_ role: Role) -> Color { color(line(role).color) }
}

extension Theme {
  /// The style of papers: 7 and 8 point sans serif, thin axes, and colours after Okabe and Ito (2008, Color Universal Design)
  /// that people with any colour vision tell apart and that differ in lightness, so that a grey print keeps them apart.
  public static let paper = Theme(
    name: "paper",
    font: Font(family: "Liberation Sans", size: 8, tickSize: 7, legendSize: 7, titleSize: 8),
    axes: Axes(
      lineWidth: 0.6, tickLength: 0.9, tickDirection: .out, horizontalTickSpacing: 13, verticalTickSpacing: 10,
      box: true),
    symbols: Symbols(
      size: 2.1, outline: 0.8, arrowLength: 1.9, arrowWidth: 1.3, fieldLength: 0.72, sampleLength: 6),
    colors: [
      "ink": "#000000", "paper": "#FFFFFF", "blue": "#0072B2", "orange": "#E69F00", "green": "#009E73",
      "vermilion": "#D55E00", "purple": "#CC79A7", "sky": "#56B4E9", "grey": "#6E6E6E", "mist": "#B4B4B4",
      "shade": "#EDEDED",
    ],
    series: ["blue", "orange", "green", "purple", "ink", "vermilion", "sky"],
    lines: [
      "default": LineStyle("ink", width: 1),
      "first-nullcline": LineStyle("blue", width: 1.2),
      "second-nullcline": LineStyle("orange", width: 1.2),
      "reset-threshold": LineStyle("ink", width: 0.7, dash: .dotted),
      "field": LineStyle("mist", width: 0.45),
      "streamline": LineStyle("mist", width: 0.5),
      "trajectory": LineStyle("grey", width: 0.7),
      "stable-manifold": LineStyle("green", width: 0.75),
      "unstable-manifold": LineStyle("purple", width: 0.75, dash: .dashdot),
      "stable-cycle": LineStyle("ink", width: 1.3),
      "unstable-cycle": LineStyle("ink", width: 1.3, dash: .dashed),
      "stable-equilibria": LineStyle("ink", width: 1.3),
      "unstable-equilibria": LineStyle("ink", width: 0.9, dash: .dashed),
      "stable-cycles": LineStyle("blue", width: 1.3),
      "unstable-cycles": LineStyle("blue", width: 0.9, dash: .dashed),
      "special-point": LineStyle("ink", width: 0.7),
      "bifurcations-SNIC": LineStyle("blue", width: 2.4),
      "bifurcations-SNIC-unstable": LineStyle("blue", width: 1.8, dash: .dashed),
      "bifurcations-LP": LineStyle("blue", width: 1.2),
      "bifurcations-LP-unstable": LineStyle("blue", width: 0.9, dash: .dashed),
      "bifurcations-BP": LineStyle("sky", width: 1.2),
      "bifurcations-BP-unstable": LineStyle("sky", width: 0.9, dash: .dashed),
      "bifurcations-H": LineStyle("vermilion", width: 1.2),
      "bifurcations-H-unstable": LineStyle("vermilion", width: 0.9, dash: .dashed),
      "bifurcations-PD": LineStyle("green", width: 1.2),
      "bifurcations-PD-unstable": LineStyle("green", width: 0.9, dash: .dashed),
      "bifurcations-NS": LineStyle("orange", width: 1.2),
      "bifurcations-NS-unstable": LineStyle("orange", width: 0.9, dash: .dashed),
      "bifurcations-LPC": LineStyle("purple", width: 1.2),
      "bifurcations-LPC-unstable": LineStyle("purple", width: 0.9, dash: .dashed),
      "bifurcations-BPC": LineStyle("sky", width: 1.2, dash: .dashdot),
      "bifurcations-BPC-unstable": LineStyle("sky", width: 0.9, dash: .dotted),
      "bifurcations-HOM": LineStyle("ink", width: 0.9),
      "bifurcations-HOM-unstable": LineStyle("ink", width: 0.8, dash: .dashdot),
      "region-0": LineStyle("#F4F4F4", width: 0.1),
      "region-1": LineStyle("#DCEAF7", width: 0.1),
      "region-2": LineStyle("#FBE3D1", width: 0.1),
      "region-3": LineStyle("#DDF0E6", width: 0.1),
      "region-4": LineStyle("#F3E2EE", width: 0.1),
      "region-5": LineStyle("#FFF3CF", width: 0.1),
      "sheet-stable": LineStyle("#56B4E938", width: 0.1),
      "sheet-unstable": LineStyle("#E69F0030", width: 0.1),
      "sheet-line": LineStyle("#6E6E6E60", width: 0.25),
      "fixed-point": LineStyle("ink", width: 0.8),
      "graph": LineStyle("blue", width: 1.1),
      "cobweb": LineStyle("grey", width: 0.45),
      "motion": LineStyle("ink", width: 0.8),
      "reference": LineStyle("mist", width: 0.6),
      "grid": LineStyle("shade", width: 0.5),
      "annotation": LineStyle("ink", width: 0.6),
      "shade": LineStyle("shade", width: 0.6),
      "bar": LineStyle("grey", width: 0.4),
      "speed-0": LineStyle("#DDDDDD", width: 0.5),
      "speed-1": LineStyle("#A6BDDB", width: 0.55),
      "speed-2": LineStyle("#56B4E9", width: 0.6),
      "speed-3": LineStyle("#0072B2", width: 0.65),
      "speed-4": LineStyle("#023858", width: 0.7),
    ])
}
