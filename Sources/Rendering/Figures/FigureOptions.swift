// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What a user may choose about a figure that a result is drawn as.
public struct FigureOptions: Codable, Hashable, Sendable {
  /// How the flow of a phase plane is shown.
  public enum Flow: String, Codable, Hashable, Sendable, CaseIterable {
    /// By arrows where the result has a field, else by streamlines.
    case automatic
    case arrows
    case streamlines
    case both
    case none
  }

  /// The width in millimetres.
  public var width: Double
  /// The height in millimetres; if there is none, as the content asks for.
  public var height: Double?
  /// The text above the panels, if any.
  public var title: String?
  /// Where the legend stands.
  public var legend: Figure.LegendPlacement
  /// How the flow of a phase plane is shown.
  public var flow: Flow
  /// The number of principal components, 2 or 3, along which states of many variables are shown together.
  public var components: Int

  /// Makes options; without any, a figure for one column of a journal.
  public init(
    width: Double = Figure.singleColumn, height: Double? = nil, title: String? = nil,
    legend: Figure.LegendPlacement = .below, flow: Flow = .automatic, components: Int = 2
  ) {
    self.width = width
    self.height = height
    self.title = title
    self.legend = legend
    self.flow = flow
    self.components = components
  }

  /// A figure of these options.
  ///
  /// - Parameter aspect: the height of the panels over the width of the page where no height was chosen; the legend under the
  ///   panels is added to it.
  func figure(panels: [Panel], legend entries: [LegendEntry], aspect: Double, columns: Int = 1) -> Figure {
    var figure = Figure(
      width: width, height: height ?? aspect * width, title: title, panels: panels, columns: columns, legend: entries,
      legendPlacement: entries.isEmpty ? .hidden : legend)
    if height == nil {
      let legend = LegendLayout(figure: figure, theme: .paper, metrics: HelveticaMetrics())
      let wanted = ((figure.height + legend.height) * 10).rounded() / 10
      figure.height = min(max(wanted, Figure.sizes.lowerBound), Figure.sizes.upperBound)
    }
    return figure
  }
}
