// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Finds permutations of symbols under which a list of formulas, one for each symbol, goes into itself.
///
/// Symbols are coloured by what their formulas are and where they occur; colours are refined until nothing changes (as in McKay
/// 1981, Congressus Numerantium 30, 45). Permutations keep colours. Those that suggest themselves are tried first: shifts,
/// exchanges and reflections of arrays. Others follow from giving a symbol a colour of its own, and another the same one in a
/// second copy.
struct PermutationSearch {
  private let formulas: FormulaIdentities
  private let dependencies: [[Int]]
  private var work = 0

  init(_ formulas: FormulaIdentities) {
    self.formulas = formulas
    dependencies = formulas.dependencies
  }

  private typealias Colours = [UInt64]

  private var isExhausted: Bool { work > PermutationSymmetry.workLimit }

  mutating func generators() -> [[Int]] {
    let uniform = Colours(repeating: 1, count: dependencies.count)
    guard let colours = refined(uniform, uniform)?.0 else { return [] }
    let cells = cells(colours)
    guard !cells.isEmpty else { return [] }
    var found: [[Int]] = []
    let guesses = guesses(cells)
    for guess in guesses.candidates where !found.contains(guess) && isSymmetry(guess) { found.append(guess) }
    // A shift and an exchange of neighbours generate all permutations.
    if let shift = guesses.candidates.first, found.contains(shift), found.contains(guesses.candidates[1]) {
      return found
    }
    var (first, second) = (colours, colours)
    var fixed: [Int] = []
    // The stabiliser of one symbol, then of two: what is left of rings and lattices after that is the identity.
    for _ in 0..<3 {
      guard let cell = self.cells(first).first, let base = cell.first, !isExhausted else { break }
      for other in cell.dropFirst() where !isExhausted {
        let known = found.filter { permutation in fixed.allSatisfy { permutation[$0] == $0 } }
        if PermutationSymmetry.orbits(known, dependencies.count)[other] == base { continue }
        if let permutation = permutation(first, second, taking: base, to: other) { found.append(permutation) }
      }
      fixed.append(base)
      guard let next = refined(marked(first, base, 0), marked(second, base, 0)) else { break }
      (first, second) = next
    }
    return found
  }

  /// The symbols of each colour that more than one have, the fewest first.
  private func cells(_ colours: Colours) -> [[Int]] {
    var members: [UInt64: [Int]] = [:]
    for (place, colour) in colours.enumerated() { members[colour, default: []].append(place) }
    return members.values.filter { $0.count > 1 }.sorted { ($0.count, $0[0]) < ($1.count, $1[0]) }
  }

  /// Permutations of arrays that suggest themselves: a shift, an exchange of the first two, and reflections.
  private func guesses(_ cells: [[Int]]) -> (candidates: [[Int]], size: Int) {
    var counts: [Int: Int] = [:]
    for cell in cells { counts[cell.count, default: 0] += 1 }
    guard let size = counts.keys.max(by: { (counts[$0, default: 0], $0) < (counts[$1, default: 0], $1) }) else {
      return ([], 0)
    }
    let arrays = cells.filter { $0.count == size }
    func permutation(_ image: (Int) -> Int) -> [Int] {
      var result = Array(dependencies.indices)
      for array in arrays { for k in 0..<size { result[array[k]] = array[image(k)] } }
      return result
    }
    let shift = permutation { ($0 + 1) % size }
    if size == 2 { return ([shift, shift], size) }
    return (
      [
        shift, permutation { $0 < 2 ? 1 - $0 : $0 }, permutation { (size - $0) % size },
        permutation { size - 1 - $0 },
      ], size
    )
  }

  /// Whether formulas go into formulas, by their numbers at two random assignments.
  private mutating func isSymmetry(_ permutation: [Int]) -> Bool {
    (1...2).allSatisfy { round in
      let symbols = permutation.indices.map { mixed(UInt64($0), UInt64(round)) }
      let (before, after) = (
        formulas.values(symbols), formulas.values(PermutationSymmetry.apply(permutation, to: symbols))
      )
      work += 2 * formulas.size
      return permutation.indices.allSatisfy { before[$0] == after[permutation[$0]] }
    }
  }

  /// A symmetry that keeps colours and takes one symbol to another, if one is found without going back far.
  private mutating func permutation(_ first: Colours, _ second: Colours, taking base: Int, to other: Int) -> [Int]? {
    guard !isExhausted, let (a, b) = refined(marked(first, base, 0), marked(second, other, 0)) else { return nil }
    guard let cell = cells(a).first else {
      let places = Dictionary(b.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      let permutation = a.compactMap { places[$0] }
      return permutation.count == a.count && isSymmetry(permutation) ? permutation : nil
    }
    let partners = b.indices.filter { b[$0] == a[cell[0]] }
    for partner in partners.prefix(Self.branchLimit) {
      if let found = permutation(a, b, taking: cell[0], to: partner) { return found }
    }
    return nil
  }

  private static let branchLimit = 3

  private func marked(_ colours: Colours, _ place: Int, _ mark: UInt64) -> Colours {
    var colours = colours
    colours[place] = mixed(colours[place], 0x3a5e ^ mark)
    return colours
  }

  /// Two colourings refined side by side until no colour splits; nil if they come to differ.
  private mutating func refined(_ first: Colours, _ second: Colours) -> (Colours, Colours)? {
    var (a, b) = (first, second)
    let isSame = first == second
    var count = Set(a).count
    while true {
      if isExhausted { return nil }
      a = next(a)
      b = isSame ? a : next(b)
      if !isSame, a.sorted() != b.sorted() { return nil }
      let newCount = Set(a).count
      if newCount == count { return (a, b) }
      count = newCount
    }
  }

  /// Colours that follow from the formula of each symbol and from those in which it occurs.
  private mutating func next(_ colours: Colours) -> Colours {
    work += formulas.size
    let values = formulas.values(colours)
    var result = colours.indices.map { mixed(colours[$0], values[$0]) }
    var uses = [UInt64](repeating: 0, count: colours.count)
    for (formula, symbols) in dependencies.enumerated() {
      let use = mixed(result[formula], 0x05e5)
      for symbol in symbols { uses[symbol] &+= use }
    }
    for place in result.indices { result[place] = mixed(result[place], uses[place]) }
    return result
  }
}

/// A number without pattern that follows from two others.
private func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
  SeededGenerator.scrambled((a &* 0x9e37_79b9_7f4a_7c15) ^ (b &+ 0x632b_e59b_d9b4_e019))
}
