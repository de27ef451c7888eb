// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Bifurcation
import ModelCore
import ModelFormats
import Results
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
        bpanalyze check lorenz --parameter r=0:30     the natural sizes of variables and time
        bpanalyze check --why *.ode                   which files cannot be read, and why
        bpanalyze check wong-wang --set I0=0.33 --ode the model with this value for XPPAUT
      """)

  @OptionGroup var model: ModelArgument

  @Argument(help: ArgumentHelp("With --why: further files.", valueName: "files"))
  var further: [String] = []

  @Flag(help: "Tell of several files why they cannot be read, and how often each reason occurs.")
  var why = false

  @Flag(help: "Print the equations and the Jacobian as LaTeX (amsmath).")
  var latex = false

  @Flag(help: "Print the model as an .ode file that XPPAUT reads, with names of at most ten letters.")
  var ode = false

  @Flag(inversion: .prefixedNo, help: "Show the Jacobian.")
  var jacobian = true

  @Option(
    help: ArgumentHelp(
      "Show the natural sizes in which a diagram in this parameter would be computed.", valueName: "name=low:high"),
    transform: NamedRange.full)
  var parameter: NamedRange?

  func validate() throws {
    if !why, let file = further.first {
      throw ValidationError("One model is shown at a time, not also '\(file)'; see --why.")
    }
    if ode, latex || why || parameter != nil {
      throw ValidationError("--ode goes with neither --latex nor --why nor --parameter.")
    }
  }

  func run() throws {
    if why {
      let files = [model.model] + further
      return try Terminal.print(WhyReport(files).text(of: files.count))
    }
    Interruption.watch(limit: LimitOption.usual)
    let model = try model.load().model
    if ode { return try Terminal.print(ODEFile.writeForXPPAUT(model)) }
    let text = latex ? LaTeXReport(model).text(jacobian: jacobian) : ModelReport(model).text(jacobian: jacobian)
    try Terminal.print(text)
    if let parameter { try Terminal.print("\n\(try sizes(of: model, parameter))") }
    for remark in ModelRemarks(model).texts { Terminal.warning(remark) }
  }

  private func sizes(of model: Model, _ parameter: NamedRange) throws -> String {
    guard let index = model.parameterIndex(parameter.name), let range = parameter.range else {
      throw ValidationError(
        "--parameter: there is no parameter '\(parameter.name)'; "
          + Suggestion.text(for: parameter.name, among: model.parameterNames))
    }
    let axis = AxisRange(
      name: model.parameters[index].name, lower: range.lowerBound, upper: range.upperBound)
    return ScaleReport(try NaturalScales(of: model, parameter: axis), parameter: axis).text
  }
}
