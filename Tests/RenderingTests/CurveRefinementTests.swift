// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@testable import Rendering

@Suite("Points between the computed points of a branch")
struct CurveRefinementTests {
  private let refinement = CurveRefinement(width: 2, height: 2)

  @Test func passesThroughEveryPoint() {
    let points = (0...12).map { Point(cos(Double($0) * .pi / 6), sin(Double($0) * .pi / 6)) }
    let steps = refinement.steps(points)
    #expect(steps.count == 12)
    for (step, point) in zip(steps, points) { #expect(step.first == point) }
  }

  @Test func followsACircle() {
    // A cubic with exact slopes at 30 degrees apart deviates by 1e-4; slopes from neighbours add little on a circle.
    let angles = (-1...13).map { Double($0) * .pi / 6 }
    let all = angles.map { Point(cos($0), sin($0)) }
    let steps = refinement.steps(Array(all[1...13]), before: all[0], after: all[14])
    for point in steps.joined() { #expect(abs(hypot(point.x, point.y) - 1) < 3e-3) }
  }

  @Test func turnsAtTheEndOfAParabola() {
    // The amplitude of a Hopf bifurcation: x = -y², with its end at 0 and the lower half as what follows.
    let upper = [1.0, 0.7, 0.4, 0].map { Point(-$0 * $0, $0) }
    let steps = refinement.steps(upper, after: Point(-0.16, -0.4))
    for point in steps.joined() where point.y < 0.69 { #expect(abs(point.x + point.y * point.y) < 0.02) }
  }

  @Test func leavesCornersAndGaps() {
    let corner = refinement.steps([Point(0, 0), Point(1, 0), Point(0, 0.1)])
    #expect(corner.joined().allSatisfy { $0.x <= 1 && $0.y >= 0 && $0.y <= 0.1 })
    let gap = refinement.steps([Point(0, 0), Point(1, .nan), Point(2, 0)])
    #expect(gap.first?.count == 1)
    #expect(refinement.steps([Point(0, 0)]).isEmpty)
  }
}
