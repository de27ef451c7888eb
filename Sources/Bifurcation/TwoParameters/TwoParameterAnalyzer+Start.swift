// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore
import RealModule
import Results

extension TwoParameterAnalyzer {
  /// Follows the curve through a point of a saved one-parameter diagram, and those that meet it at points of codimension 2.
  /// - Throws: `BifurcationError.startHasNoCurve` for points through which no curve of equilibria passes.
  mutating func run(from start: BifurcationStart) throws(BifurcationError) {
    let label = start.name.uppercased().prefix(while: \.isLetter)
    let kinds = BifurcationCurveKind.all(isMap: isMap)
    guard start.kind != .cycles, let kind = kinds.first(where: { $0.rawValue == label }) else {
      throw .startHasNoCurve(start.name, kinds: kinds.map(\.rawValue))
    }
    let state = units.model.variableNames.map { start.state[$0] ?? .nan }
    let unknowns =
      units.scales.numbers(state) + [
        units.scales.parameter.number(start.parameters[settings.horizontal.name] ?? .nan),
        units.vertical.number(start.parameters[settings.vertical.name] ?? .nan),
      ]
    follow(BifurcationCurve.Start(kind, unknowns: unknowns, angle: angle(at: unknowns)), parent: start.name)
    if curves.isEmpty { diagram.note("no curve could be followed from \(start.name)") }
  }

  /// The angular frequency, or the angle, of the pair of eigenvalues that is nearest to being critical.
  private func angle(at unknowns: [Double]) -> Double? {
    let pair = units.equilibria.eigenvalues(at: unknowns).filter { $0.imaginary > 0 }.min {
      isMap ? abs($0.length - 1) < abs($1.length - 1) : abs($0.real) < abs($1.real)
    }
    return pair.map { isMap ? $0.phase : $0.imaginary }
  }
}
