// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import Testing

@testable import Bifurcation

/// What regions beside each other may have different.
@Suite("Borders of regions") struct RegionBorderTests {
  struct Case: Sendable {
    var border: RegionBorder
    var first: [Int]
    var second: [Int]
    var isAllowed: Bool
  }

  @Test(
    "Cycles differ by what the curve does",
    arguments: [
      Case(border: .equilibria(.hopf), first: [], second: [0], isAllowed: true),
      Case(border: .equilibria(.hopf), first: [0], second: [0], isAllowed: false),
      Case(border: .equilibria(.limitPoint), first: [0], second: [0], isAllowed: true),
      Case(border: .equilibria(.limitPoint), first: [0], second: [], isAllowed: false),
      Case(border: .cycles(.limitPoint), first: [0], second: [0, 0, 1], isAllowed: true),
      Case(border: .cycles(.limitPoint), first: [0], second: [0, 1], isAllowed: false),
      Case(border: .cycles(.limitPoint), first: [0], second: [0, 0, 2], isAllowed: false),
      Case(border: .cycles(.homoclinic), first: [0, 1], second: [0], isAllowed: true),
      Case(border: .cycles(.neimarkSacker), first: [0], second: [2], isAllowed: true),
      Case(border: .cycles(.neimarkSacker), first: [0], second: [1], isAllowed: false),
      Case(border: .cycles(.periodDoubling), first: [0], second: [0, 1], isAllowed: true),
    ])
  func cycles(_ known: Case) {
    for (a, b) in [(known.first, known.second), (known.second, known.first)] {
      #expect(known.border.allowsCycles(RegionChange(from: a, to: b)) == known.isAllowed)
    }
  }

  @Test(
    "Equilibria differ by what the curve does",
    arguments: [
      Case(border: .equilibria(.limitPoint), first: [0], second: [0, 0, 1], isAllowed: true),
      Case(border: .equilibria(.limitPoint), first: [0], second: [1, 1, 1], isAllowed: false),
      Case(border: .equilibria(.hopf), first: [0, 1], second: [1, 2], isAllowed: true),
      Case(border: .equilibria(.hopf), first: [0, 1], second: [1, 1], isAllowed: false),
      Case(border: .equilibria(.flip), first: [0, 1], second: [1, 1], isAllowed: true),
      Case(border: .cycles(.homoclinic), first: [0, 1], second: [1, 2], isAllowed: false),
    ])
  func equilibria(_ known: Case) {
    for (a, b) in [(known.first, known.second), (known.second, known.first)] {
      #expect(known.border.allowsEquilibria(RegionChange(from: a, to: b), isMap: false) == known.isAllowed)
    }
  }

  @Test("The curve between two parts of the window is known") func borders() {
    let chains = [
      PlaneArrangement.Chain(curve: 7, points: [(x: 0.5, y: -0.1), (x: 0.5, y: 1.1)]),
      PlaneArrangement.Chain(curve: 3, points: [(x: -0.1, y: 0.25), (x: 0.5, y: 0.25)]),
    ]
    let arrangement = PlaneArrangement(chains, count: 40)
    #expect(arrangement.sizes.sorted() == [200, 600, 800])
    let borders = arrangement.borders()
    #expect(borders.values.sorted() == [10, 20, 30])
    #expect(Set(borders.filter { $0.value == 20 }.map(\.key.curve)) == [3])
    #expect(borders.filter { $0.key.curve == 7 }.count == 2)
  }
}
