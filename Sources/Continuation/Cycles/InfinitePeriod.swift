// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// Tells what cycles of growing period come to, from the equilibrium near their slowest state and from the law of growth.
///
/// Near a homoclinic orbit to a saddle the parameter converges like exp(-L T), L the least rate of the saddle's two sides
/// (Shilnikov et al. 2001, chapter 13), or a fraction of it where one turn passes the saddle more than once; L is read from
/// the last cycles. Near a saddle-node on an invariant circle the period grows like the inverse
/// square root of the distance to the fold, which Newton's method on the fold's own equations places exactly.
struct InfinitePeriod {
  let points: [CyclePoint]
  let point: CycleEnding.Point

  /// A homoclinic orbit or a saddle-node on an invariant circle; nil if the cycles come near to neither.
  var end: CycleEnd? {
    guard points.count > 8 else { return nil }
    return saddleNode ?? homoclinic
  }

  private var problem: CycleProblem { point.problem }
  private var equilibria: EquilibriumProblem { EquilibriumProblem(problem.field, scales: problem.scales) }
  private var parameter: Double { point.unknowns[problem.parameterIndex] }

  /// The state on the cycle at which it is slowest.
  private var slowest: [Double] {
    var (best, least) = ([Double](), Double.infinity)
    for node in 0..<problem.nodeCount {
      let state = Array(point.unknowns[(node * problem.n)..<((node + 1) * problem.n)])
      let rate = problem.field.equilibriumResidual(at: state + [parameter])
      let speed = zip(rate, problem.scales).reduce(0) { $0 + ($1.0 / $1.1) * ($1.0 / $1.1) }
      if speed < least { (best, least) = (state, speed) }
    }
    return best
  }

