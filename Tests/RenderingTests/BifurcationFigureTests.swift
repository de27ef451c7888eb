// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Rendering
import Testing

@testable import Results

@Suite("Figures of diagrams") struct BifurcationFigureTests {
  /// A branch of cycles whose period grows without bound at its last point.
  private static let result: BifurcationResult = {
    var result = BifurcationResult(
      parameter: AxisRange(name: "p", lower: 0, upper: 1), variables: ["x"], isMap: false)
    let parameters = (0...8).map { Double($0) / 8 }
    let columns = [parameters.map { -$0 }, parameters.map { $0 }]
    result.branches = [
      BifurcationBranch(
        id: 1, kind: .cycles, parent: nil, stop: [], ends: [], parameter: parameters,
        states: ["x": parameters.map { _ in 0 }],
        minima: ["x": columns[0]], maxima: ["x": columns[1]], norm: parameters,
        period: parameters.map { $0 < 1 ? 2 + $0 : 500 }, eigenvalues: parameters.map { _ in [] },
        unstableDirections: parameters.map { _ in 0 }, labels: parameters.map { $0 < 1 ? "" : "HOM1" }, profiles: [])
    ]
    return result
  }()

  private func labels(_ panel: Panel) -> [String] {
    panel.elements.compactMap { element in
      if case .annotation(let annotation) = element { annotation.text } else { nil }
    }
  }

  @Test("A period beyond the panel's axis has no label there, which would stand in the panel above")
  func labelsBeyondTheAxis() throws {
    let figure = BifurcationFigure(Self.result, secondQuantity: .period).figure
    try #require(figure.panels.count == 2)
    #expect(labels(figure.panels[0]) == ["HOM1"])
    #expect(figure.panels[1].vertical.upper < 100)
    #expect(labels(figure.panels[1]).isEmpty)
  }

  @Test("The legend names what a panel shows: equilibria have no period")
  func legendOfPeriods() {
    var result = Self.result
    var equilibria = result.branches[0]
    (equilibria.kind, equilibria.minima, equilibria.maxima, equilibria.period) = (.equilibria, nil, nil, nil)
    result.branches.append(equilibria)
    func legend(_ quantity: DiagramQuantity?, _ second: DiagramQuantity? = nil) -> [String] {
      BifurcationFigure(result, quantity: quantity, secondQuantity: second).figure.legend.map(\.label)
    }
    #expect(legend(nil) == ["stable equilibria", "stable cycles"])
    #expect(legend(.period) == ["stable cycles"])
    #expect(legend(.period, .value("x")) == ["stable equilibria", "stable cycles"])
  }

  @Test("A stable branch that grows without bound leaves room for the rest, whether the variable is asked for or not")
  func runaway() {
    let parameters = (0...40).map { Double($0) / 40 }
    let states = parameters.map { 1 / (1.000001 - $0) }
    var result = Self.result
    result.scales = NaturalScales(
      names: ["x"], variables: [NaturalScales.Unit(0...1)], parameterName: "p", parameter: NaturalScales.Unit(0...1))
    result.branches = [
      BifurcationBranch(
        id: 1, kind: .equilibria, stop: [], ends: [BranchEnd(.window), BranchEnd(.unbounded)], parameter: parameters,
        states: ["x": states], norm: states, eigenvalues: parameters.map { _ in [] },
        unstableDirections: parameters.map { _ in 0 }, labels: parameters.map { _ in "" }, profiles: [])
    ]
    for quantity in [nil, DiagramQuantity.value("x")] {
      let axis = BifurcationFigure(result, quantity: quantity).figure.panels[0].vertical
      #expect(axis.lower <= 1 && axis.upper > 5 && axis.upper < 20)
    }
  }
}
