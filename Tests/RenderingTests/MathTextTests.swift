// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Rendering
import Testing

@Suite("Mathematics in labels")
struct MathTextTests {
  /// The pieces as text: `/x/` for italic, `_{…}` and `^{…}` for lowered and raised pieces, a space for a gap.
  private func sketch(_ text: MathText) -> String {
    text.runs.map { run in
      let body = run.style == .italic ? "/\(run.text)/" : run.text
      let shifted = run.rise < 0 ? "_{\(body)}" : run.rise > 0 ? "^{\(body)}" : body
      return (run.gap > 0.1 ? " " : "") + shifted
    }.joined()
  }

  @Test(
    "Names",
    arguments: [
      ("V", "/V/"), ("x_1", "/x/_{1}"), ("x1", "/x/_{1}"), ("I_ext", "/I/_{ext}"), ("tau", "/τ/"),
      ("tau_w", "/τ/_{/w/}"), ("tauw", "/τ/_{/w/}"), ("g_Na", "/g/_{Na}"), ("gna", "/g/_{Na}"), ("VK", "/V/_{K}"),
      ("iapp", "/i/_{app}"), ("Gamma", "Γ"), ("V'", "/V/′"), ("x_i_j", "/x/_{/i/}_{,} _{/j/}"), ("m_inf", "/m/_{∞}"),
      ("phi", "/φ/"), ("rate", "rate"), ("x_(n+1)", "/x/_{/n/} _{+} _{1}"), ("x_n", "/x/_{/n/}"), ("beta2", "/β/_{2}"),
      ("recovery_variable_of_pop", "recovery_{variable} _{of} _{pop}"), ("g_Na_max", "/g/_{Na,} _{max}"),
    ])
  func names(name: String, expected: String) {
    #expect(sketch(MathText(formula: name)) == expected)
  }

  @Test(
    "Formulas",
    arguments: [
      ("V' = 0", "/V/′ = 0"), ("V - V^3/3 - w + I", "/V/ − /V/^{3}/3 − /w/ + /I/"), ("-x", "−/x/"),
      ("a*x", "/a/ /x/"), ("2*3", "2 × 3"), ("x^-2", "/x/^{−2}"), ("x^(a+b)", "/x/^{/a/} ^{+} ^{/b/}"),
      ("1e-3", "1 × 10^{−3}"), ("exp(-x)", "exp(−/x/)"), ("a >= b", "/a/ ≥ /b/"),
    ])
  func formulas(formula: String, expected: String) {
    #expect(sketch(MathText(formula: formula)) == expected)
  }

  @Test("All indices stand on one line", arguments: ["x_i_j", "membrane_potential_excitatory_e", "x_i_(n+1)"])
  func indicesStandSideBySide(name: String) {
    let indices = MathText(formula: name).runs.dropFirst()
    #expect(indices.count >= 2)
    #expect(Set(indices.map(\.scale)).count == 1 && Set(indices.map(\.rise)).count == 1)
  }

  @Test(
    "Labels mix words and mathematics",
    arguments: [
      ("time $t$ (ms)", "time /t/ (ms)"), ("$tau$", "/τ/"), ("price in $", "price in $"), ("", ""),
      ("$V$, $w$", "/V/, /w/"),
    ])
  func labels(label: String, expected: String) {
    #expect(sketch(MathText(label: label)) == expected)
  }

  @Test("Broken formulas are set as far as they go", arguments: ["^", "x^", "x^(", "((", "_", "x_(", "1e", "'", "#fi"])
  func brokenFormulas(formula: String) {
    #expect(MathText(formula: formula).plainText.count <= formula.count)
  }

  @Test("Helvetica's published widths")
  func helveticaWidths() {
    let word = HelveticaMetrics().advance(of: "Helvetica", style: .upright)
    let number = HelveticaMetrics().advance(of: "−1.5", style: .italic)
    #expect(abs(word - 4.112) < 1e-9)
    #expect(abs(number - 1.974) < 1e-9)
  }
}
