// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// Sets of variables of a flow that stay at zero once all of a set are there, whatever the others do: the smallest ones, of few
  /// variables, of which no two have one in common. A set of all variables is left out.
  ///
  /// Read from the formulas, as `keepsSign` is, which tells the sets of one variable.
  /// - Complexity: O(n³) in the number of variables that belong to some set.
  package var invariantPlanes: [[String]] {
    guard kind == .flow, memory.isEmpty, algebraicVariables.isEmpty else { return [] }
    var left = variablesOfInvariantPlanes
    var found: [[String]] = []
    for size in 1...Self.largestPlane {
      for plane in Self.subsets(of: left, size: size)
      where plane.count < dimension && plane.allSatisfy(left.contains) && staysAtZero(plane) {
        found.append(plane.map { variableNames[$0] })
        left.removeAll { plane.contains($0) }
      }
    }
    return found
  }

  /// Sets of more variables are not looked for.
  private static let largestPlane = 3

  /// The union of all sets: what is left of all variables when those are taken away, again and again, that do not stay with the rest.
  private var variablesOfInvariantPlanes: [Int] {
    var left = Array(variables.indices)
    while true {
      let vanish = vanishing(of: left)
      if vanish.allSatisfy(\.self) { return left }
      left = zip(left, vanish).filter(\.1).map(\.0)
    }
  }

  private func staysAtZero(_ plane: [Int]) -> Bool { vanishing(of: plane).allSatisfy(\.self) }

  /// For each of some variables whether its rate is zero where all of them are.
  private func vanishing(of plane: [Int]) -> [Bool] {
    let zeros = Dictionary(plane.map { (variableNames[$0], Expression(0)) }) { $1 }
    let rates = Expression.substituting(zeros, in: plane.map { variables[$0].rate })
    return FormulaIdentities(rates, symbols: [], values: [:]).values([]).map { $0 == 0 }
  }

  private static func subsets(of elements: [Int], size: Int) -> [[Int]] {
    if size == 0 { return [[]] }
    return elements.indices.flatMap { first in
      subsets(of: Array(elements[(first + 1)...]), size: size - 1).map { [elements[first]] + $0 }
    }
  }
}
