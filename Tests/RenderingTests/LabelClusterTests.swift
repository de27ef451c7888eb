// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Rendering

@Suite("Labels of points that lie on one another")
struct LabelClusterTests {
  @Test func drawsRunsTogether() {
    let labels = ["LPC1", "PD1", "LPC2", "PD2", "PD3", "LPC4", "LPC5", "LPC6"]
    let cluster = LabelCluster(anchors: labels.map { _ in Point(0, 0) }, labels: labels)
    #expect(cluster.texts == ["LPC1, 2, 4–6", "PD1–3"])
  }

  @Test func keepsTextsWithoutNumbers() {
    #expect(LabelCluster(anchors: [Point(0, 0)], labels: ["saddle"]).texts == ["saddle"])
  }

  @Test func keepsARowOfPointsApart() {
    // Each point is near the next, but no label may stand for the whole row.
    let row = (0..<10).map { (label: "LP\($0 + 1)", anchor: Point(Double($0), 0)) }
    let clusters = LabelCluster.clusters(row, within: 1.5)
    #expect(clusters.count > 3)
    #expect(clusters.flatMap(\.labels).count == 10)
    for cluster in clusters {
      let xs = cluster.anchors.map(\.x)
      #expect((xs.max() ?? 0) - (xs.min() ?? 0) <= 3)
    }
  }

  @Test func joinsCoincidentPoints() {
    let clusters = LabelCluster.clusters(
      [("H1", Point(1, 1)), ("LP1", Point(1.1, 1)), ("H2", Point(9, 1))], within: 0.5)
    #expect(clusters.map(\.labels) == [["H1", "LP1"], ["H2"]])
  }
}
