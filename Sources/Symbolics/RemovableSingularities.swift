// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Expression {
  /// A form of the quotient that is finite where numerator and denominator vanish together, if one is recognised.
  static func removableQuotient(_ numerator: Expression, _ denominator: Expression) -> Expression? { nil }
}
