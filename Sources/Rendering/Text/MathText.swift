// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A text with mathematics, as pieces ready to be set.
///
/// Plain names and infix formulas are set as a printed paper has them: single letters italic, Greek letters by their names,
/// indices after an underscore (`I_ext`, `x_1`, `x_(n+1)`,
/// sub-indices too: `x_i_j`), words upright, `V'` with a prime, `*` as a space
/// or a cross, `^` as an exponent, and a true minus sign.
public struct MathText: Hashable, Sendable {
  /// The pieces from left to right.
  public var runs: [TextRun]

  /// A text of given pieces.
  public init(runs: [TextRun]) {
    self.runs = runs
  }

  /// Reads a label in which mathematics stands between dollar signs, as in `"time $t$ (ms)"`. An unpaired dollar sign
  /// stands for itself.
  public init(label: String, style: TextRun.Style = .upright) {
    let parts = label.split(separator: "$", omittingEmptySubsequences: false)
    var runs: [TextRun] = []
    for (i, part) in parts.enumerated() {
      if i % 2 == 1 && i < parts.count - 1 {
        runs += MathText(formula: String(part)).runs
      } else {
        let text = (i % 2 == 1 ? "$" : "") + part
        if !text.isEmpty { runs.append(TextRun(text, style)) }
      }
    }
    self.runs = runs
  }

  /// Reads a name or an infix formula, such as `g_Na` or `V - V^3/3 - w + I`.
  public init(formula: String) {
    var typesetter = MathTypesetter(tokens: MathToken.tokens(of: formula))
    runs = typesetter.typeset()
  }

  /// Puts a name between dollar signs, so that a label sets it as mathematics.
  public static func label(formula: String) -> String { "$\(formula)$" }

  /// All characters without their styles, for searching and for tests.
  public var plainText: String { runs.map(\.text).joined() }
}
