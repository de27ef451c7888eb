// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The symbols of fixed points: filled for stable, open for unstable, half filled for those with both; circles for nodes,
/// squares for foci, diamonds for saddles, triangles for centres.
enum FixedPointSymbols {
  static func marker(of type: FixedPointType) -> Marker {
    switch type {
    case .stableNode, .stableStar, .stableDegenerateNode: Marker(.circle, fill: .filled)
    case .unstableNode, .unstableStar, .unstableDegenerateNode: Marker(.circle, fill: .open)
    case .stableFocus: Marker(.square, fill: .filled)
    case .unstableFocus: Marker(.square, fill: .open)
    case .saddle: Marker(.diamond, fill: .half)
    case .center: Marker(.triangle, fill: .open)
    case .saddleNode: Marker(.circle, fill: .half)
    case .undetermined: Marker(.cross)
    }
  }

  static func label(of type: FixedPointType) -> String {
    type == .undetermined ? "undetermined fixed point" : type.rawValue
  }

  /// The symbols at fixed points, and the keys that explain them.
  ///
  /// - Parameter place: the place of a fixed point in data coordinates; fixed points without one are left out.
  static func marks(
    _ fixedPoints: [FixedPoint], place: (FixedPoint) -> Point?
  ) -> (elements: [FigureElement], legend: [LegendEntry]) {
    var elements: [FigureElement] = []
    var legend: [LegendEntry] = []
    for type in FixedPointType.allCases {
      let points = fixedPoints.filter { $0.type == type }.compactMap(place)
      guard !points.isEmpty else { continue }
      elements.append(.markers(MarkerSet(points: points, marker: marker(of: type), role: .fixedPoint)))
      legend.append(LegendEntry(label(of: type), role: .fixedPoint, marker: marker(of: type)))
    }
    return (elements, legend)
  }
}

extension Point {
  /// A point from a pair of numbers; none from anything else.
  init?(_ pair: [Double]) {
    guard pair.count == 2 else { return nil }
    self.init(pair[0], pair[1])
  }
}
