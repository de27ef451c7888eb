// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Formulas prepared to be compared with each other under many assignments of their symbols, up to the rules of arithmetic:
/// `a + (b + c)` is the same as `c + (b + a)`.
///
/// Each assignment gives every symbol a 64-bit number and every formula another. Formulas that are equal get the same, others
/// different ones but for a chance of about their degree divided by 2^61.
/// - Complexity: O(distinct subexpressions) for each assignment.
public struct FormulaIdentities: Sendable {
  private let graph: ExpressionGraph
  /// For each node that is one of the symbols its number, else -1.
  private let places: [Int]
  private let fixed: [String: Residue]

  /// Prepares formulas.
  /// - Parameters:
  ///   - expressions: The formulas.
  ///   - symbols: The symbols whose numbers change, in order.
  ///   - values: The values of other symbols, where they are known; the rest stand for themselves.
  public init(_ expressions: [Expression], symbols: [String], values: [String: Double]) {
    graph = ExpressionGraph(expressions)
    let numbers = Dictionary(symbols.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    places = graph.nodes.map { node in
      if case .symbol(let name) = node { numbers[name] ?? -1 } else { -1 }
    }
    var fixed: [String: Residue] = [:]
    for name in graph.symbols where numbers[name] == nil {
      fixed[name] = values[name].map { Residue($0) } ?? Residue.name(name)
    }
    self.fixed = fixed
  }

  /// The number of operations of an evaluation.
  public var size: Int { graph.nodes.count }

  /// The numbers of the formulas for numbers of the symbols.
  public func values(_ symbols: [UInt64]) -> [UInt64] {
    let rules = ResidueInterpretation(symbols: fixed)
    var values: [Residue] = []
    values.reserveCapacity(graph.nodes.count)
    for (position, node) in graph.nodes.enumerated() {
      let value: Residue =
        switch node {
        case .constant(let value): rules.constant(value)
        case .symbol(let name): places[position] >= 0 ? Residue(whole: symbols[places[position]]) : rules.symbol(name)
        case .unary(let function, let x): rules.unary(function, values[x])
        case .binary(let function, let x, let y): rules.binary(function, values[x], values[y])
        case .conditional(let condition, let x, let y): rules.conditional(values[condition], values[x], values[y])
        }
      values.append(value)
    }
    return graph.roots.map { values[$0].value }
  }

  /// For each formula the numbers of the symbols on which it depends, rising.
  public var dependencies: [[Int]] {
    var known: [[Int]] = []
    known.reserveCapacity(graph.nodes.count)
    for (position, node) in graph.nodes.enumerated() {
      if places[position] >= 0 {
        known.append([places[position]])
        continue
      }
      let operands = node.operands.map { known[$0] }.filter { !$0.isEmpty }
      known.append(operands.count <= 1 ? operands.first ?? [] : Set(operands.joined()).sorted())
    }
    return graph.roots.map { known[$0] }
  }
}

extension Residue {
  /// A number without pattern for a symbol that stands for itself.
  fileprivate static func name(_ name: String) -> Residue {
    var fingerprint = Fingerprint(tag: 77)
    for byte in name.utf8 { fingerprint.combine(UInt64(byte)) }
    return Residue(whole: fingerprint.high)
  }
}
