// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A mark between the axes of a panel.
public enum FigureElement: Codable, Hashable, Sendable {
  /// A line through points.
  case curve(Curve)
  /// Symbols at points.
  case markers(MarkerSet)
  /// Arrows of a vector field.
  case arrows(ArrowSet)
  /// A filled area.
  case region(Region)
  /// A text.
  case annotation(Annotation)
}