  /// The distance of two states in units of the cycle's extents.
  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    let description = point.description
    return problem.scales.prefix(problem.n).indices.reduce(0) { largest, i in
      let extent = max(description.maxima[i] - description.minima[i], 1e-9 * problem.scales[i])
      // After a turn an angle is where it was.
      let turn = abs(problem.winding[i])
      let difference = turn > 0 ? (a[i] - b[i]).remainder(dividingBy: turn) : a[i] - b[i]
      return max(largest, abs(difference) / extent)
    }
  }

  /// A fold of equilibria that lies on the last cycles, or a branch point where equilibria are always there, if the period grows as it does
  /// near one.
  private var saddleNode: CycleEnd? {
    let state = slowest
    let found = [
      KernelSystem(problem: equilibria, shift: 0).solve, BranchPointSystem(problem: equilibria).solve,
    ].lazy.map { $0(state + [parameter]) }.first { located in
      located.reciprocalCondition > 0 && distance(located.unknowns, state) < Self.near
    }
    guard let located = found else { return nil }
    let fold = located.unknowns[problem.n]
    // Far from a fold the parameter may have moved as much; but at the end, as in a canard explosion, it stands.
    guard let change = changeOfConstant(of: fold, over: 2), change > 0.5, change < 2,
      let recent = changeOfConstant(of: fold, over: Self.recentGrowth), recent < Self.recentGrowth
    else { return nil }
    return .saddleNodeOnInvariantCircle(
      parameter: fold, saddleNode: Array(located.unknowns.prefix(problem.n)))
  }

  /// The growth of the period at the end of a branch over which the parameter is asked whether it still moves.
  private static let recentGrowth = 1.25

  /// By what T^2 |p - fold|, which is a constant where the period grows as near a saddle-node on an invariant circle, has changed over some
  /// growth of the period; nil if the period has not grown by so much.
  private func changeOfConstant(of fold: Double, over growth: Double) -> Double? {
    guard let last = points.last, let before = points.last(where: { growth * $0.period < last.period }) else {
      return nil
    }
    let ratio = last.period / before.period
    return ratio * ratio * (last.parameter - fold) / (before.parameter - fold)
  }

  /// A homoclinic orbit, or a loop of orbits between several saddles.
  ///
  /// It is not enough that the parameter stands, as it does in a canard explosion, too: it must converge.
  private var homoclinic: CycleEnd? {
    connection.flatMap { connection in limit(connection, back: 1 / connection.rate).map(connection.end) }
  }

  /// A homoclinic orbit whose parameter is not reached but known all the same: it hardly depends on the cycles that it is
  /// extrapolated from.
  var extrapolatedEnd: CycleEnd? {
    guard points.count > 8, saddleNode == nil, let connection, let last = points.last,
      let near = limit(connection, back: 1 / connection.rate),
      let far = limit(connection, back: 0.2 * last.period),
      abs(near - far) < 1e-6 * problem.scales[problem.n]
    else { return nil }
    return connection.end(at: near)
  }

  /// Saddles that cycles come to meet.
  private struct Connection {
    /// The saddles, the one whose passage grows most first.
    var saddles: [HomoclinicSaddle]
    /// Whether the cycles come to rest at a place that is no saddle, too, as where the right-hand side vanishes without a derivative.
    var restsElsewhere = false

    /// The least rate of any of them.
    var rate: Double { saddles.map(\.rate).min() ?? 0 }

    func end(at parameter: Double) -> CycleEnd {
      saddles.count > 1 || restsElsewhere
        ? .heteroclinic(parameter: parameter, saddles: saddles.map(\.state))
        : .homoclinic(parameter: parameter, saddle: saddles[0].state)
    }
  }

  /// The saddles near which the last cycles spend the time by which their period grows.
  ///
  /// Saddles that they only pass, though closely, as relaxation oscillations do, do not count.
  private var connection: Connection? {
    let met = passages.filter { $0.share > Self.leastShare }.sorted { $0.share > $1.share }
    let other = otherShare(than: met.map(\.saddle))
    let restsElsewhere = other > Self.leastOtherShare
    let connection = Connection(saddles: met.map(\.saddle), restsElsewhere: restsElsewhere)
    guard met.reduce(restsElsewhere ? other : 0, { $0 + $1.share }) > Self.leastSum, let last = points.last,
      connection.rate * last.period > Self.leastPeriod
    else { return nil }
    return connection
  }

  /// A saddle near which a cycle stays, and the share that its passage has in the growth of the period.
  private struct Passage {
    var saddle: HomoclinicSaddle
    var share: Double
  }

  /// The greatest share in the growth of the period of the time that a cycle spends beside a slow state that is far from some saddles.
  private func otherShare(than saddles: [HomoclinicSaddle]) -> Double {
    slowStates.filter { state in saddles.allSatisfy { distance($0.state, state) > 2 * Self.near } }
      .reduce(0) { largest, state in
        let stay = CycleStay(point, near: state, within: Self.near)
        return max(largest, stay.growth / point.tangent[problem.periodIndex])
      }
  }

  /// The states of the last cycle at which it is slower than at those beside them.
  private var slowStates: [[Double]] {
    let n = problem.n
    let states = (0..<problem.nodeCount).map { Array(point.unknowns[($0 * n)..<(($0 + 1) * n)]) }
    let speeds = states.map { state in
      euclideanNorm(zip(problem.field.equilibriumResidual(at: state + [parameter]), problem.scales).map { $0 / $1 })
    }
    let count = states.count - 1
    return (0..<count).filter { k in
      speeds[k] <= speeds[(k + count - 1) % count] && speeds[k] < speeds[(k + 1) % count]
    }.map { states[$0] }
  }

  /// The saddles near which the last cycle stays for several of their time constants.
  private var passages: [Passage] {
    var found: [Passage] = []
    for state in slowStates {
      guard let saddle = HomoclinicSaddle(problem, from: state, at: parameter),
        distance(saddle.state, state) < Self.near,
        !found.contains(where: { distance($0.saddle.state, saddle.state) < Self.near / 2 })
      else { continue }
      let stay = CycleStay(point, near: saddle.state, within: Self.near)
      if saddle.rate * stay.time > Self.leastStay {
        found.append(Passage(saddle: saddle, share: stay.growth / point.tangent[problem.periodIndex]))
      }
    }
    return found
  }

  /// States of a cycle this near to a saddle, in parts of the extents of the cycle, are beside it.
  private static let near = 0.1
  /// The time, in time constants of its least rate, that a cycle must stay near a saddle to be one that comes to meet it.
  private static let leastStay = 4.0
  /// The share that a saddle that is met has in the growth of the period, at least.
  private static let leastShare = 0.05
  /// The share of a place that is no saddle: beside a homoclinic orbit others have next to none.
  private static let leastOtherShare = 0.25
  /// The share that all saddles that are met have together.
  private static let leastSum = 0.5
  /// The least period of cycles that are close to a homoclinic orbit, in time constants of the saddle.
  private static let leastPeriod = 10.0

  /// The limit of the parameter, if p(T) = limit + C exp(-L T) at the last cycle and two earlier ones.
  /// - Parameters:
  ///   - connection: What is met. L is its least rate or, where a turn passes a saddle k times, a k-th of it.
  ///   - least: The least difference of their periods.
  /// - Returns: nil if the parameter does not converge like that, or not yet.
  private func limit(_ connection: Connection, back least: Double) -> Double? {
    guard let last = points.last, let middle = points.last(where: { $0.period < last.period - least }),
      let first = points.last(where: { $0.period < middle.period - least })
    else { return nil }
    let (d, e) = (last.period - middle.period, middle.period - first.period)
    let change = middle.parameter - last.parameter
    // (exp(L e) - 1) / (1 - exp(-L d)) grows with L, from e / d.
    let ratio = (first.parameter - middle.parameter) / change
    func excess(_ rate: Double) -> Double { Double.expMinusOne(rate * e) + ratio * Double.expMinusOne(-rate * d) }
    var (low, high) = (0.0, 50 / e)
    guard ratio > e / d, excess(high) > 0 else { return nil }
    for _ in 0..<60 {
      let rate = (low + high) / 2
      if excess(rate) < 0 { low = rate } else { high = rate }
    }
    let passages = (connection.rate / low).rounded()
    if passages >= 1, abs(connection.rate / low - passages) < 0.1 * passages { low = connection.rate / passages }
    let rest = change / Double.expMinusOne(low * d)
    return abs(rest) < 1e-4 * problem.scales[problem.n] ? last.parameter - rest : nil
  }
}
