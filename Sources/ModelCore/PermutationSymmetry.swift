// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Permutations of a model's variables that leave its equations unchanged, as in a ring of like cells: each takes solutions to
/// solutions.
///
/// Every permutation listed is checked against the formulas, up to the rules of arithmetic. The group that they generate may be
/// smaller than that of all symmetries where the search for more came to the end of its budget. Events and noise do not count.
public struct PermutationSymmetry: Hashable, Sendable {
  /// The number of variables.
  public let dimension: Int
  /// Permutations of which all others are products: `generators[g][i]` is the variable to which variable `i` goes.
  public let generators: [[Int]]

  /// Takes permutations that are known.
  public init(dimension: Int, generators: [[Int]]) {
    self.dimension = dimension
    self.generators = generators
  }

  /// Finds symmetries of a model.
  /// - Parameters:
  ///   - model: The model; with algebraic variables none are looked for.
  ///   - varying: The parameters that may take other values than the model's; the others count by their values.
  /// - Complexity: O(operations of the right-hand sides) for each of the rounds of colour refinement, within `workLimit`.
  public init(_ model: Model, varying: Set<String> = []) {
    dimension = model.dimension
    guard model.algebraicVariables.isEmpty, model.dimension > 1 else {
      generators = []
      return
    }
    let known = model.parameters.filter { !varying.contains($0.name) }.map { ($0.name, $0.value) }
    var search = PermutationSearch(
      FormulaIdentities(
        model.rates, symbols: model.variableNames, values: Dictionary(known, uniquingKeysWith: { first, _ in first })))
    generators = search.generators()
  }

  /// The search for symmetries takes at most so many operations of formulas.
  public static let workLimit = 40_000_000

  /// Whether no permutation but the identity is known.
  public var isTrivial: Bool { generators.isEmpty }

  /// A state moved by a permutation: the value of variable `i` goes to variable `permutation[i]`.
  public static func apply<Value>(_ permutation: [Int], to state: [Value]) -> [Value] {
    var moved = state
    for (place, image) in permutation.enumerated() { moved[image] = state[place] }
    return moved
  }

  /// The permutation that does the second after the first.
  public static func product(_ first: [Int], then second: [Int]) -> [Int] { first.map { second[$0] } }

  /// The power of a permutation.
  public static func power(_ permutation: [Int], _ exponent: Int) -> [Int] {
    (0..<exponent).reduce(Array(permutation.indices)) { result, _ in product(result, then: permutation) }
  }

  /// The number of times after which a permutation is the identity.
  public static func order(_ permutation: [Int]) -> Int {
    cycles(permutation).reduce(1) { order, cycle in leastCommonMultiple(order, cycle.count) }
  }

  /// The cycles of a permutation, by their least members.
  public static func cycles(_ permutation: [Int]) -> [[Int]] {
    var seen = [Bool](repeating: false, count: permutation.count)
    return permutation.indices.compactMap { start in
      if seen[start] { return nil }
      var cycle: [Int] = []
      var place = start
      while !seen[place] {
        seen[place] = true
        cycle.append(place)
        place = permutation[place]
      }
      return cycle
    }
  }

  private static func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    return a / x * b
  }

  /// For each variable the least to which symmetries take it.
  public var orbits: [Int] { PermutationSymmetry.orbits(generators, dimension) }

  static func orbits(_ generators: [[Int]], _ dimension: Int) -> [Int] {
    var leaders = Array(0..<dimension)
    func leader(_ place: Int) -> Int {
      var place = place
      while leaders[place] != place { place = leaders[place] }
      return place
    }
    for generator in generators {
      for (place, image) in generator.enumerated() {
        let (a, b) = (leader(place), leader(image))
        if a != b { leaders[max(a, b)] = min(a, b) }
      }
    }
    return (0..<dimension).map(leader)
  }

  /// The permutations that the generators make, the identity first; nil if there are more than a number.
  /// - Complexity: O(elements × generators × n).
  public func elements(atMost limit: Int) -> [[Int]]? {
    images(of: Array(0..<dimension), atMost: limit) { generator, element in
      PermutationSymmetry.product(element, then: generator)
    }
  }

  /// The different states to which symmetries take a state, the state itself first; nil if there are more than a number.
  ///
  /// Values of variables in one orbit that differ by less than the tolerance count as equal.
  /// - Parameters:
  ///   - state: A state.
  ///   - tolerances: For each variable the difference that does not count.
  ///   - limit: The greatest number.
  public func copies(of state: [Double], tolerances: [Double], atMost limit: Int) -> [[Double]]? {
    images(of: levelled(state, tolerances), atMost: limit) { generator, state in
      PermutationSymmetry.apply(generator, to: state)
    }
  }

  /// The permutations among some that leave a state unchanged within tolerances.
  public func fixing(_ state: [Double], tolerances: [Double], among permutations: [[Int]]) -> [[Int]] {
    permutations.filter { permutation in
      permutation.indices.allSatisfy { abs(state[permutation[$0]] - state[$0]) <= tolerances[$0] }
    }
  }

  /// The state with values that hardly differ made the same, within orbits.
  private func levelled(_ state: [Double], _ tolerances: [Double]) -> [Double] {
    let orbits = orbits
    var result = state
    var last: Int?
    for place in state.indices.sorted(by: { (orbits[$0], state[$0], $0) < (orbits[$1], state[$1], $1) }) {
      if let last, orbits[last] == orbits[place], state[place] - state[last] <= tolerances[place] {
        result[place] = result[last]
      }
      last = place
    }
    return result
  }

  private func images<Image: Hashable>(
    of first: Image, atMost limit: Int, _ move: ([Int], Image) -> Image
  ) -> [Image]? {
    var (found, seen) = ([first], Set([first]))
    var next = 0
    while next < found.count {
      for generator in generators {
        let image = move(generator, found[next])
        guard seen.insert(image).inserted else { continue }
        if found.count >= limit { return nil }
        found.append(image)
      }
      next += 1
    }
    return found
  }
}
