// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule
import Results

/// How differences from states of rest grow while the slow variable drifts along a branch through a loss of stability: the integral of
/// the growth rate over time.
///
/// Between the points of the branch growth rate and slow rate are linear in the slow variable, and the integral of their quotient is exact:
/// an error of second order in the distance of the points, also where the slow rate vanishes, which takes for ever to be reached.
struct DelayedGrowth {
  /// A point of the branch.
  struct Node {
    var index: Int
    var slow: Double
    /// The largest real part of the eigenvalues.
    var growth: Double
    /// The rate of the slow variable.
    var rate: Double
  }

  /// The points in the order in which they are passed, on the part of the branch that holds the loss of stability, up to the next folds.
  let nodes: [Node]
  private let entry: Double
  private let isRising: Bool

  /// - Parameters:
  ///   - nodes: the points, in any order.
  ///   - entry: where the drift begins.
  ///   - place: a place to which it leads.
  init(_ nodes: [Node], from entry: Double, through place: Double) {
    self.entry = entry
    let isRising = place > entry
    self.isRising = isRising
    self.nodes = nodes.sorted { isRising ? $0.slow < $1.slow : $0.slow > $1.slow }
  }

  /// - Parameters:
  ///   - entry: where the drift begins.
  ///   - label: the special point at which stability is lost, and the value of the slow variable there.
  ///   - rate: the name of the slow variable's rate.
  init(_ branch: BifurcationBranch, from entry: Double, through label: String, at place: Double, rate: String) {
    let rates = branch.states[rate] ?? []
    let nodes = Self.arc(of: branch, around: label).filter { $0 < rates.count }.map { k in
      Node(
        index: k, slow: branch.parameter[k], growth: branch.eigenvalues[k].map { $0[0] }.max() ?? .nan, rate: rates[k])
    }
    self.init(nodes, from: entry, through: place)
  }

  /// Where the logarithm of a difference, 0 at the entry, has risen to a value again after its least; nil if that is not on the branch.
  func place(ofLogarithm value: Double) -> Double? {
    var logarithm = 0.0
    for (a, b) in zip(nodes, nodes.dropFirst()) {
      guard isRising ? b.slow > entry : b.slow < entry, a.slow != b.slow else { continue }
      let isFirst = isRising ? a.slow < entry : a.slow > entry
      let cell = Cell(a, b, from: isFirst ? entry : a.slow)
      for (start, end) in cell.monotonicParts {
        let (low, high) = (logarithm + cell.logarithm(over: start), logarithm + cell.logarithm(over: end))
        guard low < value, high >= value else { continue }
        let outcome = BrentRootFinder().solve(
          from: start, to: end, valueAtLower: low - value, valueAtUpper: high - value
        ) { logarithm + cell.logarithm(over: $0) - value }
        return outcome.root.map { cell.start + $0 }
      }
      guard cell.isPassed else { return nil }
      logarithm += cell.logarithm(over: cell.reach)
    }
    return nil
  }

  /// The time in which the slow variable drifts from one place to another further on.
  func duration(from start: Double, to end: Double) -> Double {
    zip(nodes, nodes.dropFirst()).reduce(0) { sum, pair in
      let (a, b) = pair
      let first = isRising ? max(a.slow, start) : min(a.slow, start)
      let last = isRising ? min(b.slow, end) : max(b.slow, end)
      guard isRising ? first < last : first > last else { return sum }
      return sum + Cell(a, b, from: first).duration(over: last - first)
    }
  }

  /// The stretch between two neighbours.
  private struct Cell {
    let start: Double
    let growth: (value: Double, slope: Double)
    let rate: (value: Double, slope: Double)
    /// How far it goes: to the next point, or nearly to where the slow variable rests.
    let reach: Double
    /// Whether the slow variable does not come to rest before the next point.
    let isPassed: Bool

    /// So near to its place of rest the slow variable comes, over the way that leads there.
    private static let nearness = 1e-12

    init(_ a: Node, _ b: Node, from start: Double) {
      let width = b.slow - a.slow
      let (growthSlope, rateSlope) = ((b.growth - a.growth) / width, (b.rate - a.rate) / width)
      self.start = start
      growth = (a.growth + growthSlope * (start - a.slow), growthSlope)
      rate = (a.rate + rateSlope * (start - a.slow), rateSlope)
      isPassed = rate.value * b.rate > 0
      reach = isPassed ? b.slow - start : -rate.value / rateSlope * (1 - Self.nearness)
    }

    /// The parts in which the logarithm rises or falls all the way.
    var monotonicParts: [(Double, Double)] {
      let turn = -growth.value / growth.slope
      return turn * reach > 0 && abs(turn) < abs(reach) ? [(0, turn), (turn, reach)] : [(0, reach)]
    }

    /// The integral of 1 / (r + r' s) over s from 0.
    func duration(over way: Double) -> Double {
      let u = rate.slope * way / rate.value
      return way / rate.value * (abs(u) < 1e-4 ? 1 - u / 2 + u * u / 3 : Double.log(onePlus: u) / u)
    }

    /// The integral of (g + g' s) / (r + r' s) over s from 0.
    ///
    /// With u = r' s / r and p(u) = (u - ln(1 + u)) / u² it is s (g (1 - u p) + g' s p) / r.
    func logarithm(over way: Double) -> Double {
      guard rate.value != 0 else { return 0 }
      let u = rate.slope * way / rate.value
      let p = abs(u) < 1e-4 ? 0.5 - u / 3 + u * u / 4 : (u - Double.log(onePlus: u)) / (u * u)
      return way * (growth.value * (1 - u * p) + growth.slope * way * p) / rate.value
    }
  }

  /// The points of a branch between the folds before and after one of its special points.
  private static func arc(of branch: BifurcationBranch, around label: String) -> Range<Int> {
    guard let middle = branch.labels.firstIndex(of: label) else { return 0..<0 }
    let column = branch.parameter
    func goesOn(_ k: Int) -> Bool {
      k > 0 && k + 1 < column.count && (column[k + 1] - column[k]) * (column[k] - column[k - 1]) > 0
    }
    var (first, last) = (middle, middle)
    while goesOn(first) { first -= 1 }
    while goesOn(last) { last += 1 }
    return first..<last + 1
  }
}
