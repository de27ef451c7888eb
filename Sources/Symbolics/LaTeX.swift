// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Expression {
  /// The formula in LaTeX's mathematical mode, with the commands of `amsmath`.
  ///
  /// Quotients are set as fractions, conditionals as cases, and names as ``latexName(_:)`` says. A text of more than
  /// 10000 bytes is written with names for its shared parts, which are defined behind the word "where".
  public var latex: String {
    let graph = ExpressionGraph([self])
    var interpretation = LaTeXInterpretation()
    let root = graph.interpret(&interpretation)[0]
    let (text, definitions) = interpretation.assembler.assemble(root) { "\\sigma_{\($0)}" }
    if definitions.isEmpty { return text }
    return text + " \\quad\\text{where } " + definitions.map { "\($0.name) = \($0.text)" }.joined(separator: ",\\; ")
  }
}

/// Reads an expression as pieces of LaTeX.
struct LaTeXInterpretation: Interpretation {
  private enum Rank {
    static let cases = 0
    static let or = 1
    static let and = 2
    static let comparison = 3
    static let sum = 4
    static let negation = 5
    static let product = 6
    static let fraction = 7
    static let power = 8
    static let call = 9
    static let atom = 10
  }

  typealias Part = TextAssembler.Part

  private(set) var assembler = TextAssembler()
  /// The name and the arguments of pieces that are calls of a function, whose powers are written on the name.
  private var calls: [Int: (name: String, arguments: [Part])] = [:]

  mutating func constant(_ value: Double) -> Int {
    if value.isNaN { return piece([.text("\\mathrm{NaN}")], Rank.atom) }
    if value.isInfinite {
      return piece([.text(value < 0 ? "-\\infty" : "\\infty")], value < 0 ? Rank.product : Rank.atom)
    }
    let text = InfixInterpretation.number(value)
    guard let e = text.firstIndex(of: "e") else {
      return piece([.text(text)], value < 0 ? Rank.product : Rank.atom)
    }
    let exponent = Int(text[text.index(after: e)...]).map(String.init) ?? ""
    let mantissa = text[..<e]
    let power = "10^{\(exponent)}"
    let number = mantissa == "1" ? power : mantissa == "-1" ? "-\(power)" : "\(mantissa) \\times \(power)"
    return piece([.text(number)], Rank.product)
  }

  mutating func symbol(_ name: String) -> Int { piece([.text(Expression.latexName(name))], Rank.atom) }

  mutating func unary(_ function: UnaryFunction, _ x: Int) -> Int {
    switch function {
    case .negate:
      let bare = assembler.pieces[x].rank >= Rank.product && !assembler.pieces[x].startsWithMinus
      return piece([.text("-")] + (bare ? [.piece(x)] : enclosed(x)), Rank.negation)
    case .absolute: return piece([.text("\\left|"), .piece(x), .text("\\right|")], Rank.atom)
    case .floor: return piece([.text("\\left\\lfloor "), .piece(x), .text(" \\right\\rfloor")], Rank.atom)
    case .ceiling: return piece([.text("\\left\\lceil "), .piece(x), .text(" \\right\\rceil")], Rank.atom)
    case .squareRoot: return piece([.text("\\sqrt{"), .piece(x), .text("}")], Rank.atom)
    case .not: return piece([.text("\\lnot ")] + operand(x, Rank.atom), Rank.negation)
    case .bernoulli(order: 0):
      let parts: [Part] = [
        .text("\\frac{"), .piece(x), .text("}{\\exp\\left("), .piece(x), .text("\\right) - 1}"),
      ]
      return piece(parts, Rank.fraction)
    case .logGamma:
      return piece([.text("\\ln\\left|\\Gamma\\left("), .piece(x), .text("\\right)\\right|")], Rank.call)
    default: return call(Self.name(function), [x])
    }
  }

