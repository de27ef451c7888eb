// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule
import Results

extension FoldedSingularity {
  /// The folded singularities on the curves of folds of a diagram in two slow variables.
  ///
  /// They are the zeros of `FoldSystem.normalSwitching` along the curves, between whose points it is looked at a few more times: two
  /// that are nearer to each other than that, close to a folded saddle-node of the first kind, are missed.
  static func all(
    on diagram: TwoParameterResult, of full: Model, _ system: FoldSystem, typicalSpeed: Double
  ) -> [FoldedSingularity] {
    var found: [FoldedSingularity] = []
    var places: [[Double]] = []
    var counts: [Kind: Int] = [:]
    for branch in diagram.branches where branch.kind == .limitPoint {
      for numbers in FoldCurve(system, branch, diagram, names: full.variableNames).singularPlaces {
        let isKnown = places.contains { maximumNorm(zip($0, numbers).map { $0 - $1 }) < identity }
        guard !isKnown, let flow = DesingularizedFlow(system, at: numbers) else { continue }
        places.append(numbers)
        var singularity = FoldedSingularity(
          flow, at: system.state(numbers), names: full.variableNames, scales: system.scales, branch: branch.id,
          typicalSpeed: typicalSpeed)
        if singularity.smallOscillations != nil {
          singularity.addStrongCanard(system, diagram, names: full.variableNames)
        }
        let number = (counts[singularity.kind.counted] ?? 0) + 1
        counts[singularity.kind.counted] = number
        singularity.label = singularity.kind.abbreviation + "\(number)"
        found.append(singularity)
      }
    }
    return found
  }

  /// Singularities that differ by less, in sizes of variables, are one.
  private static let identity = 1e-7
  /// An eigenvalue below this part of the other one is zero.
  private static let vanishing = 1e-6

  /// Follows the strong singular canard to the edge of the diagram's window.
  private mutating func addStrongCanard(_ system: FoldSystem, _ diagram: TwoParameterResult, names: [String]) {
    let ranges = system.slow.compactMap { index in
      [diagram.horizontal, diagram.vertical].first { $0.name == names[index] }
    }
    let canard = StrongCanard(system) { numbers in
      let state = system.state(numbers)
      return zip(system.slow, ranges).allSatisfy { $1.lower <= state[$0] && state[$0] <= $1.upper }
    }
    func numbers(_ values: [String: Double]?) -> [Double] { system.scaled(names.map { values?[$0] ?? .nan }) }
    let points = canard.points(from: numbers(state), along: numbers(strongDirection)).map(system.state)
    guard points.count > 2 else { return }
    strongCanard = Dictionary(names.indices.map { i in (names[i], points.map { $0[i] }) }) { $1 }
  }

  private init(
    _ flow: DesingularizedFlow, at state: [Double], names: [String], scales: [Double], branch: Int,
    typicalSpeed: Double
  ) {
    let eigenvalues = flow.eigenvalues
    let (strong, weak) = (eigenvalues[0], eigenvalues[1])
    let isReal = strong.imaginary == 0
    // Of a double zero eigenvalue the square is rounded, so that both come out as anything.
    let isNothing = strong.length < Self.vanishing * flow.curvature * typicalSpeed
    let ratio = isReal && !isNothing ? weak.real / strong.real : nil
    let kind: Kind
    if isNothing || abs(ratio ?? 1) < Self.vanishing {
      kind = flow.slowSpeed < Self.vanishing * typicalSpeed ? .saddleNodeII : .saddleNodeI
    } else if let ratio {
      kind = ratio > 0 ? .node : .saddle
    } else {
      kind = .focus
    }
    func named(_ vector: [Double]) -> [String: Double] {
      Dictionary(zip(names, zip(vector, scales).map { $0 * $1 })) { $1 }
    }
    let attracts = !isNothing && strong.real < 0 && weak.real < 0
    self.init(
      label: "", kind: kind, state: Dictionary(zip(names, state)) { $1 },
      eigenvalues: eigenvalues.map { [$0.real, $0.imaginary] }, ratio: ratio, attracts: attracts,
      unstableDirections: flow.unstableDirections,
      smallOscillations: kind == .node && attracts && flow.unstableDirections == 0
        ? ratio.map { Int(((1 + $0) / (2 * $0)).rounded(.down)) } : nil,
      weakDirection: ratio != nil ? named(flow.direction(of: weak.real)) : nil,
      strongDirection: ratio != nil ? named(flow.direction(of: strong.real)) : nil, branch: branch)
  }
}

extension FoldedSingularity.Kind {
  /// The letters of a label.
  fileprivate var abbreviation: String {
    switch self {
    case .node: "FN"
    case .saddle: "FS"
    case .focus: "FF"
    case .saddleNodeI, .saddleNodeII: "FSN"
    }
  }

  /// Both saddle-nodes are counted together.
  fileprivate var counted: Self { self == .saddleNodeII ? .saddleNodeI : self }
}

/// A curve of folds, point by point.
private struct FoldCurve {
  let system: FoldSystem
  /// The points, in numbers of sizes.
  let points: [[Double]]

  /// So many places are looked at between two points.
  private static let subdivisions = 4

  init(_ system: FoldSystem, _ branch: TwoParameterBranch, _ diagram: TwoParameterResult, names: [String]) {
    self.system = system
    let columns = names.map { branch.states[$0] ?? branch.parameters[$0] ?? [] }
    points = branch.labels.indices.map { k in system.scaled(columns.map { $0.count > k ? $0[k] : .nan }) }
  }

  /// The zeros of the normal switching condition.
  var singularPlaces: [[Double]] {
    var found: [[Double]] = []
    var border = points.first.flatMap { system.border(at: $0) }
    for (a, b) in zip(points, points.dropFirst()) {
      guard let here = border, let next = system.border(at: b, like: here) else {
        border = system.border(at: b, like: border)
        continue
      }
      found += singularPlaces(from: a, to: b, here)
      border = next
    }
    return found
  }

  private func singularPlaces(from a: [Double], to b: [Double], _ border: FoldSystem.Border) -> [[Double]] {
    let chord = zip(a, b).map { $1 - $0 }
    guard maximumNorm(chord) > 0 else { return [] }
    func place(_ share: Double) -> [Double]? {
      system.fold(near: zip(a, chord).map { $0 + share * $1 }, across: chord, border)
    }
    func switching(_ share: Double) -> Double {
      place(share).flatMap { system.normalSwitching(at: $0, border) } ?? .nan
    }
    let shares = (0...Self.subdivisions).map { Double($0) / Double(Self.subdivisions) }
    let values = shares.map(switching)
    return shares.indices.dropLast().compactMap { k in
      // A zero at a point belongs to the interval that ends there.
      guard values[k] * values[k + 1] < 0 || values[k + 1] == 0 else { return nil }
      let outcome = BrentRootFinder().solve(
        from: shares[k], to: shares[k + 1], valueAtLower: values[k], valueAtUpper: values[k + 1], switching)
      return outcome.root.flatMap(place)
    }
  }
}
