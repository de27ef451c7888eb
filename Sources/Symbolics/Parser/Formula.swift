// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The structure of a formula, before its names have meanings.
///
/// The operations stand in postfix order. A `FormulaScope` gives the names meanings and makes an `Expression` of the
/// formula. Neither step recurses, so nesting cannot overflow the stack.
public struct Formula: Sendable {
  enum Operation {
    case number(Double)
    case name(Int)
    case sumIndex
    case unary(UnaryFunction)
    case binary(BinaryFunction)
    /// Takes condition, consequent and alternative.
    case conditional
    case call(name: Int, arguments: Int)
    /// The quantity that is a number of places further on in its list than a named one.
    case shift(name: Int)
    /// Takes the lower and upper limit; the summand runs up to `endSum` at the index `end`.
    case beginSum(end: Int)
    case endSum
  }

  /// A name as it is spelled, and the key by which it is known: its spelling in lower case.
  struct Name {
    let key: String
    let spelling: String
  }

  /// The text that the formula was read from.
  public let text: SourceText
  /// Readings that follow XPPAUT but may surprise.
  public let notes: [FormulaError]
  let operations: [Operation]
  let locations: [Range<Int>]
  let names: [Name]

  /// Reads a formula in XPPAUT's language.
  /// - Throws: `FormulaError` at the first fault.
  public init(_ text: SourceText) throws(FormulaError) {
    var parser = try FormulaParser(text)
    try parser.parse()
    self.text = text
    notes = parser.notes
    operations = parser.operations
    locations = parser.locations
    names = parser.names
  }

  /// The formula without operations.
  static let empty = Formula()

  private init() {
    text = SourceText("")
    (notes, operations, locations, names) = ([], [], [], [])
  }

  /// The names, in lower case, that occur in the formula, those of functions included.
  public var keys: Set<String> { Set(names.map(\.key)) }
}
