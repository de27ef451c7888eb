// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A stretch of a trajectory along a sheet of the critical manifold that attracts, at its beginning at least.
public struct SheetVisit: Codable, Hashable, Sendable {
  /// When the trajectory joins the sheet.
  public var start: Double
  /// When it leaves the manifold.
  public var end: Double
  /// The slow variables when it joins the sheet, by name.
  public var slowAtStart: [String: Double]
  /// The slow variables when it leaves.
  public var slowAtEnd: [String: Double]
  /// The value of the spiking variable in the middle of the stretch.
  public var shown: Double

  /// Puts the parts together.
  package init(
    start: Double, end: Double, slowAtStart: [String: Double], slowAtEnd: [String: Double], shown: Double
  ) {
    (self.start, self.end, self.slowAtStart, self.slowAtEnd, self.shown) = (
      start, end, slowAtStart, slowAtEnd, shown
    )
  }
}
