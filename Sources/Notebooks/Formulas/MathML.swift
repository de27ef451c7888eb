// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Formulas of LaTeX as MathML, which browsers show without any other help.
///
/// What texts on dynamical systems need is known: letters, numbers, relations, fractions, roots, indices, accents, functions, fences,
/// matrices, cases, aligned equations. A command that is not known is an error, never left out.
enum MathML {
  /// The markup of a formula.
  /// - Throws: `LaTeXError` for a command that is not known, and for braces and fences that do not pair.
  static func markup(of formula: String, isDisplayed: Bool) throws(LaTeXError) -> String {
    var parser = FormulaParser(tokens: try LaTeXToken.tokens(of: formula), isDisplayed: isDisplayed)
    let body = try parser.row(until: nil)
    let display = isDisplayed ? " display=\"block\"" : ""
    return "<math\(display)>\(body)</math>"
  }
}

/// Reads tokens from left to right.
private struct FormulaParser {
  private var tokens: [LaTeXToken]
  private let isDisplayed: Bool
  private var position = 0

  init(tokens: [LaTeXToken], isDisplayed: Bool) {
    self.tokens = tokens
    self.isDisplayed = isDisplayed
  }

  private var next: LaTeXToken? { position < tokens.count ? tokens[position] : nil }

  /// What ends a row.
  private func ends(_ token: LaTeXToken, _ end: LaTeXToken?) -> Bool {
    if token == end { return true }
    guard case .text("end", _) = token else {
      // Cells and lines of tables end rows of all kinds but those in braces and fences.
      return end == Self.cell && (token == .character("&") || token == .command("\\"))
    }
    return end == Self.cell
  }

  /// Stands for the end of a cell in a table.
  private static let cell = LaTeXToken.text(command: "end", "")

  /// Elements up to a token, which is passed; up to the end if nil.
  mutating func row(until end: LaTeXToken?) throws(LaTeXError) -> String {
    var markup = ""
    while let token = next {
      if ends(token, end) {
        if end != Self.cell { position += 1 }
        return markup
      }
      markup += try scripted()
    }
    guard end == nil else { throw LaTeXError("a brace, a fence or a table is not closed") }
    return markup
  }

  /// An element with its indices and exponents.
  private mutating func scripted() throws(LaTeXError) -> String {
    let isLimit = isDisplayed && next.map(Self.takesLimits) == true
    let isFunction = next.map(Self.isFunction) == true
    let base = try element()
    var (lower, upper): (String?, String?) = (nil, nil)
    while let token = next {
      switch token {
      case .character("_"):
        guard lower == nil else { throw LaTeXError("an index has two indices without braces") }
        position += 1
        lower = try argument()
      case .character("^"):
        guard upper == nil else { throw LaTeXError("an exponent has two exponents without braces") }
        position += 1
        upper = try argument()
      case .character("'"):
        position += 1
        upper = "<mrow>\(upper ?? "")<mo>′</mo></mrow>"
      default:
        return Self.scripts(base, lower, upper, isLimit) + (isFunction ? Self.gap(before: token) : "")
      }
    }
    return Self.scripts(base, lower, upper, isLimit)
  }

  private static func scripts(_ base: String, _ lower: String?, _ upper: String?, _ isLimit: Bool) -> String {
    switch (lower, upper) {
    case (nil, nil): base
    case (let lower?, nil): isLimit ? "<munder>\(base)\(lower)</munder>" : "<msub>\(base)\(lower)</msub>"
    case (nil, let upper?): isLimit ? "<mover>\(base)\(upper)</mover>" : "<msup>\(base)\(upper)</msup>"
    case (let lower?, let upper?):
      isLimit
        ? "<munderover>\(base)\(lower)\(upper)</munderover>" : "<msubsup>\(base)\(lower)\(upper)</msubsup>"
    }
  }

  private static func takesLimits(_ token: LaTeXToken) -> Bool {
    if case .command(let name) = token { LaTeXSymbols.limits[name] != nil } else { false }
  }

  private static func isFunction(_ token: LaTeXToken) -> Bool {
    switch token {
    case .command(let name): LaTeXSymbols.functions.contains(name)
    case .text("operatorname", _): true
    default: false
    }
  }

  /// A thin blank between a function and an argument without parentheses.
  private static func gap(before token: LaTeXToken) -> String {
    token == .character("(") || token == .command("left") ? "" : "<mspace width=\"0.167em\"/>"
  }

  /// What a command or an index takes: an element in braces, or one sign. Of a number without braces that is its first digit.
  private mutating func argument() throws(LaTeXError) -> String {
    guard case .number(let digits) = next, digits.count > 1 else { return try element() }
    tokens[position] = .number(String(digits.dropFirst()))
    return "<mn>\(digits.prefix(1))</mn>"
  }

