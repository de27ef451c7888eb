// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Rendering

@Suite("Boxes in space") struct SpatialProjectionTests {
  @Test("the power of ten of an axis is set as on other axes")
  func powersOfTen() throws {
    let axes = [("y", 1.0), ("z", 1.0), ("x", 0.001)].map { Axis(label: "$\($0)$", lower: -$1, upper: $1) }
    let texts = SpatialProjection(axes).panel([]).elements.compactMap { element in
      if case .annotation(let annotation) = element { annotation.text } else { nil }
    }
    let label = try #require(texts.first { $0.hasPrefix("$x$") })
    #expect(MathText(label: label).plainText == "x (×10−3)")
    #expect(MathText(label: label).runs.contains { $0.text == "−3" && $0.rise > 0 })
  }
}
