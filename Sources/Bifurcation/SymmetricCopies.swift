// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore

/// What the symmetry of the equations makes of equilibria and cycles: copies, of which one is followed.
///
/// The two sides of a pitchfork, copies of each other, are both followed, as a diagram without one of them would look odd; what has
/// more than two copies is followed once.
struct SymmetricCopies {
  /// More copies are not told from each other; what has more is taken for something new wherever it is met.
  private static let limit = 500
  /// Values that differ by less, relative to their variables' sizes, count as equal.
  private static let equality = 1e-6
  /// Extrema of cycles, which are read from a mesh, are less certain.
  private static let cycleEquality = 1e-3

  private let symmetry: PermutationSymmetry?
  private let scales: [Double]
  private let elements: [[Int]]

  init(_ problem: EquilibriumProblem) {
    scales = Array(problem.scales.prefix(problem.field.dimension))
    // Delays may differ where the equations for equilibria look alike.
    let mayHaveCopies = problem.field.dimension > 2 && !problem.field.isMap && problem.delays == nil
    let found = mayHaveCopies ? problem.field.symmetry : nil
    symmetry = found.flatMap { $0.isTrivial ? nil : $0 }
    elements = symmetry?.elements(atMost: SymmetricCopies.limit) ?? []
  }

  /// The other states that are copies of a state, if there are more than one.
  func others(of state: [Double]) -> [[Double]] {
    let all = symmetry?.copies(of: state, tolerances: scales.map { Self.equality * $0 }, atMost: Self.limit) ?? []
    return all.count > 2 ? Array(all.dropFirst()) : []
  }

  /// The number of copies of a branch of equilibria, itself included; nil if all of them are followed.
  func count(_ branch: EquilibriumBranch) -> Int? {
    guard symmetry != nil, !branch.points.isEmpty else { return nil }
    let others = others(of: Array(branch.points[branch.points.count / 2].unknowns.prefix(scales.count)))
    return others.isEmpty ? nil : others.count + 1
  }

  /// The number of copies of a branch of cycles, itself included, as far as their extrema tell; nil if there are no others.
  func count(_ branch: CycleBranch) -> Int? {
    guard symmetry != nil, !branch.points.isEmpty else { return nil }
    let count = images(of: branch.points[branch.points.count / 2]).count
    return count > 1 ? count : nil
  }

  /// A cycle and those that symmetry makes of it, as far as their extrema differ.
  func images(of cycle: CyclePoint) -> [CyclePoint] {
    var images = [cycle]
    for element in elements.dropFirst() {
      let image = cycle.moved(by: element)
      let isKnown = images.contains { other in
        scales.indices.allSatisfy {
          abs(other.minima[$0] - image.minima[$0]) < Self.cycleEquality * scales[$0]
            && abs(other.maxima[$0] - image.maxima[$0]) < Self.cycleEquality * scales[$0]
        }
      }
      if !isKnown { images.append(image) }
    }
    return images
  }
}
