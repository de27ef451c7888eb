// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// The circles on which the variables of a system live: states that differ by whole turns are one.
public struct AngularPeriods: Hashable, Sendable {
  /// For variables that are angles their periods, for others 0.
  public let own: [Double]
  /// For variables that are angles together alone the periods by which all of them may be shifted at once, for others 0.
  public let joint: [Double]

  /// Variables none of which is an angle.
  public init(none dimension: Int) {
    (own, joint) = ([Double](repeating: 0, count: dimension), [Double](repeating: 0, count: dimension))
  }

  /// The angles of a model.
  /// - Parameters:
  ///   - model: The model, with its parameters' values.
  ///   - free: The parameters that vary.
  ///   - sizes: The units in which the variables are measured; 1 if they are left out.
  public init(_ model: Model, free: [String], sizes: [Double]? = nil) {
    let names = model.variableNames
    let angles = model.angularPeriods(free: free)
    let together = model.jointAngularPeriods(free: free, sizes: sizes ?? names.map { _ in 1 })
    (own, joint) = (names.map { angles[$0] ?? 0 }, names.map { together[$0] ?? 0 })
  }

  /// Of those that are angles together the first: its turns are counted.
  private var pivot: Int? { joint.firstIndex { $0 > 0 } }

  /// The periods of angles, of those that are angles together the period of the first alone; 0 for others.
  public var folded: [Double] {
    var folded = own
    if let pivot { folded[pivot] = joint[pivot] }
    return folded
  }

  /// A difference of states (or points) without whole turns.
  public func withoutTurns(_ difference: [Double]) -> [Double] {
    turned(difference) { (difference[$0] / $1).rounded() }
  }

  /// A state whose angles lie in the turn that begins at given values.
  public func folded(_ state: [Double], from lower: [Double]) -> [Double] {
    turned(state) { ((state[$0] - lower[$0]) / $1).rounded(.down) }
  }

  /// A state turned back by numbers of turns, which are asked for each variable that is folded and its period.
  private func turned(_ state: [Double], by turns: (Int, Double) -> Double) -> [Double] {
    var rest = state
    for i in own.indices where own[i] > 0 { rest[i].addProduct(-turns(i, own[i]), own[i]) }
    guard let pivot else { return rest }
    let whole = turns(pivot, joint[pivot])
    for i in joint.indices { rest[i].addProduct(-whole, joint[i]) }
    return rest
  }
}
