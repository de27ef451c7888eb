// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import ModelCore
import Symbolics

/// `bpanalyze check`: how a model file was understood.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read a model and show its equations, parameters and Jacobian.",
    discussion: """
      Faults of a model file are shown with their lines, and the exit status is 65.

        bpanalyze check my-model.ode
        bpanalyze check morris-lecar --parameter-set snic --set I=40
        bpanalyze check wong-wang --latex             equations for a paper
      """)

  @OptionGroup var model: ModelArgument

  @Flag(help: "Print the equations and the Jacobian as LaTeX (amsmath).")
  var latex = false

  @Flag(inversion: .prefixedNo, help: "Show the Jacobian.")
  var jacobian = true

  func run() throws {
    Interruption.watch(limit: LimitOption.usual)
    let model = try model.load().model
    let text = latex ? LaTeXReport(model).text(jacobian: jacobian) : ModelReport(model).text(jacobian: jacobian)
    try Terminal.print(text)
    for remark in ModelRemarks(model).texts { Terminal.warning(remark) }
  }
}
