// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// A table of a file, ready for use in formulas.
struct ODETable: FurtherFormulaFunction {
  /// What gives the values.
  enum Values {
    /// A formula of `t` between points of equal distance, beyond them along straight lines.
    case formula(Formula)
    /// A value for each point: numbers, or formulas of parameters.
    case samples([Expression])
    /// A table from a file.
    case lookup(LookupTable, [Double])
  }

  let name: String
  let count: Int
  let low: Double
  let high: Double
  let values: Values

  var spacing: Double { (high - low) / Double(count - 1) }

  /// The value at a point of the table, counted from 0.
  func sample(_ index: Int, _ scope: inout FormulaScope) throws(FormulaError) -> Expression {
    switch values {
    case .formula(let formula):
      try scope.expression(of: formula, replacing: ["t": Expression(low + spacing * Double(index))])
    case .samples(let values): values[index]
    case .lookup(_, let values): Expression(values[index])
    }
  }

  let argumentCount = 1

  /// The value at any argument.
  func value(
    _ arguments: [Expression], at location: Range<Int>, in scope: inout FormulaScope
  ) throws(FormulaError) -> Expression {
    let x = arguments[0]
    if case .lookup(let table, _) = values { return .unary(.lookup(table), x) }
    let place = (x - Expression(low)) / Expression(spacing)
    let piece = Expression.binary(
      .maximum, 0, .binary(.minimum, Expression(Double(count - 2)), .unary(.floor, place)))
    if let index = piece.constantValue, index.isFinite {
      let (first, second) = (try sample(Int(index), &scope), try sample(Int(index) + 1, &scope))
      return first + (second - first) * (place - piece)
    }
    switch values {
    case .formula(let formula):
      let left = Expression(low) + Expression(spacing) * piece
      let first = try scope.expression(of: formula, replacing: ["t": left])
      let second = try scope.expression(of: formula, replacing: ["t": left + Expression(spacing)])
      return first + (second - first) * (place - piece)
    case .samples(let samples):
      let points = (0..<count).map { low + spacing * Double($0) }
      let numbers = samples.map { $0.constantValue ?? .nan }
      return .unary(.lookup(LookupTable(name: name, points: points, values: numbers)), x)
    case .lookup(let table, _): return .unary(.lookup(table), x)
    }
  }
}

extension ODEModelBuilder {
  /// Gives the tables their meanings as functions.
  mutating func defineTables() {
    for declared in declarations.tables {
      let key = declared.name.key
      do throws(FormulaError) {
        let table = try read(declared)
        tables[key] = table
        scope.furtherFunctions[key] = table
      } catch {
        diagnostics.report(error)
        scope.defineFailed(declared.name.string)
      }
    }
  }

  private mutating func read(_ table: ODEDeclarations.Table) throws(FormulaError) -> ODETable {
    switch table.source {
    case .file(let name): return try readFile(name, of: table.name)
    case .formula(let count, let low, let high, let text):
      let ends = (try low.requireNumber("the lower end of a table"), try high.requireNumber("the upper end of a table"))
      guard ends.0 < ends.1 else { throw FormulaError("the ends of the table do not rise", at: low.location) }
      let formula = try Formula(text)
      func made(_ values: ODETable.Values) -> ODETable {
        ODETable(name: table.name.string, count: count, low: ends.0, high: ends.1, values: values)
      }
      let whole = made(.formula(formula))
      let collected = collected
      collected.tookNumber = false
      collected.fix(seed: 1)
      defer { collected.release() }
      _ = try whole.sample(0, &scope)
      guard collected.tookNumber else { return whole }
      guard count <= 1_000_000 else {
        throw FormulaError("a random table can have at most a million points", at: table.name.location)
      }
      let seed = UInt64(bitPattern: Int64(declarations.seed)) &+ 0x9e37 &* UInt64(tables.count + 1)
      collected.fix(seed: seed)
      var samples: [Expression] = []
      scope.allow(furtherOperations: 40 * count)
      for index in 0..<count { samples.append(try whole.sample(index, &scope)) }
      return made(.samples(samples))
    }
  }

  /// Reads a table's file, which lies beside the model: a number of points, perhaps after `i` (steps) or `s` (cubics), the ends,
  /// and the values; or `xyvals`, a number of points, and pairs.
  private func readFile(_ name: SourceText, of table: SourceText) throws(FormulaError) -> ODETable {
    let text = name.string
    guard let folder = declarations.folder else {
      throw FormulaError("the file '\(text)' of the table '\(table.string)' cannot be looked for", at: name.location)
    }
    guard NeighbouringFile.isPlain(text) else {
      throw FormulaError("a table's file must lie beside the model", at: name.location)
    }
    guard let bytes = NeighbouringFile.bytes(named: text, in: folder) else {
      throw FormulaError(
        "there is no file '\(text)' beside the model for the table '\(table.string)'", at: name.location)
    }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard let first = words.first else { throw FormulaError("the file '\(text)' is empty", at: name.location) }
    let hasPairs = first.lowercased().hasPrefix("xyval")
    let header = hasPairs ? words.dropFirst() : words[...]
    let letter = header.first?.first
    let rule: LookupTable.Rule = letter == "i" ? .step : letter == "s" ? .cubic : .linear
    let numbers = header.enumerated().map { index, word in
      Double(index == 0 && rule != .linear ? word.dropFirst() : word[...])
    }
    guard let size = numbers.first ?? nil, let count = Int(exactly: size), count >= 2,
      numbers.count >= 1 + (hasPairs ? 2 * count : count + 2)
    else { throw FormulaError("the file '\(text)' is no table: numbers are missing", at: name.location) }
    let used = numbers.prefix(1 + (hasPairs ? 2 * count : count + 2)).compactMap { $0 }
    guard used.count == 1 + (hasPairs ? 2 * count : count + 2), used.allSatisfy(\.isFinite) else {
      throw FormulaError("the file '\(text)' holds something that is not a number", at: name.location)
    }
    let points: [Double]
    let values: [Double]
    if hasPairs {
      points = (0..<count).map { used[1 + 2 * $0] }
      values = (0..<count).map { used[2 + 2 * $0] }
    } else {
      points = (0..<count).map { used[1] + (used[2] - used[1]) * Double($0) / Double(count - 1) }
      values = Array(used.dropFirst(3))
    }
    guard zip(points, points.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw FormulaError("the points of the table in '\(text)' do not rise", at: name.location)
    }
    let lookup = LookupTable(name: table.string, points: points, values: values, rule: rule)
    return ODETable(
      name: table.string, count: count, low: points[0], high: points[count - 1], values: .lookup(lookup, values))
  }
}
