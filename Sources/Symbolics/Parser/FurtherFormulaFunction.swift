// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A function of formulas that the language itself does not have: delays, random numbers, tables, networks.
public protocol FurtherFormulaFunction {
  /// How many arguments the function takes.
  var argumentCount: Int { get }

  /// The value of a call.
  /// - Parameters:
  ///   - arguments: as many as the function takes.
  ///   - location: the place of the call.
  ///   - scope: gives the names of the formulas that the function itself contains their meanings.
  func value(
    _ arguments: [Expression], at location: Range<Int>, in scope: inout FormulaScope
  ) throws(FormulaError) -> Expression
}
