// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Expression {
  /// The formula as a line of text in the language of model files, which `FormulaParser` reads back.
  ///
  /// Parentheses stand where the parser needs them and where a reader would stumble. Numbers have the fewest digits
  /// that give the same number again. Bernoulli functions and sinc are written as the quotients that they stand for.
  ///
  /// A text of more than 10000 bytes is written with names for its shared parts, as in `s1*s1+1 where s1=...; s2=...`;
  /// it is then for people, not for the parser. The length is never more than proportional to the size of the graph.
  public var infix: String {
    let graph = ExpressionGraph([self])
    var interpretation = InfixInterpretation()
    let root = graph.interpret(&interpretation)[0]
    var prefix = "s"
    while graph.symbols.contains(where: { $0.lowercased().hasPrefix(prefix) }) { prefix += "_" }
    let (text, definitions) = interpretation.assembler.assemble(root) { "\(prefix)\($0)" }
    if definitions.isEmpty { return text }
    return text + " where " + definitions.map { "\($0.name)=\($0.text)" }.joined(separator: "; ")
  }
}

/// Reads an expression as pieces of infix text.
///
/// The ranks are those of XPPAUT: sums and `|` bind least, then the unary minus, then products and `&`, then powers and
/// comparisons; all operators group to the left.
struct InfixInterpretation: Interpretation {
  private enum Rank {
    static let sum = 4
    static let negation = 5
    static let product = 6
    static let power = 7
    static let atom = 8
  }

  private(set) var assembler = TextAssembler()

  mutating func constant(_ value: Double) -> Int {
    if value.isNaN { return text("0/0", rank: Rank.product) }
    if value.isInfinite { return text(value < 0 ? "-1/0" : "1/0", rank: Rank.product) }
    return text(Self.number(value), rank: value < 0 ? Rank.product : Rank.atom)
  }

  mutating func symbol(_ name: String) -> Int { text(name, rank: Rank.atom) }

  mutating func unary(_ function: UnaryFunction, _ x: Int) -> Int {
    switch function {
    case .negate:
      // -a*b is read as (-a)*b, which is the same; but -2*b would be a number times b, and -(a-b)*c (b-a)*c.
      let piece = assembler.pieces[x]
      let signMoves = piece.startsWithDigit || (piece.startsWithParenthesis && piece.rank < Rank.power)
      let bare = piece.rank >= Rank.product && !piece.startsWithMinus && !signMoves
      return assembler.append([.text("-")] + (bare ? [.piece(x)] : enclosed(x)), rank: Rank.negation)
    case .not:
      // A prefix operator for the parser, which would take what follows into its operand.
      return assembler.append([.text("not")] + enclosed(x), rank: Rank.negation)
    case .bernoulli(order: 0):
      let parts = operand(x, atLeast: Rank.product) + [.text("/(exp(")] + [.piece(x), .text(")-1)")]
      return assembler.append(parts, rank: Rank.product)
    case .sinc(order: 0):
      let parts = [.text("sin("), .piece(x), .text(")/")] + operand(x, atLeast: Rank.power, follows: true)
      return assembler.append(parts, rank: Rank.product)
    default: return call(Self.name(function), [x])
    }
  }

  mutating func binary(_ function: BinaryFunction, _ x: Int, _ y: Int) -> Int {
    guard let (symbol, rank) = Self.infixOperator(function) else { return call(Self.name(function), [x, y]) }
    // Chains of powers and comparisons are legal, but hardly anyone knows how they group.
    let tight = rank == Rank.power ? Rank.atom : rank
    let left = operand(x, atLeast: tight, follows: tight == Rank.atom)
    let right = operand(y, atLeast: min(tight + 1, Rank.atom), follows: true)
    return assembler.append(left + [.text(symbol)] + right, rank: rank)
  }

  mutating func conditional(_ condition: Int, _ x: Int, _ y: Int) -> Int {
    let parts: [TextAssembler.Part] = [
      .text("if("), .piece(condition), .text(")then("), .piece(x), .text(")else("), .piece(y), .text(")"),
    ]
    return assembler.append(parts, rank: Rank.atom)
  }

  private mutating func text(_ text: String, rank: Int) -> Int { assembler.append([.text(text)], rank: rank) }

  private func enclosed(_ x: Int) -> [TextAssembler.Part] { [.text("("), .piece(x), .text(")")] }

  /// An operand, in parentheses if it binds less tightly, or begins with a sign where it follows an operator.
  private func operand(_ x: Int, atLeast rank: Int, follows: Bool = false) -> [TextAssembler.Part] {
    let piece = assembler.pieces[x]
    return piece.rank < rank || (follows && piece.startsWithMinus) ? enclosed(x) : [.piece(x)]
  }

  private mutating func call(_ name: String, _ arguments: [Int]) -> Int {
    var parts: [TextAssembler.Part] = [.text(name.hasSuffix(",") ? name : name + "(")]
    for (position, argument) in arguments.enumerated() {
      if position > 0 { parts.append(.text(",")) }
      parts.append(.piece(argument))
    }
    return assembler.append(parts + [.text(")")], rank: Rank.atom)
  }

  /// The fewest digits that give the number again, without a fraction of zero.
  static func number(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func infixOperator(_ function: BinaryFunction) -> (symbol: String, rank: Int)? {
    switch function {
    case .add: ("+", Rank.sum)
    case .subtract: ("-", Rank.sum)
    case .or: ("|", Rank.sum)
    case .multiply: ("*", Rank.product)
    case .divide: ("/", Rank.product)
    case .and: ("&", Rank.product)
    case .power: ("^", Rank.power)
    case .less: ("<", Rank.power)
    case .lessOrEqual: ("<=", Rank.power)
    case .greater: (">", Rank.power)
    case .greaterOrEqual: (">=", Rank.power)
    case .equal: ("==", Rank.power)
    case .notEqual: ("!=", Rank.power)
    default: nil
    }
  }
}
