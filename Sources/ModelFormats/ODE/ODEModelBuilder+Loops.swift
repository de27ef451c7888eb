// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension ODEModelBuilder {
  /// The largest number of fixed quantities that depend on one another in a circle.
  private static let loopLimit = 50

  /// Solves the fixed quantities that depend on one another in a circle, where their equations are linear in them.
  ///
  /// XPPAUT takes the values of a later line from the evaluation before, which, repeated, comes to the same values where it
  /// converges. Circles that are not linear, or have no single solution, are left as they are: their use is an error.
  mutating func solveLoops() {
    let equations = Dictionary(declarations.fixed.map { ($0.name.key, $0) }) { first, _ in first }
    let needs = equations.mapValues { fixedQuantities(in: $0.formula, among: equations) }
    let circular = Self.withoutEnds(Self.withoutEnds(needs), reversed: true)
    guard !circular.isEmpty, circular.count <= Self.loopLimit else { return }
    solve(declarations.fixed.filter { circular[$0.name.key] != nil })
  }

  /// What is left when everything that needs nothing, or in reverse everything that nothing needs, is taken away again and again.
  private static func withoutEnds(
    _ needs: [String: Set<String>], reversed: Bool = false
  ) -> [String: Set<String>] {
    var successors: [String: [String]] = [:]
    for (name, others) in needs {
      for other in others where needs[other] != nil {
        if reversed { successors[name, default: []].append(other) } else { successors[other, default: []].append(name) }
      }
    }
    var counts: [String: Int] = [:]
    for name in successors.values.joined() { counts[name, default: 0] += 1 }
    var left = needs
    var ends = needs.keys.filter { counts[$0, default: 0] == 0 }
    while let end = ends.popLast() {
      left[end] = nil
      for name in successors[end, default: []] {
        counts[name, default: 0] -= 1
        if counts[name] == 0 { ends.append(name) }
      }
    }
    return left
  }

  /// The fixed quantities that a formula names, itself or in the functions that it calls.
  private func fixedQuantities(
    in text: SourceText, among equations: [String: ODEDeclarations.Equation]
  ) -> Set<String> {
    var (found, waiting, seen) = (Set<String>(), [text], Set<String>())
    while let text = waiting.popLast() {
      for key in (try? Formula(text))?.keys ?? [] where seen.insert(key).inserted {
        if equations[key] != nil { found.insert(key) }
        waiting += declarations.functions.filter { $0.name.key == key }.map(\.formula)
      }
    }
    return found
  }

  private mutating func solve(_ loop: [ODEDeclarations.Equation]) {
    let names = loop.map { declarations.spelling($0.name) }
    for name in names { scope.define(name, as: .symbol(name)) }
    var rows: [AffineParts] = []
    for equation in loop {
      guard let value = expression(equation.formula, of: equation.name), let parts = AffineParts(value, in: Set(names))
      else { return restore(loop) }
      rows.append(parts)
    }
    guard let solution = Self.solution(of: names, rows) else { return restore(loop) }
    for (name, value) in zip(names, solution) { scope.define(name, as: value) }
    diagnostics.warn(
      "\(names.joined(separator: ", ")) depend on one another; the linear equations among them are solved "
        + "(XPPAUT takes values from the evaluation before)", at: loop[0].name.location)
  }

  /// Takes the definitions back, so that their use is reported as a circle.
  private mutating func restore(_ loop: [ODEDeclarations.Equation]) {
    for equation in loop {
      if let formula = try? Formula(equation.formula) {
        scope.define(declarations.spelling(equation.name), by: formula)
      }
    }
  }

  /// The solution of the linear equations x = r + F x by elimination with formulas; nil where it is seen that there is none.
  private static func solution(of names: [String], _ rows: [AffineParts]) -> [Expression]? {
    let count = names.count
    var matrix = rows.enumerated().map { i, row in
      names.enumerated().map { j, name in (i == j ? 1 : 0) - (row.factors[name] ?? 0) } + [row.rest]
    }
    for column in 0..<count {
      guard let pivot = (column..<count).first(where: { matrix[$0][column] != 0 }) else { return nil }
      matrix.swapAt(column, pivot)
      for row in 0..<count where row != column && matrix[row][column] != 0 {
        let factor = matrix[row][column] / matrix[column][column]
        for k in column...count { matrix[row][k] = matrix[row][k] - factor * matrix[column][k] }
      }
    }
    return (0..<count).map { matrix[$0][count] / matrix[$0][$0] }
  }
}
