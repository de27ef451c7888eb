// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Results
import Testing

@Suite("Angles and rotations") struct AngleTests {
  @Test("a driven pendulum: one fold, and rotations that begin at a homoclinic orbit", arguments: ["", "\n@ fold=th"])
  func pendulum(option: String) throws {
    let result = try bifurcationDiagram("th'=w\nw'=-b*w-sin(th)+i\npar b=0.5,i=0.3\(option)", "i", 0...2)
    #expect(result.complete)
    let folds = result.specialPoints.filter { $0.type == .limitPoint }
    #expect(folds.count == 1)
    #expect(abs((folds.first?.parameters["i"] ?? .nan) - 1) < 1e-9)
    let rotations = result.branches.filter { $0.kind == .cycles }
    #expect(rotations.count == 1)
    // The mean of w' = 0 over a turn: b w = i on the average.
    for branch in rotations {
      for k in branch.parameter.indices {
        let expected = 2 * Double.pi * 0.5 / (branch.period?[k] ?? .nan)
        #expect(abs(0.5 * (branch.states["w"]?[k] ?? .nan) - expected) < 1e-3)
      }
    }
    // Near b = 0 the homoclinic orbit lies at 4 b / pi; this value by shooting from the saddle's manifolds.
    let ends = result.specialPoints.filter { $0.type == .homoclinic }
    #expect(ends.count == 1)
    #expect(abs((ends.first?.parameters["i"] ?? .nan) - 0.59738) < 1e-4)
  }
}