  /// One element without its indices.
  private mutating func element() throws(LaTeXError) -> String {
    guard let token = next else { throw LaTeXError("a formula ends where something is missing") }
    position += 1
    switch token {
    case .number(let digits): return "<mn>\(digits)</mn>"
    case .character("{"): return "<mrow>\(try row(until: .character("}")))</mrow>"
    case .character("}"): throw LaTeXError("a brace is closed that was not opened")
    case .character(let character): return Self.character(character)
    case .text("begin", let name): return try table(name)
    case .text("end", let name): throw LaTeXError("\\end{\(name)} stands without its \\begin")
    case .text("text", let text): return "<mtext>\(HTML.escaped(text, keepingBlanks: true))</mtext>"
    case .text(_, let text): return "<mi mathvariant=\"normal\">\(HTML.escaped(text))</mi>"
    case .command(let name): return try command(name)
    }
  }

  private static func character(_ character: Character) -> String {
    if character.isLetter { return "<mi>\(character)</mi>" }
    if character == "-" { return "<mo>−</mo>" }
    // Only fences after \left and \right grow with what they hold.
    if "()[]|".contains(character) { return "<mo stretchy=\"false\">\(character)</mo>" }
    return "<mo>\(HTML.escaped(String(character)))</mo>"
  }

  private mutating func command(_ name: String) throws(LaTeXError) -> String {
    if let letter = LaTeXSymbols.letters[name] { return "<mi>\(letter)</mi>" }
    if let sign = LaTeXSymbols.operators[name] ?? LaTeXSymbols.limits[name] { return "<mo>\(sign)</mo>" }
    if LaTeXSymbols.functions.contains(name) { return "<mi>\(name)</mi>" }
    if let width = LaTeXSymbols.spaces[name] { return "<mspace width=\"\(width)\"/>" }
    if let accent = LaTeXSymbols.accents[name] {
      return "<mover accent=\"true\">\(try argument())<mo>\(accent)</mo></mover>"
    }
    if let alphabet = LaTeXSymbols.alphabets[name] { return Self.letters(try argument(), in: alphabet) }
    switch name {
    case "frac", "tfrac", "dfrac": return "<mfrac>\(try argument())\(try argument())</mfrac>"
    case "sqrt":
      guard next == .character("[") else { return "<msqrt>\(try argument())</msqrt>" }
      position += 1
      let degree = try row(until: .character("]"))
      return "<mroot>\(try argument())<mrow>\(degree)</mrow></mroot>"
    case "left": return try fence()
    default: throw LaTeXError("\\\(name) is not known in formulas")
    }
  }

  /// Letters of an alphabet. Browsers know only the variant `normal`, so that the letters are those that Unicode has.
  private static func letters(_ markup: String, in alphabet: String) -> String {
    let starts: [String: (capital: UInt32, small: UInt32)] = [
      "script": (0x1D49C, 0x1D4B6), "bold": (0x1D400, 0x1D41A), "bold-italic": (0x1D468, 0x1D482),
      "double-struck": (0x1D538, 0x1D552), "italic": (0x1D434, 0x1D44E),
    ]
    // Those that had their place before the alphabets were added.
    let exceptions: [String: [Character: Character]] = [
      "script": [
        "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ", "g": "ℊ", "o": "ℴ",
      ],
      "double-struck": ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"], "italic": ["h": "ℎ"],
    ]
    guard let start = starts[alphabet] else { return markup }
    var isTag = false
    return String(
      markup.map { character -> Character in
        if character == "<" { isTag = true }
        defer { if character == ">" { isTag = false } }
        guard !isTag, character.isLetter, let code = character.asciiValue else { return character }
        if let exception = exceptions[alphabet]?[character] { return exception }
        let place = code >= 97 ? start.small + UInt32(code - 97) : start.capital + UInt32(code - 65)
        return Unicode.Scalar(place).map(Character.init) ?? character
      })
  }

  /// The sign of a fence; nil for the point, which is none.
  private mutating func fenceSign() throws(LaTeXError) -> String? {
    guard let token = next else { throw LaTeXError("\\left or \\right is not followed by a fence") }
    position += 1
    switch token {
    case .character("."): return nil
    case .character(let character): return HTML.escaped(String(character))
    case .command(let name):
      if let sign = LaTeXSymbols.operators[name] { return sign }
      throw LaTeXError("\\\(name) is no fence")
    default: throw LaTeXError("\\left or \\right is not followed by a fence")
    }
  }

  private mutating func fence() throws(LaTeXError) -> String {
    let open = try fenceSign()
    let body = try row(until: .command("right"))
    return Self.fenced(body, open, try fenceSign())
  }

  private static func fenced(_ body: String, _ open: String?, _ close: String?) -> String {
    func sign(_ text: String?, _ form: String) -> String {
      text.map { "<mo fence=\"true\" stretchy=\"true\" form=\"\(form)\">\($0)</mo>" } ?? ""
    }
    return "<mrow>\(sign(open, "prefix"))<mrow>\(body)</mrow>\(sign(close, "postfix"))</mrow>"
  }

  /// A table up to the end of its environment.
  private mutating func table(_ name: String) throws(LaTeXError) -> String {
    guard let fences = LaTeXSymbols.environments[name] else {
      throw LaTeXError("\\begin{\(name)} is not known in formulas")
    }
    var rows: [[String]] = [[]]
    while true {
      rows[rows.count - 1].append(try row(until: Self.cell))
      guard let token = next else { throw LaTeXError("\\begin{\(name)} has no \\end") }
      position += 1
      if case .text("end", let ended) = token {
        guard ended == name else { throw LaTeXError("\\begin{\(name)} is ended by \\end{\(ended)}") }
        break
      }
      if token == .command("\\") { rows.append([]) }
    }
    if let last = rows.last, rows.count > 1, last.allSatisfy(\.isEmpty) { rows.removeLast() }
    let isAligned = name.hasPrefix("align")
    let body = rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let side = isAligned ? (column % 2 == 0 ? "right" : "left") : name == "cases" ? "left" : "center"
        return "<mtd class=\"\(side)\">\(cell)</mtd>"
      }
      return "<mtr>\(cells.joined())</mtr>"
    }
    let style = isAligned ? " class=\"aligned\"" : ""
    return Self.fenced("<mtable\(style)>\(body.joined())</mtable>", fences.open, fences.close)
  }
}
