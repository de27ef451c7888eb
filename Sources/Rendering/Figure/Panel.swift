// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// One pair of axes of a figure and what is drawn between them.
public struct Panel: Codable, Hashable, Sendable {
  /// The horizontal axis.
  public var horizontal: Axis
  /// The vertical axis.
  public var vertical: Axis
  /// The marks, drawn in this order.
  public var elements: [FigureElement]
  /// A bold letter at the upper left corner that texts refer to, if any.
  public var tag: String?
  /// A text above the panel, if any.
  public var title: String?
  /// The height of the frame over its width on paper; free if there is none.
  public var aspect: Double?
  /// The share of the height of its column that the panel takes, against the panels above and below.
  public var weight: Double
  /// Whether the panel, the last of its row, reaches to the right side of the figure.
  public var fillsRow: Bool
  /// Whether the panel has a frame with ticks.
  public var isFramed: Bool

  /// Makes a panel.
  public init(
    horizontal: Axis, vertical: Axis, elements: [FigureElement] = [], tag: String? = nil, title: String? = nil,
    aspect: Double? = nil, weight: Double = 1, fillsRow: Bool = false,
    isFramed: Bool = true
  ) {
    self.horizontal = horizontal
    self.vertical = vertical
    self.elements = elements
    self.tag = tag
    self.title = title
    self.aspect = aspect
    self.weight = weight
    self.fillsRow = fillsRow
    self.isFramed = isFramed
  }
}
