// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@testable import Results

/// Tables and AUTO's files: what stands in which column.
@Suite("Tables of results") struct TableTests {
  private func rows(_ table: CSVTable) -> [[String]] {
    table.text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("a diagram has a row for each point; of equilibria least and greatest values are the values")
  func diagram() {
    let rows = rows(SampleResults.fold().table)
    #expect(
      rows[0] == [
        "branch", "kind", "label", "p", "period", "unstable_directions", "stable", "norm", "x", "min_x", "max_x", "y",
        "min_y", "max_y",
      ])
    #expect(rows.count == 6)
    #expect(rows[1] == ["1", "equilibria", "", "4", "", "0", "true", "2", "2", "2", "2", "6", "6", "6"])
    #expect(rows[3] == ["1", "equilibria", "LP1", "0", "", "1", "false", "0", "0", "0", "0", "0", "0", "0"])
  }

  @Test("of cycles the mean, the least and the greatest value, and the period")
  func cycles() {
    let rows = rows(SampleResults.circles().table)
    #expect(rows[3].prefix(8) == ["2", "cycles", "", "4", "\(2 * Double.pi)", "0", "true", "2"])
    #expect(rows[3].suffix(6) == ["0", "-2", "2", "0", "-2", "2"])
  }

  @Test("of a grid the fixed points, without branches")
  func grid() {
    var result = BifurcationResult(
      parameter: AxisRange(name: "p", lower: 0, upper: 1), variables: ["x", "y"], isMap: false)
    result.grid = [
      GridPoint(
        parameter: 0, state: ["x": 3, "y": 4], type: .saddle, stable: false, eigenvalues: SampleResults.real(1, -1)),
      GridPoint(
        parameter: 1, state: ["x": 0, "y": 0], type: .stableNode, stable: true,
        eigenvalues: SampleResults.real(-1, -2)),
    ]
    let rows = rows(result.table)
    #expect(rows[1] == ["", "saddle", "", "0", "", "1", "false", "5", "3", "3", "3", "4", "4", "4"])
    #expect(rows[2].prefix(8) == ["", "stable node", "", "1", "", "0", "true", "0"])
    let changes = result.gridChanges(count: 2)
    #expect(changes.count == 1 && changes[0].lower == 0 && changes[0].upper == 1)
    #expect(changes[0].before == [.saddle: 1] && changes[0].after == [.stableNode: 1])
    #expect(result.gridChanges(count: 1).isEmpty && SampleResults.fold().gridChanges(count: 5).isEmpty)
  }

  @Test("curves in two parameters with both of them")
  func plane() {
    let rows = rows(SampleResults.cusp().table)
    #expect(rows[0] == ["branch", "kind", "label", "a", "b", "frequency", "coefficient", "unstableDirections", "x"])
    #expect(rows[1] == ["1", "LP", "", "-2", "3", "", "", "0", "1"])
    #expect(rows[3] == ["1", "LP", "CP1", "0", "0", "", "", "0", "0"])
  }

  @Test("trajectories point by point; of a network the spikes alone")
  func simulation() {
    let rows = rows(SampleResults.decay().table)
    #expect(rows[0] == ["trajectory", "t", "x", "square"])
    #expect(rows[1] == ["1", "0", "1", "1"] && rows.count == 4)
    let spikes = [SpikeTimes(name: "e1", times: [0.5, 1.5]), SpikeTimes(name: "e2", times: [])]
    let network = SimulationResult(
      kind: .network, variables: [], auxiliaries: [],
      trajectories: [
        SimulatedTrajectory(
          stop: .reachedEnd, explanation: "", isComplete: true, finalTime: 2, final: [:], steps: 2, rejectedSteps: 0,
          events: [], times: [0, 2], values: [:], spikes: spikes)
      ])
    #expect(network.table.text == "trajectory,cell,t\n1,e1,0.5\n1,e1,1.5\n")
  }

  @Test("everything of a phase plane by its kind")
  func phasePlane() {
    let rows = rows(SampleResults.saddle().table)
    #expect(rows[0] == ["kind", "branch", "label", "x", "y", "time", "dx", "dy"])
    let kinds = Dictionary(grouping: rows.dropFirst(), by: \.[0]).mapValues(\.count)
    #expect(kinds == ["fixed point": 1, "nullcline": 4, "separatrix": 8, "field": 1])
    #expect(rows[1].prefix(5) == ["fixed point", "1", "saddle", "0", "0"])
    #expect(rows.last?.suffix(2) == ["0.5", "-0.5"])
  }

  @Test("a closed curve ends where it began")
  func closedCurve() {
    #expect(
      PlaneCurve(points: [[0, 0], [1, 0], [0, 1]], closed: true).vertices == [[0, 0], [1, 0], [0, 1], [0, 0]])
    #expect(PlaneCurve(points: [[0, 0], [1, 0]]).vertices == [[0, 0], [1, 0]])
  }

  @Test("orbits and cycles of a map by their steps")
  func phaseLine() {
    var result = PhaseLineResult(horizontal: AxisRange(name: "x", lower: 0, upper: 1), isMap: true)
    result.orbits = [[0.1, 0.2]]
    result.cycles = [MapCycle(period: 2, points: [[0.3], [0.6]], multipliers: SampleResults.real(0.5), stable: true)]
    let rows = rows(result.table)
    #expect(rows[0] == ["kind", "branch", "label", "step", "x", "f"])
    #expect(
      rows.contains(["cycle", "1", "stable", "1", "0.6", ""]) && rows.contains(["orbit", "1", "", "0", "0.1", ""]))
  }

  @Test("AUTO's columns: types, labels from 1, negative where stable")
  func auto() throws {
    let lines = SampleResults.fold().autoText.split(separator: "\n").map(String.init)
    #expect(lines.count == 7 && lines[0] == "   0")
    #expect(lines[1].hasPrefix("   0    PT  TY  LAB "))
    #expect(lines[1].contains("L2-NORM") && !lines[1].contains("PERIOD"))
    let fields = lines.dropFirst(2).map { $0.split(separator: " ").map(String.init) }
    #expect(fields.map { $0[0] } == ["1", "1", "1", "1", "1"])
    #expect(fields.map { $0[1] } == ["-1", "-2", "3", "4", "5"])
    // Ends are 9, a fold is 2.
    #expect(fields.map { $0[2] } == ["9", "0", "2", "0", "9"])
    #expect(fields.map { $0[3] } == ["1", "0", "2", "0", "3"])
    #expect(fields[0].suffix(3) == ["4.0000000000E+000", "2.0000000000E+000", "2.0000000000E+000"])
  }

  @Test("AUTO's branches of cycles are negative, and end with the period")
  func autoCycles() {
    let lines = SampleResults.circles().autoText.split(separator: "\n").map(String.init)
    #expect(lines[1].contains("MAX x") && lines[1].contains("PERIOD"))
    let first = lines[2].split(separator: " ").map(String.init)
    #expect(first[0] == "-2" && first[2] == "3")
    #expect(Double(first.last ?? "").map { abs($0 - 2 * .pi) < 1e-9 } == true)
    let plane = SampleResults.cusp().autoText.split(separator: "\n").map(String.init)
    let cusp = plane[4].split(separator: " ").map(String.init)
    #expect(cusp[2] == "-4" && cusp.count == 4 + 4)
  }
}
