// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A figure as pure data: panels with axes and marks in data coordinates, sizes in millimetres. Nothing is drawn here; a
/// `Theme` says what it looks like and a `PLplotCanvas` draws it.
///
/// Texts are plain, with mathematics between dollar signs: `"time $t$ (ms)"`, `"$tau_w$"` (see `MathText`).
public struct Figure: Codable, Hashable, Sendable {
  /// The width of a single column of a journal, in millimetres.
  public static let singleColumn = 85.0
  /// The width of two columns of a journal, in millimetres.
  public static let doubleColumn = 175.0

  /// Where the legend stands.
  public enum LegendPlacement: String, Codable, Hashable, Sendable {
    /// Under the panels, in as many columns as fit.
    case below
    /// To the right of the panels, in one column.
    case right
    /// Nowhere.
    case hidden
  }

  /// The width of the page in millimetres.
  public var width: Double
  /// The height of the page in millimetres.
  public var height: Double
  /// The text above the panels, if any.
  public var title: String?
  /// The panels, row by row.
  public var panels: [Panel]
  /// The number of panels in a row.
  public var columns: Int
  /// The keys of the legend, shared by all panels.
  public var legend: [LegendEntry]
  /// Where the legend stands.
  public var legendPlacement: LegendPlacement

  /// Makes a figure.
  ///
  /// - Parameters:
  ///   - width: in millimetres; a single journal column unless told.
  ///   - height: in millimetres.
  ///   - title: what stands above all panels.
  ///   - panels: the panels, row by row.
  ///   - columns: the number of panels in a row.
  ///   - legend: its keys.
  ///   - legendPlacement: where it stands.
  public init(
    width: Double = Figure.singleColumn, height: Double, title: String? = nil, panels: [Panel], columns: Int = 1,
    legend: [LegendEntry] = [], legendPlacement: LegendPlacement = .below
  ) {
    self.width = width
    self.height = height
    self.title = title
    self.panels = panels
    self.columns = columns
    self.legend = legend
    self.legendPlacement = legendPlacement
  }
}