  mutating func binary(_ function: BinaryFunction, _ x: Int, _ y: Int) -> Int {
    switch function {
    case .add: return infix(x, " + ", y, Rank.sum)
    case .subtract: return infix(x, " - ", y, Rank.sum)
    case .multiply:
      let digit = assembler.pieces[y].startsWithDigit
      return infix(x, digit ? " \\cdot " : " \\, ", y, Rank.product)
    case .divide:
      return piece([.text("\\frac{"), .piece(x), .text("}{"), .piece(y), .text("}")], Rank.fraction)
    case .power: return power(x, y)
    case .modulo: return infix(x, " \\bmod ", y, Rank.product)
    case .less: return infix(x, " < ", y, Rank.comparison)
    case .lessOrEqual: return infix(x, " \\le ", y, Rank.comparison)
    case .greater: return infix(x, " > ", y, Rank.comparison)
    case .greaterOrEqual: return infix(x, " \\ge ", y, Rank.comparison)
    case .equal: return infix(x, " = ", y, Rank.comparison)
    case .notEqual: return infix(x, " \\ne ", y, Rank.comparison)
    case .and: return infix(x, " \\land ", y, Rank.and)
    case .or: return infix(x, " \\lor ", y, Rank.or)
    case .maximum: return call("\\max", [x, y])
    case .minimum: return call("\\min", [x, y])
    case .atan2: return call("\\operatorname{atan2}", [x, y])
    case .besselJ: return bessel("J", x, y)
    case .besselY: return bessel("Y", x, y)
    case .besselI: return bessel("I", x, y)
    }
  }

  mutating func conditional(_ condition: Int, _ x: Int, _ y: Int) -> Int {
    let parts: [Part] = [
      .text("\\begin{cases} "), .piece(x), .text(" & \\text{if } "), .piece(condition), .text(" \\\\ "), .piece(y),
      .text(" & \\text{otherwise} \\end{cases}"),
    ]
    return piece(parts, Rank.cases)
  }

  private mutating func piece(_ parts: [Part], _ rank: Int) -> Int { assembler.append(parts, rank: rank) }

  /// A truth value that is used as a number gets the brackets of Iverson, everything else parentheses.
  private func enclosed(_ x: Int) -> [Part] {
    let truth = (Rank.or...Rank.comparison).contains(assembler.pieces[x].rank)
    return [.text(truth ? "\\left[" : "\\left("), .piece(x), .text(truth ? "\\right]" : "\\right)")]
  }

  private func operand(_ x: Int, _ rank: Int, follows: Bool = false) -> [Part] {
    let piece = assembler.pieces[x]
    return piece.rank < rank || (follows && piece.startsWithMinus) ? enclosed(x) : [.piece(x)]
  }

  private mutating func infix(_ x: Int, _ symbol: String, _ y: Int, _ rank: Int) -> Int {
    // Sums and products read the same however they are grouped; differences and remainders do not.
    let right = symbol == " + " || symbol == " \\, " || symbol == " \\cdot " ? rank : rank + 1
    return piece(operand(x, rank) + [.text(symbol)] + operand(y, right, follows: true), rank)
  }

  private mutating func power(_ x: Int, _ y: Int) -> Int {
    if case .text("0.5")? = assembler.pieces[y].parts.first, assembler.pieces[y].parts.count == 1 {
      return piece([.text("\\sqrt{"), .piece(x), .text("}")], Rank.atom)
    }
    let exponent: [Part] = [.text("^{"), .piece(y), .text("}")]
    // sin^2(x), but an exponent of -1 would be read as the inverse function.
    if let (name, arguments) = calls[x], assembler.pieces[y].startsWithDigit, assembler.pieces[y].rank == Rank.atom {
      return piece([.text(name)] + exponent + arguments, Rank.power)
    }
    return piece(operand(x, Rank.atom, follows: true) + exponent, Rank.power)
  }

  private mutating func call(_ name: String, _ operands: [Int]) -> Int {
    var arguments: [Part] = [.text("\\left(")]
    for (position, operand) in operands.enumerated() {
      arguments += (position > 0 ? [.text(", ")] : []) + [.piece(operand)]
    }
    arguments.append(.text("\\right)"))
    let index = piece([.text(name)] + arguments, Rank.call)
    // A name that ends in an exponent already cannot take another one.
    if !name.contains("^") { calls[index] = (name, arguments) }
    return index
  }

  private mutating func bessel(_ letter: String, _ order: Int, _ x: Int) -> Int {
    piece([.text("\(letter)_{"), .piece(order), .text("}\\left("), .piece(x), .text("\\right)")], Rank.call)
  }
}
