// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// How a line looks.
public struct LineStyle: Codable, Hashable, Sendable {
  /// The pattern of a line.
  public enum Dash: String, Codable, Hashable, Sendable, CaseIterable {
    case solid
    case dashed
    case dotted
    case dashdot = "dash-dot"
  }

  /// A colour of the theme by its name, or `#RRGGBB`.
  public var color: String
  /// The width in points (1/72 inch).
  public var width: Double
  /// The pattern.
  public var dash: Dash

  /// Makes a line style.
  public init(_ color: String, width: Double, dash: Dash = .solid) {
    self.color = color
    self.width = width
    self.dash = dash
  }

  /// Lengths of dashes and gaps in turn, in millimetres; they grow with the width of the line.
  var dashLengths: [Double] {
    let unit = 0.25 + 0.2 * width
    return switch dash {
    case .solid: []
    case .dashed: [3.2 * unit, 1.9 * unit]
    case .dotted: [0.8 * unit, 1.3 * unit]
    case .dashdot: [4 * unit, 1.5 * unit, 0.9 * unit, 1.5 * unit]
    }
  }
}
