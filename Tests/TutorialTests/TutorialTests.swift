// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import BifurcationAnalysis
import Foundation
import Testing

/// Runs the code of the article "A first analysis".
@Suite("The library's tutorial") struct TutorialTests {
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent()

  @Test("the article shows the code that is tested here, all of it and in its order")
  func article() throws {
    let path = "../../Sources/BifurcationAnalysis/BifurcationAnalysis.docc/FirstAnalysis.md"
    let article = try String(contentsOf: Self.tests.appending(path: path), encoding: .utf8)
    let source = try String(contentsOf: Self.tests.appending(path: "Tutorial.swift"), encoding: .utf8)
    let blocks = article.matches(of: /\n```swift\n((?s:.*?))```\n/).map { String($0.output.1) }
    let start = try #require(source.range(of: "import BifurcationAnalysis"))
    #expect(blocks.joined(separator: "\n") == source[start.lowerBound...])
  }

  @Test("the phase plane: one unstable focus, proved, inside a stable cycle")
  func phasePlane() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let plane = try drawPhasePlane(of: makeNeuron(), in: folder.path)
    try #require(plane.fixedPoints.count == 1 && plane.limitCycles.count == 1)
    #expect(plane.fixedPoints[0].type == .unstableFocus)
    #expect(plane.certificate?.complete == true)
    #expect(plane.limitCycles[0].stable && abs(plane.limitCycles[0].period - 39.47441498) < 1e-6)
    let figure = try String(contentsOf: folder.appending(path: "plane.svg"), encoding: .utf8)
    #expect(figure.contains("<svg"))
  }

  @Test("the diagram: both Hopf points, where V² = 1 - b/tau, and a file that reads back as it was")
  func diagram() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let diagram = try drawDiagram(of: makeNeuron(), in: folder.path)
    let points = Dictionary(diagram.specialPoints.map { ($0.label, $0) }, uniquingKeysWith: { $1 })
    #expect(Set(points.keys) == ["H1", "H2", "LPC1", "LPC2"])
    for (label, known) in [("H1", 0.33128133745474581), ("H2", 1.4187186625452542)] {
      #expect(abs((points[label]?.parameters["I"] ?? .nan) - known) < 1e-10, "\(label)")
    }
    let json = try Data(contentsOf: folder.appending(path: "diagram.json"))
    let document = try ResultDocument<BifurcationSettings, BifurcationResult>(json: json)
    #expect(document.result == diagram)
    #expect(try Data(contentsOf: folder.appending(path: "diagram.pdf")).starts(with: Data("%PDF".utf8)))
  }

  @Test("the simulation: it fires with the period of the cycle")
  func simulation() throws {
    let run = try fire(makeNeuron())
    let trajectory = try #require(run.trajectories.first)
    let voltage = try #require(trajectory.values["V"])
    let upward = voltage.indices.dropFirst().filter { voltage[$0 - 1] < 0 && voltage[$0] >= 0 }
    try #require(upward.count > 2)
    let times = upward.suffix(2).map { trajectory.times[$0] }
    #expect(abs(times[1] - times[0] - 39.474) < 0.2)
  }
}
