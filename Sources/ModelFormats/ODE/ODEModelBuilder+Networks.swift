// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

extension ODEModelBuilder {
  /// Gives the network operations their meanings: `k(i)` is the i-th result, written out.
  mutating func defineNetworks() {
    let names = (declarations.rates + declarations.fixed).map(\.name.key)
    for declared in declarations.networks {
      do throws(FormulaError) {
        scope.furtherFunctions[declared.name.key] = try ODENetwork(
          declared, names: names, tables: tables, collected: collected, variables: variableNames)
      } catch {
        diagnostics.report(error)
        scope.defineFailed(declared.name.string)
      }
    }
  }
}

/// A network operation of XPPAUT (`special`) whose results are worked out as formulas when they are asked for.
final class ODENetwork: FurtherFormulaFunction {
  /// What to do at the ends of a chain.
  enum Ends { case even, zero, periodic }

  enum Kind {
    case convolution(Ends, width: Int)
    case sparse(connections: Int)
    case matrix(columns: Int)
    case interpolation
    case extremes(Int, skip: Int)
    case gillespie
    /// The results of a library that is not called: all are 0.
    case missing
  }

  let argumentCount = 1
  let kind: Kind
  /// The number of results.
  let count: Int
  let weights: ODETable?
  let indices: ODETable?
  let delays: ODETable?
  /// The first of the quantities that are summed, among the names, and that of the receiving side where a function joins both.
  let root: Int
  let secondRoot: Int?
  let function: String?
  let reactions: [SourceText]
  let names: [String]
  private let variables: [String: String]
  private let collected: ODEFurtherQuantities
  private var results: [Int: Expression] = [:]
  private var uniform: [Expression] = []

  init(
    _ declared: ODEDeclarations.Network, names: [String], tables: [String: ODETable], collected: ODEFurtherQuantities,
    variables: [String: String]
  ) throws(FormulaError) {
    (self.names, self.collected, self.variables) = (names, collected, variables)
    var arguments = ODENetworkArguments(declared, names: names, tables: tables)
    let key = declared.kind.key
    let hasFunction = key.hasPrefix("fconv") || key.hasPrefix("fspar") || key.hasPrefix("fmmul")
    guard let form = try Form(hasFunction ? String(key.dropFirst()) : key, &arguments) else {
      throw FormulaError("networks of the kind '\(declared.kind.string)' are not supported", at: declared.kind.location)
    }
    (kind, count, reactions) = (form.kind, form.count, form.reactions)
    (weights, indices, delays) = (form.weights, form.indices, form.delays)
    switch kind {
    case .gillespie, .missing: root = 0
    default: root = try arguments.root()
    }
    secondRoot = hasFunction ? try arguments.root() : nil
    function = hasFunction ? try arguments.text().string : nil
  }

  /// The result that an argument selects, cut to a whole number; outside of the results 0, as in XPPAUT.
  func value(
    _ arguments: [Expression], at location: Range<Int>, in scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    let argument = arguments[0]
    if case .missing = kind { return 0 }
    if case .interpolation = kind { return try interpolation(at: argument, location, &scope) }
    if let number = argument.constantValue {
      guard number > -1, number < Double(resultCount) else { return 0 }
      return try result(Int(number), location, &scope)
    }
    guard resultCount <= 2000 else {
      throw FormulaError("the index of a large network must be a number", at: location)
    }
    let place = Expression.unary(.floor, argument)
    var value: Expression = 0
    for index in (0..<resultCount).reversed() {
      let here = Expression.binary(.equal, place, Expression(Double(index)))
      value = .conditional(here, try result(index, location, &scope), value)
    }
    return value
  }

  private var resultCount: Int {
    if case .extremes = kind { 4 } else { count }
  }

