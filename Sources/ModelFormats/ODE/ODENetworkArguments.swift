// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Reads the arguments of a network operation, one after the other.
struct ODENetworkArguments {
  private let network: ODEDeclarations.Network
  private let names: [String]
  private let tables: [String: ODETable]
  private var position = 0

  init(_ network: ODEDeclarations.Network, names: [String], tables: [String: ODETable]) {
    (self.network, self.names, self.tables) = (network, names, tables)
  }

  /// The next argument as it stands.
  mutating func text() throws(FormulaError) -> SourceText {
    guard position < network.arguments.count else {
      throw FormulaError("the network '\(network.name.string)' lacks arguments", at: network.kind.location)
    }
    position += 1
    return network.arguments[position - 1]
  }

  /// A number of units or connections.
  mutating func count() throws(FormulaError) -> Int {
    let text = try text()
    guard let number = text.leadingNumber, number >= 1, number <= 1_000_000 else {
      throw FormulaError("'\(text.string)' is no number of units", at: text.location)
    }
    return Int(number)
  }

  /// What to do at the ends of a chain: even, zero (or 0), periodic.
  mutating func ends() throws(FormulaError) -> ODENetwork.Ends {
    let text = try text()
    switch text.key.first {
    case "e": return .even
    case "0", "z": return .zero
    case "p": return .periodic
    default:
      throw FormulaError("there is no such kind of ends", at: text.location, hint: "there are even, zero and periodic")
    }
  }

  /// A table.
  mutating func table() throws(FormulaError) -> ODETable {
    let text = try text()
    guard let table = tables[text.key] else {
      throw FormulaError(
        "'\(text.string)' is not a table", at: text.location, hint: "declare it before, table \(text.string) ...")
    }
    return table
  }

  /// The place of a variable or fixed quantity.
  mutating func root() throws(FormulaError) -> Int {
    let text = try text()
    guard let place = names.firstIndex(of: text.key) else {
      throw FormulaError("there is no variable '\(text.string)'", at: text.location)
    }
    return place
  }

  /// All further arguments; `r{1-15}` stands for r1 to r15.
  mutating func rest() throws(FormulaError) -> [SourceText] {
    var all: [SourceText] = []
    while position < network.arguments.count {
      let text = try text()
      guard let open = text.firstIndex(where: { $0 == UInt8(ascii: "{") }) else {
        all.append(text)
        continue
      }
      let ends = text.suffix(from: open + 1).split(at: UInt8(ascii: "-")).compactMap {
        $0.leadingNumber.flatMap { abs($0) < 1e6 ? Int($0) : nil }
      }
      guard ends.count == 2, ends[0] <= ends[1], ends[1] - ends[0] < 1000 else {
        throw FormulaError("'\(text.string)' is no range of names", at: text.location, hint: "the form is r{1-15}")
      }
      all += (ends[0]...ends[1]).map { number in
        let name = text[0..<open].string + String(number)
        return SourceText(
          bytes: Array(name.utf8), offsets: Array(repeating: Int32(clamping: text.offset(0)), count: name.utf8.count),
          end: text.offset(0))
      }
    }
    return all
  }
}
