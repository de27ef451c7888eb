// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// A model's equations and Jacobian for a LaTeX document that uses amsmath.
struct LaTeXReport {
  private let model: Model

  init(_ model: Model) { self.model = model }

  /// The equations in an `align` environment, then the Jacobian as a matrix in an `equation`.
  func text(jacobian: Bool) -> String {
    var lines = ["\\begin{align}"]
    let equations = model.variables.map { "  \(left($0.name)) \($0.rate.latex)" }
    lines += equations.dropLast().map { "\($0) \\\\" } + equations.suffix(1)
    lines.append("\\end{align}")
    if jacobian { lines += matrix }
    return lines.map { "\($0)\n" }.joined()
  }

  private func left(_ name: String) -> String {
    let symbol = Expression.symbol(name).latex
    return model.kind == .flow ? "\\dot{\(symbol)} &=" : "\(symbol) &\\mapsto"
  }

  private var matrix: [String] {
    let rows = model.variables.map { row in
      "    " + model.variableNames.map { row.rate.derivative($0).latex }.joined(separator: " & ")
    }
    return ["\\begin{equation}", "  J = \\begin{pmatrix}"] + rows.dropLast().map { "\($0) \\\\" } + rows.suffix(1)
      + ["  \\end{pmatrix}", "\\end{equation}"]
  }
}