  private func result(
    _ index: Int, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    if let known = results[index] { return known }
    let value: Expression
    switch kind {
    case .convolution(let ends, let width): value = try convolution(index, ends, width, location, &scope)
    case .sparse(let connections):
      value = try sum(index, (0..<connections).map { index * connections + $0 }, location, &scope)
    case .matrix(let columns):
      value = try sum(index, (0..<columns).map { index * columns + $0 }, location, &scope)
    case .extremes(let which, let skip): value = try extreme(index, which, skip, location, &scope)
    case .gillespie: value = try reaction(index, &scope)
    case .interpolation, .missing: value = 0
    }
    results[index] = value
    return value
  }

  /// The quantity that is summed, some places after the first, at the receiving unit and with the delay of an entry.
  private func term(
    _ place: Int, for index: Int, entry: Int, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    collected.networkTermsLeft -= 1
    guard collected.networkTermsLeft >= 0 else {
      throw FormulaError("the sums of the networks have too many terms", at: location)
    }
    guard names.indices.contains(root + place) else {
      throw FormulaError("the network asks for more quantities than there are", at: location)
    }
    let name = names[root + place]
    if let delays {
      guard let variable = variables[name] else {
        throw FormulaError("only variables can be delayed", at: location)
      }
      return collected.delayed(variable, by: try delays.sample(entry, &scope), at: location)
    }
    guard let first = try scope.value(of: name) else {
      throw FormulaError("'\(name)' has no value here", at: location, isConsequence: true)
    }
    guard let function, let secondRoot else { return first }
    guard names.indices.contains(secondRoot + index), let second = try scope.value(of: names[secondRoot + index]) else {
      throw FormulaError("the network asks for more quantities than there are", at: location)
    }
    let formula = try Formula(SourceText("\(function)(network_a,network_b)"))
    return try scope.expression(of: formula, replacing: ["network_a": first, "network_b": second])
  }

  /// The weighted sum over some entries of the tables; a matrix has its columns one after the other, a sparse network looks
  /// each up.
  private func sum(
    _ index: Int, _ entries: [Int], _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    var total: Expression = 0
    guard let weights else { return total }
    for (column, entry) in entries.enumerated() {
      guard entry < weights.count, entry < indices?.count ?? .max, entry < delays?.count ?? .max else {
        throw FormulaError("a table of the network has too few points", at: location)
      }
      let weight = try weights.sample(entry, &scope)
      if weight == 0 { continue }
      var place = column
      if let indices {
        guard let number = try indices.sample(entry, &scope).constantValue else {
          throw FormulaError("the indices of a sparse network must be numbers", at: location)
        }
        guard number > -1, number < 1e9 else { continue }
        place = Int(number)
      }
      total = total + weight * (try term(place, for: index, entry: entry, location, &scope))
    }
    return total
  }

  private func convolution(
    _ index: Int, _ ends: Ends, _ width: Int, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    var total: Expression = 0
    guard let weights else { return total }
    let shifts = width >= 0 ? -width...width : -index...count - 1 - index
    for shift in shifts {
      var place = index + shift
      switch ends {
      case .periodic: place = ((place % count) + count) % count
      case .zero: guard (0..<count).contains(place) else { continue }
      case .even:
        place = abs(place)
        guard place < 2 * count else { continue }
        if place >= count { place = abs(2 * count - 2 - place) }
      }
      // A transform takes the weight of the shift from sender to receiver.
      let entry = width >= 0 ? shift + width : -shift >= 0 ? -shift : (ends == .periodic ? count : 2 * count) - shift
      guard (0..<weights.count).contains(entry) else {
        throw FormulaError("the table of the network has too few points", at: location)
      }
      let weight = try weights.sample(entry, &scope)
      if weight == 0 { continue }
      total = total + weight * (try term(place, for: index, entry: entry, location, &scope))
    }
    return total
  }

  private func interpolation(
    at x: Expression, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    let left = Expression.unary(.floor, x)
    var value: Expression = 0
    for index in (0..<count - 1).reversed() {
      let (a, b) = (
        try term(index, for: 0, entry: 0, location, &scope), try term(index + 1, for: 0, entry: 0, location, &scope)
      )
      let here = Expression.binary(.equal, left, Expression(Double(index)))
      value = .conditional(here, a + (b - a) * (x - left), value)
    }
    return value
  }

