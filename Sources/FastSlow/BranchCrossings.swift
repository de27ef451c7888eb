// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// Where the branches of a diagram pass values of its parameter.
struct BranchCrossings {
  let diagram: BifurcationResult
  /// For each branch and each of its points the number of turns of the parameter before.
  private let arcs: [[Int]]

  init(diagram: BifurcationResult) {
    self.diagram = diagram
    arcs = diagram.branches.map { branch in
      let column = branch.parameter
      var arc = 0
      return column.indices.map { k in
        if k > 0, k + 1 < column.count, (column[k + 1] - column[k]) * (column[k] - column[k - 1]) < 0 { arc += 1 }
        return arc
      }
    }
  }

  /// A place on a branch between two of its points.
  struct Place: Hashable {
    /// The position of the branch among all.
    var branch: Int
    /// The number of folds before it on the branch.
    var arc: Int
    /// The point before, and the fraction of the way to the next.
    var point: Int
    var fraction: Double

    /// Whether two places are on a branch with no fold between them.
    func isConnected(to other: Place) -> Bool { branch == other.branch && arc == other.arc }

    /// The value of a column there, by linear interpolation.
    func value(_ column: [Double]) -> Double {
      column[point] + (fraction == 0 ? 0 : fraction * (column[point + 1] - column[point]))
    }

    /// The nearest point.
    var nearest: Int { fraction < 0.5 ? point : point + 1 }
  }

  /// All places of branches of a kind at a value of the parameter.
  /// - Complexity: O(points of the diagram).
  func places(at value: Double, of kinds: Set<BifurcationBranch.Kind>) -> [Place] {
    var places: [Place] = []
    for (index, branch) in diagram.branches.enumerated() where kinds.contains(branch.kind) {
      let column = branch.parameter
      for k in column.indices.dropLast() {
        let (a, b) = (column[k] - value, column[k + 1] - value)
        guard a == 0 || a * b < 0 else { continue }
        places.append(Place(branch: index, arc: arcs[index][k], point: k, fraction: a == 0 ? 0 : a / (a - b)))
      }
      if column.last == value {
        places.append(Place(branch: index, arc: arcs[index].last ?? 0, point: column.count - 1, fraction: 0))
      }
    }
    return places
  }

  /// The special point at which a branch loses its stability when it is followed from a place in the direction in which the parameter
  /// rises or falls; nil if it stays stable to the edge of the window.
  ///
  /// Doublings and tori are passed: what is born there carries the motion on. Where the branch itself does not end, the one does that is
  /// born at the first doubling: what has come of it attracts no longer than to the saddle that it meets.
  func lossOfStability(from place: Place, rising: Bool) -> BifurcationPoint? {
    let branch = diagram.branches[place.branch]
    guard let step = direction(branch, at: place, rising: rising) else { return nil }
    let k = step > 0 ? min(place.point + 1, branch.parameter.count - 1) : place.point
    let isStable = branch.stable[place.nearest]
    return end(of: branch, from: k, step, after: place.value(branch.parameter), isStable: isStable)
      ?? parentPoint(branch, step) ?? endOfDoubled(branch, from: k, step)
  }

  /// The end of the cycles born at the first doubling that is passed from a point of a branch on.
  private func endOfDoubled(_ branch: BifurcationBranch, from first: Int, _ step: Int) -> BifurcationPoint? {
    var k = first
    while branch.parameter.indices.contains(k) {
      if let point = special(branch, k), point.type == .periodDoubling,
        let born = diagram.branches.first(where: { $0.parent == point.label }), born.stable.dropFirst().first == true
      {
        return end(of: born, from: 1, 1, after: born.parameter[0], isStable: true)
          ?? endOfDoubled(born, from: 1, 1)
      }
      k += step
    }
    return nil
  }

  /// The special point at which a branch ceases to attract, or at which it ends, from a point on.
  private func end(
    of branch: BifurcationBranch, from first: Int, _ step: Int, after start: Double, isStable: Bool
  ) -> BifurcationPoint? {
    var (k, previous) = (first, start)
    while branch.parameter.indices.contains(k) {
      if let point = special(branch, k), Self.endsAttractors.contains(point.type) {
        let next = k + step
        let turns =
          branch.parameter.indices.contains(next)
          && (branch.parameter[next] - branch.parameter[k]) * (branch.parameter[k] - previous) < 0
        let changes = branch.parameter.indices.contains(next) && branch.stable[next] != isStable
        if turns || changes || !branch.parameter.indices.contains(next) { return point }
      }
      previous = branch.parameter[k]
      k += step
    }
    return nil
  }

  /// The special point at a point of a branch.
  private func special(_ branch: BifurcationBranch, _ k: Int) -> BifurcationPoint? {
    let label = branch.labels[k]
    return label.isEmpty ? nil : diagram.specialPoints.first { $0.label == label }
  }

  /// The Hopf or branch point at which a branch that was left backwards began.
  private func parentPoint(_ branch: BifurcationBranch, _ step: Int) -> BifurcationPoint? {
    guard step < 0, branch.kind == .cycles, let parent = branch.parent else { return nil }
    return diagram.specialPoints.first { $0.label == parent && Self.endsAttractors.contains($0.type) }
  }

  /// Whether the positions of points rise or fall in the direction asked for.
  private func direction(_ branch: BifurcationBranch, at place: Place, rising: Bool) -> Int? {
    let column = branch.parameter
    let next = min(place.point + 1, column.count - 1)
    let slope = column[next] - column[max(0, next - 1)]
    guard slope != 0 else { return nil }
    return (slope > 0) == rising ? 1 : -1
  }

  /// The bifurcations at which an attractor of the fast subsystem ceases to attract.
  private static let endsAttractors: Set<SpecialPointType> = [
    .limitPoint, .hopf, .branchPoint, .borderCollision, .cycleLimitPoint, .cycleBranchPoint, .homoclinic, .heteroclinic,
    .saddleNodeOnInvariantCircle,
  ]
}
