// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Results
import Symbolics

/// Coordinates in which a trajectory keeps its digits however near it comes to an invariant plane, where some variables are zero: the
/// logarithm of their distance from it, and their direction.
///
/// With x = r s and r = exp l, the flow x' = f is
/// ```
/// l' = (s · f / r) / (s · s),   s' = f / r - l' s
/// ```
/// which leaves the length of s as it is. A delayed loss of stability of such a plane depends on how near to it the trajectory was: in x
/// itself an absolute tolerance would bound that.
struct RadialCoordinates {
  /// The variables that vanish on a plane.
  struct Plane: Hashable {
    let names: [String]

    private var distance: String { "|\(names.joined(separator: ", "))|" }
    /// The coordinate that is the logarithm of the distance.
    var logarithm: String { "ln \(distance)" }
    /// The coordinate that takes the place of a variable.
    func direction(_ name: String) -> String { "\(name)/\(distance)" }
  }

  /// The planes to which trajectories have come near.
  private(set) var near: [Plane] = []
  private var others: [Plane]

  /// Nearer than by this logarithm rates are taken from there: to first order in the distance, which is all that counts, they are
  /// proportional to it, and numbers have an end at about exp(-700).
  private static let leastLogarithm = -300.0

  /// The coordinates of a model's own variables, until a trajectory comes near to a plane.
  init(_ model: Model) { others = model.invariantPlanes.map(Plane.init) }

  /// No other coordinates than the model's own from now on.
  mutating func giveUp() { (near, others) = ([], []) }

  /// Takes notice of the planes to which a trajectory comes nearer than a share of its largest distance.
  /// - Returns: Whether there are any that were not known.
  mutating func learn(from path: SimulatedTrajectory, _ share: Double) -> Bool {
    let found = others.filter { plane in
      let columns = plane.names.map { path.values[$0] ?? [] }
      let distances = path.times.indices.map { k in columns.reduce(0) { max($0, abs($1[k])) } }
      guard let first = distances.first, first > 0, let least = distances.min(), let largest = distances.max() else {
        return false
      }
      return least < share * largest
    }
    near += found
    others.removeAll(where: found.contains)
    return !found.isEmpty
  }

  // MARK: Models

  /// A model in these coordinates.
  func transformed(_ model: Model) throws(ModelError) -> Model {
    if near.isEmpty { return model }
    var places: [String: Expression] = [:]
    for plane in near {
      for name in plane.names { places[name] = distance(from: plane) * .symbol(plane.direction(name)) }
    }
    let rates = Expression.substituting(places, in: model.variables.map(\.rate))
    let relative = Dictionary(zip(model.variableNames, rates)) { $1 }
    var (variables, logarithms): ([Variable], [Variable]) = ([], [])
    for plane in near {
      let (growth, _) = growth(plane, relative)
      logarithms.append(Variable(name: plane.logarithm, rate: growth, initialValue: 0))
    }
    for (variable, rate) in zip(model.variables, rates) {
      guard let plane = near.first(where: { $0.names.contains(variable.name) }) else {
        variables.append(Variable(name: variable.name, rate: rate, initialValue: variable.initialValue))
        continue
      }
      let (growth, change) = growth(plane, relative)
      let direction = plane.direction(variable.name)
      let turning = (change[variable.name] ?? 0) - growth * .symbol(direction)
      variables.append(Variable(name: direction, rate: turning, initialValue: 0))
    }
    let conditions = Expression.substituting(places, in: model.events.map(\.condition))
    let events = zip(model.events, conditions).map { Event(condition: $1, direction: $0.direction) }
    return try model.with(
      variables: variables + logarithms, auxiliaries: [], events: events, noises: [], parameterSets: [])
  }

  private func distance(from plane: Plane) -> Expression {
    .exp(.binary(.maximum, .symbol(plane.logarithm), Expression(Self.leastLogarithm)))
  }

  /// The rate of the logarithm, and the rates of the variables over the distance.
  private func growth(_ plane: Plane, _ rates: [String: Expression]) -> (Expression, [String: Expression]) {
    let change = Dictionary(plane.names.map { ($0, (rates[$0] ?? 0) / distance(from: plane)) }) { $1 }
    let directions = plane.names.map { (name: $0, symbol: Expression.symbol(plane.direction($0))) }
    let along = directions.reduce(Expression(0)) { $0 + $1.symbol * (change[$1.name] ?? 0) }
    let square = directions.reduce(Expression(0)) { $0 + $1.symbol * $1.symbol }
    return (along / square, change)
  }

  // MARK: States

  /// The names of a state's parts whose values at events tell a variable.
  func names(telling variable: String) -> Set<String> {
    guard let plane = near.first(where: { $0.names.contains(variable) }) else { return [variable] }
    return [plane.direction(variable), plane.logarithm]
  }

  /// A state with its coordinates, where they are not known yet.
  func completed(_ state: [String: Double]) -> [String: Double] {
    var state = state
    for plane in near where state[plane.logarithm] == nil {
      let values = plane.names.map { state[$0] ?? 0 }
      // Of the root of a sum of squares the squares might vanish.
      let size = values.reduce(0) { max($0, abs($1)) }
      state[plane.logarithm] = Double.log(size)
      for (name, value) in zip(plane.names, values) { state[plane.direction(name)] = value / size }
    }
    return state
  }

  /// A trajectory with the variables that belong to its coordinates.
  func completed(_ path: SimulatedTrajectory) -> SimulatedTrajectory {
    var path = path
    for plane in near {
      for name in plane.names {
        let direction = plane.direction(name)
        let parts = zip(path.values[direction] ?? [], path.values[plane.logarithm] ?? [])
        path.values[name] = parts.map { $0 * Double.exp($1) }
        path.final[name] = product(path.final, direction, plane.logarithm)
        for k in path.events.indices {
          path.events[k].before[name] = product(path.events[k].before, direction, plane.logarithm)
        }
      }
    }
    return path
  }

  private func product(_ values: [String: Double], _ direction: String, _ logarithm: String) -> Double? {
    guard let direction = values[direction], let logarithm = values[logarithm] else { return nil }
    return direction * Double.exp(logarithm)
  }
}