  /// The largest value, its place, the smallest value, its place; of equals the first.
  private func extreme(
    _ index: Int, _ which: Int, _ skip: Int, _ location: Range<Int>, _ scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    let isMaximum = index < 2
    if (isMaximum && which < 0) || (!isMaximum && which > 0) {
      return index.isMultiple(of: 2) ? try term(0, for: 0, entry: 0, location, &scope) : 0
    }
    var (value, place) = (try term(0, for: 0, entry: 0, location, &scope), Expression(0))
    for i in stride(from: skip, to: count, by: skip) {
      let other = try term(i, for: 0, entry: 0, location, &scope)
      let isBetter = Expression.binary(isMaximum ? .greater : .less, other, value)
      place = .conditional(isBetter, Expression(Double(i)), place)
      value = .conditional(isBetter, other, value)
    }
    return index.isMultiple(of: 2) ? value : place
  }

  /// Gillespie's direct method (1977, J. Phys. Chem. 81, 2340): the time to the next reaction, and how often each happens then.
  private func reaction(_ index: Int, _ scope: inout FormulaScope) throws(FormulaError) -> Expression {
    if uniform.isEmpty { uniform = [collected.draw("ran", .uniform), collected.draw("ran", .uniform)] }
    var (below, total): ([Expression], Expression) = ([], 0)
    for text in reactions {
      below.append(total)
      total = total + (try scope.expression(of: try Formula(text)))
    }
    below.append(total)
    let isPossible = Expression.binary(.greater, total, 0)
    if index == 0 { return .conditional(isPossible, -.log(uniform[0]) / total, 0) }
    let chosen = uniform[1] * total
    let isHere = Expression.binary(
      .and, .binary(.greater, chosen, below[index - 1]), .binary(.lessOrEqual, chosen, below[index]))
    return .conditional(isPossible, isHere, 0)
  }
}

extension ODENetwork {
  /// What the first arguments of a network say, up to the quantities that are summed.
  private struct Form {
    var kind = Kind.missing
    var count = 1
    var weights: ODETable?
    var indices: ODETable?
    var delays: ODETable?
    var reactions: [SourceText] = []

    /// - Returns: nil if there is no such kind of network.
    init?(_ key: String, _ arguments: inout ODENetworkArguments) throws(FormulaError) {
      switch key.prefix(4) {
      case "conv":
        let ends = try arguments.ends()
        count = try arguments.count()
        kind = .convolution(ends, width: try arguments.count())
        weights = try arguments.table()
      case "fftc":
        let ends = try arguments.ends()
        count = try arguments.count()
        weights = try arguments.table()
        // The weights go round the ring, or over twice the chain, from the place of no shift.
        kind = .convolution(ends, width: -1)
      case "spar", "dels":
        count = try arguments.count()
        kind = .sparse(connections: try arguments.count())
        weights = try arguments.table()
        indices = try arguments.table()
        if key.hasPrefix("dels") { delays = try arguments.table() }
      case "mmul", "delm":
        kind = .matrix(columns: try arguments.count())
        count = try arguments.count()
        weights = try arguments.table()
        if key.hasPrefix("delm") { delays = try arguments.table() }
      case "inte" where key.hasPrefix("inter"):
        _ = try arguments.text()
        count = try arguments.count()
        kind = .interpolation
      case "find" where key.hasPrefix("finde"):
        let sign = try arguments.text().leadingNumber ?? 0
        count = try arguments.count()
        kind = .extremes(sign > 0 ? 1 : sign < 0 ? -1 : 0, skip: max(1, try arguments.count()))
      case "gill":
        _ = try arguments.text()
        kind = .gillespie
        reactions = try arguments.rest()
        count = reactions.count + 1
      case "impo": break
      default: return nil
      }
    }
  }
}
