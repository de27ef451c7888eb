// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// One step along a curve of bifurcations of cycles in two parameters.
struct CycleStep {
  let kind: CycleBifurcationCurve.Kind
  let plane: ParameterPlane

  /// A solution, with the chord that led to it.
  struct Node {
    var parameters: [Double]
    /// The parameter that the equations solve for.
    var free: Int
    var problem: CycleProblem
    var state: AugmentedCycle.State
    /// The change of all unknowns since the point before; nil at the start.
    var chord: Chord?
  }

  struct Chord {
    var parameters: [Double]
    var cycle: [Double]
    var functions: [[Double]]
    var scalars: [Double]
  }

  /// The largest turn of a chord, as the cosine of its angle.
  private static let leastCosine = 0.94
  /// Cycles may differ from their prediction by this part of the typical sizes and of the period.
  private static let leeway = 0.2

  private func width(_ index: Int) -> Double { plane.ranges[index].upperBound - plane.ranges[index].lowerBound }

  /// The distance of two places, as a part of the window.
  func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).enumerated().map { (($1.0 - $1.1) / width($0)) }.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  func isOnEdge(_ node: Node) -> Bool {
    zip(node.parameters, plane.ranges).contains { $0 <= $1.lowerBound || $0 >= $1.upperBound }
  }

  /// The greatest extent of the cycle, in typical sizes of the state.
  func amplitude(_ node: Node) -> Double {
    let n = node.problem.n
    return (0..<n).map { i in
      let column = stride(from: i, to: node.problem.nodeCount * n, by: n).map { node.state.cycle[$0] }
      return ((column.max() ?? 0) - (column.min() ?? 0)) / node.problem.leastScales[i]
    }.max() ?? 0
  }

  /// The least speed along the cycle as a part of the mean, both in typical sizes of the state.
  func slowestShare(_ node: Node) -> Double {
    let (problem, unknowns) = (node.problem, node.state.cycle)
    let (n, count) = (problem.n, problem.nodeCount)
    let sizes = (0..<n).map { i in
      let column = stride(from: i, to: count * n, by: n).map { unknowns[$0] }
      return max((column.max() ?? 0) - (column.min() ?? 0), .leastNormalMagnitude)
    }
    let speeds = (0..<count).map { k -> Double in
      let state = Array(unknowns[(k * n)..<((k + 1) * n)]) + [unknowns[problem.parameterIndex]]
      return zip(problem.field.equilibriumResidual(at: state), sizes).reduce(0) { max($0, abs($1.0) / $1.1) }
    }
    return (speeds.min() ?? 0) * unknowns[problem.periodIndex]
  }

  /// The next point at about a distance, or where the curve leaves the window before that; nil if it cannot be had.
  /// - Parameters:
  ///   - length: The distance, as a part of the window.
  ///   - sense: In which direction to set out, where no chord tells.
  func next(after node: Node, length: Double, sense: Double) -> Node? {
    var change = node.chord?.parameters ?? [0, 0]
    if node.chord == nil { change[1 - node.free] = sense * length * width(1 - node.free) }
    let size = distance(change, [0, 0])
    guard size > 0 else { return nil }
    let share = length / size
    let held = abs(change[0]) / width(0) >= abs(change[1]) / width(1) ? 0 : 1
    guard let next = step(node, change, share: share, held: held) else { return nil }
    if let leaving = (0..<2).first(where: { !plane.ranges[$0].contains(next.parameters[$0]) }) {
      // The point on the edge, with the parameter held that would leave.
      let range = plane.ranges[leaving]
      let edge = next.parameters[leaving] < range.lowerBound ? range.lowerBound : range.upperBound
      let part = (edge - node.parameters[leaving]) / (next.parameters[leaving] - node.parameters[leaving])
      var whole = change
      whole[leaving] = (next.parameters[leaving] - node.parameters[leaving]) / share
      guard var last = step(node, whole, share: part * share, held: leaving) else { return nil }
      last.parameters[leaving] = edge
      return plane.ranges[1 - leaving].contains(last.parameters[1 - leaving]) ? last : nil
    }
    return next
  }

  private func step(_ node: Node, _ change: [Double], share: Double, held: Int) -> Node? {
    let free = 1 - held
    let value = node.parameters[held] + share * change[held]
    var guess = node
    guess.free = free
    guess.problem = node.problem.replacing(field: plane.field(free, value))
    guess.parameters[held] = value
    guess.parameters[free] = node.parameters[free] + share * change[free]
    var state = node.state
    if let chord = node.chord {
      func moved(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + share * $1 } }
      state = AugmentedCycle.State(
        cycle: moved(state.cycle, chord.cycle), functions: zip(state.functions, chord.functions).map(moved),
        scalars: moved(state.scalars, chord.scalars))
    }
    if kind == .homoclinic { state.cycle[guess.problem.periodIndex] = node.state.cycle[node.problem.periodIndex] }
    state.cycle[guess.problem.parameterIndex] = guess.parameters[free]
    guess.state = state
    guard var next = solved(guess) else { return nil }
    let moved = zip(next.parameters, node.parameters).map { $0 - $1 }
    guard isPlausible(next, guess, node, moved, length: share * distance(change, [0, 0])) else { return nil }
    let cycle = zip(next.state.cycle, node.state.cycle).map { $0 - $1 }
    next.chord = Chord(
      parameters: moved, cycle: cycle,
      functions: zip(next.state.functions, node.state.functions).map { zip($0, $1).map { $0 - $1 } },
      scalars: zip(next.state.scalars, node.state.scalars).map { $0 - $1 })
    return adapted(next)
  }

  /// Whether a solution is the next point of the curve rather than of another.
  private func isPlausible(_ next: Node, _ guess: Node, _ node: Node, _ moved: [Double], length: Double) -> Bool {
    let distance = distance(moved, [0, 0])
    guard distance < 3 * length else { return false }
    if let chord = node.chord {
      let product = (0..<2).reduce(0) { $0 + moved[$1] * chord.parameters[$1] / (width($1) * width($1)) }
      let cosine = product / (distance * self.distance(chord.parameters, [0, 0]))
      // Near a cusp the chord stands still and turns.
      if cosine < Self.leastCosine { return false }
    }
    let (n, period) = (next.problem.n, next.problem.periodIndex)
    let (a, b) = (next.state.cycle, guess.state.cycle)
    // In the mean over a turn: a spike that shifts a little is no other cycle.
    let shift = (0..<period).map { (a[$0] - b[$0]) / next.problem.scales[$0 % n] }
    return abs(a[period] - b[period]) < Self.leeway * b[period]
      && euclideanNorm(shift) < Self.leeway * Double(period).squareRoot()
  }

  /// The solution near a guess.
  func solved(_ guess: Node) -> Node? {
    var node = guess
    if let kind = kind.augmented {
      let start = normalized(guess)
      guard let solution = AugmentedCycle(kind, guess.problem, near: start)?.solve(from: start) else { return nil }
      node.state = solution.state
    } else {
      let border = unit(guess.problem.periodIndex, guess.problem.parameterIndex + 1)
      let settings = CycleSettings().curve
      guard
        let solution = try? Corrector(problem: guess.problem, settings: settings).correct(
          guess.state.cycle, border: border)
      else { return nil }
      node.state.cycle = solution.unknowns
    }
    node.parameters[node.free] = node.state.cycle[node.problem.parameterIndex]
    let period = node.state.cycle[node.problem.periodIndex]
    return node.parameters.allSatisfy(\.isFinite) && period > 0 ? node : nil
  }

  /// The state with functions of length 1.
  private func normalized(_ node: Node) -> AugmentedCycle.State {
    let weights = node.problem.weights(at: node.state.cycle)
    let nodes = Array(weights.prefix(node.problem.nodeCount * node.problem.n))
    var square = node.state.functions.reduce(0.0) { $0 + weightedProduct($1, $1, nodes) }
    if kind == .limitPoint {
      let speed = node.state.scalars[0]
      square += weights[node.problem.periodIndex] * speed * speed
    }
    let scale = 1 / square.squareRoot()
    var state = node.state
    state.functions = state.functions.map { $0.map { scale * $0 } }
    if kind == .limitPoint { state.scalars = state.scalars.map { scale * $0 } }
    return state
  }

  /// The node on a mesh that fits its cycle.
  private func adapted(_ node: Node) -> Node {
    var next = node
    let padded = (node.state.functions + (node.chord?.functions ?? [])).map { $0 + [0, 0] }
    let vectors = padded + (node.chord.map { [$0.cycle] } ?? [])
    let (unknowns, moved) = next.problem.adapt(node.state.cycle, directions: vectors)
    let count = node.state.functions.count
    let size = next.problem.nodeCount * next.problem.n
    next.state.cycle = unknowns
    next.state.functions = moved.prefix(count).map { Array($0.prefix(size)) }
    if next.chord != nil {
      next.chord?.functions = moved[count..<(2 * count)].map { Array($0.prefix(size)) }
      next.chord?.cycle = moved[moved.count - 1]
    }
    return next
  }

  /// What the analysis wants to know of a solution.
  func point(_ node: Node) -> CycleBifurcationCurve.Point? {
    let (problem, unknowns) = (node.problem, node.state.cycle)
    let multipliers = CycleTransfers(problem, at: unknowns).flatMap { FloquetMultipliers.product($0) }
    let profile = problem.profile(unknowns)
    let n = problem.n
    let columns = (0..<n).map { i in stride(from: i, to: problem.nodeCount * n, by: n).map { unknowns[$0] } }
    let others = kind.withoutCritical(multipliers?.others ?? [], angle: node.state.scalars.first)
    let cycle = CyclePoint(
      parameter: unknowns[problem.parameterIndex], period: unknowns[problem.periodIndex],
      minima: columns.map { $0.min() ?? .nan }, maxima: columns.map { $0.max() ?? .nan }, means: profile.means,
      multipliers: multipliers?.others ?? [], trivialMultiplier: multipliers?.trivial ?? .nan,
      unstableCount: others.count { $0.length > 1 }, arclength: 0,
      residual: maximumNorm(problem.residual(at: unknowns)),
      times: [], states: [], winding: problem.winding)
    return CycleBifurcationCurve.Point(
      parameters: node.parameters, cycle: cycle, unstableCount: cycle.unstableCount,
      coefficient: kind == .periodDoubling || kind == .neimarkSacker
        ? kind.augmented.flatMap {
          CycleLocator.Located.coefficient($0, CycleNormalForms(problem, at: unknowns), node.state)
        } : nil,
      angle: kind == .neimarkSacker ? node.state.scalars.first : nil)
  }
}

extension CycleBifurcationCurve.Kind {
  /// The equations of the kind; nil for homoclinic orbits.
  fileprivate var augmented: AugmentedCycle.Kind? {
    switch self {
    case .limitPoint: .limitPoint
    case .periodDoubling: .periodDoubling
    case .neimarkSacker: .neimarkSacker
    case .homoclinic: nil
    }
  }

  /// The multipliers without those that are critical along the curve.
  fileprivate func withoutCritical(_ multipliers: [Complex<Double>], angle: Double?) -> [Complex<Double>] {
    let critical: [Complex<Double>]
    switch self {
    case .limitPoint: critical = [1]
    case .periodDoubling: critical = [-1]
    case .neimarkSacker:
      let angle = angle ?? 0
      critical = [1.0, -1].map { Complex(Double.cos(angle), $0 * Double.sin(angle)) }
    case .homoclinic: critical = []
    }
    var rest = multipliers
    for value in critical {
      guard let index = rest.indices.min(by: { (rest[$0] - value).length < (rest[$1] - value).length }) else { break }
      rest.remove(at: index)
    }
    return rest
  }
}
