// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Draws one panel: its marks, its axes over them, and symbols and texts over both.
struct PanelComposer {
  let panel: Panel
  let frame: PanelFrame
  let theme: Theme
  let metrics: any FontMetrics

  private var stylist: MarkStylist { MarkStylist(theme: theme) }

  /// Lines that deviate less than this from their points look the same, in millimetres.
  private static let tolerance = 0.006

  func draw(on drawing: inout Drawing) {
    var lines: [[Point]] = []
    for element in panel.elements {
      switch element {
      case .curve(let curve): lines += draw(curve, on: &drawing)
      case .arrows(let arrows): draw(arrows, on: &drawing)
      case .region(let region): draw(region, on: &drawing)
      case .markers, .annotation: break
      }
    }
    AxesComposer(panel: panel, frame: frame, theme: theme, metrics: metrics).draw(on: &drawing)
    var symbols: [Rectangle] = []
    for (set, centers) in markers { symbols += draw(set, centers, on: &drawing) }
    drawAnnotations(around: lines, symbols, on: &drawing)
  }

  private func draw(_ curve: Curve, on drawing: inout Drawing) -> [[Point]] {
    var points = curve.points.map(frame.place)
    if curve.closed { points += points.prefix(2) }
    let pen = stylist.pen(curve.role)
    let pieces = frame.rectangle.clip(line: points).map {
      PolylineSimplifier.simplify($0, tolerance: Self.tolerance)
    }
    for piece in pieces { drawing.elements.append(.line(piece, pen)) }
    switch curve.arrowheads {
    case .none: break
    case .middle, .every:
      for piece in pieces {
        drawing.elements += stylist.arrowheads(curve.arrowheads, along: piece, role: curve.role)
      }
    case .end:
      if let last = points.last, let piece = pieces.last, frame.rectangle.contains(last) {
        drawing.elements += stylist.arrowheads(.end, along: piece, role: curve.role)
      }
    }
    return pieces
  }

  private func draw(_ arrows: ArrowSet, on drawing: inout Drawing) {
    let style = theme.line(arrows.role)
    let color = theme.color(style.color)
    let places = arrows.points.map(frame.place)
    let spans = arrows.vectors.map(frame.scale)
    let speeds = arrows.vectors.map { vector in
      let x = vector.x / (panel.horizontal.upper - panel.horizontal.lower)
      let y = vector.y / (panel.vertical.upper - panel.vertical.lower)
      return (x * x + y * y).squareRoot()
    }
    let sorted = speeds.filter(\.isFinite).sorted()
    guard !sorted.isEmpty else { return }
    let reference = sorted[min(sorted.count - 1, sorted.count * 9 / 10)]
    let cell = (frame.rectangle.width * frame.rectangle.height / Double(places.count)).squareRoot()
    for i in places.indices where frame.rectangle.contains(places[i]) && speeds[i].isFinite && speeds[i] > 0 {
      let span = (spans[i].x * spans[i].x + spans[i].y * spans[i].y).squareRoot()
      guard span > 0, span.isFinite else { continue }
      let share = reference > 0 ? min(1, speeds[i] / reference).squareRoot() : 1
      let arrow = Glyphs.arrow(
        center: places[i], direction: Point(spans[i].x / span, spans[i].y / span),
        length: cell * theme.symbols.fieldLength * arrows.scale * (0.35 + 0.65 * share))
      drawing.elements.append(
        .area(frame.rectangle.clip(area: arrow), color, outline: style.width * millimetresPerPoint))
    }
  }

  private func draw(_ region: Region, on drawing: inout Drawing) {
    let corners = frame.rectangle.clip(area: region.points.map(frame.place))
    if corners.count > 2 { drawing.elements.append(.area(corners, theme.color(region.role), outline: 0)) }
  }

  /// The symbols of the panel and their places on the page.
  private var markers: [(set: MarkerSet, centers: [Point])] {
    let reach = frame.rectangle.expanded(by: 1e-6 * frame.rectangle.width)
    let sets = panel.elements.compactMap { element -> MarkerSet? in
      if case .markers(let set) = element { set } else { nil }
    }
    let size = (sets.map(\.scale).min() ?? 1) * theme.symbols.size
    let places = MarkerThinning.kept(sets.map { $0.points.map(frame.place).filter(reach.contains) }, size: size)
    return Array(zip(sets, places))
  }

  private func draw(_ set: MarkerSet, _ centers: [Point], on drawing: inout Drawing) -> [Rectangle] {
    for center in centers {
      drawing.elements += stylist.marker(set.marker, at: center, role: set.role, scale: set.scale)
    }
    let radius = set.scale * theme.symbols.size / 2
    return centers.map { Rectangle(left: $0.x, bottom: $0.y, right: $0.x, top: $0.y).expanded(by: radius) }
  }

  private func drawAnnotations(around lines: [[Point]], _ symbols: [Rectangle], on drawing: inout Drawing) {
    let size = theme.font.tickSize * millimetresPerPoint
    let labels = self.labels
    guard !labels.isEmpty else { return }
    let blocks = labels.map { $0.texts.map { MathText(label: $0) } }
    let requests = zip(labels, blocks).map { label, texts in
      LabelPlacer.Request(
        anchor: label.anchor, width: (texts.map { metrics.width(of: $0) }.max() ?? 0) * size,
        height: (Double(texts.count - 1) * Self.lineHeight + 0.95) * size, side: label.side)
    }
    let placer = LabelPlacer(
      bounds: frame.rectangle.expanded(by: -0.4), lines: lines, symbols: symbols,
      distance: theme.symbols.size / 2 + 0.35)
    for (i, box) in placer.place(requests).enumerated() {
      if let leader = placer.leader(from: labels[i].anchor, to: box) {
        drawing.elements.append(.line(leader, stylist.pen(.annotation)))
      }
      if placer.isCrowded(box) { drawing.elements.append(.area(box.corners, theme.color("paper"), outline: 0)) }
      for (line, text) in blocks[i].enumerated() {
        let above = Double(blocks[i].count - 1 - line) * Self.lineHeight
        let origin = Point(box.left, box.bottom + (0.24 + above) * size)
        drawing.elements.append(.text(PlacedText(text, at: origin, size: size, color: theme.color(labels[i].role))))
      }
    }
  }

  /// The distance of the lines of one label, in sizes of the type.
  private static let lineHeight = 1.1

  /// The texts of the panel; those whose points cannot be told apart on paper are drawn together.
  private var labels: [(texts: [String], anchor: Point, side: Annotation.Side, role: Role)] {
    var labels: [(texts: [String], anchor: Point, side: Annotation.Side, role: Role)] = []
    var free: [Role: [(label: String, anchor: Point)]] = [:]
    var roles: [Role] = []
    for case .annotation(let annotation) in panel.elements {
      let anchor = frame.place(annotation.point)
      if annotation.side == .automatic {
        if free[annotation.role] == nil { roles.append(annotation.role) }
        free[annotation.role, default: []].append((annotation.text, anchor))
      } else {
        labels.append(([annotation.text], anchor, annotation.side, annotation.role))
      }
    }
    for role in roles {
      for cluster in LabelCluster.clusters(free[role] ?? [], within: 0.8 * theme.symbols.size) {
        labels.append((cluster.texts, cluster.center, .automatic, role))
      }
    }
    return labels
  }
}
