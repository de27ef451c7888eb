// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import ModelCore
import PhasePlane

/// Which plane of a model's state space to look at.
struct PlaneOptions: ParsableArguments {
  @Option(
    name: .customLong("x"),
    help: ArgumentHelp("The horizontal variable, and its window, such as V=-3:3 or V.", valueName: "name=low:high"),
    transform: NamedRange.nameOrFull)
  var horizontal: NamedRange?

  @Option(
    name: .customLong("y"),
    help: ArgumentHelp("The vertical variable, and its window.", valueName: "name=low:high"),
    transform: NamedRange.nameOrFull)
  var vertical: NamedRange?

  @Option(
    name: .customLong("fix"),
    help: ArgumentHelp(
      "The value at which another variable of a larger system is held; without it, its initial value. May be repeated.",
      valueName: "name=value"),
    transform: NamedValue.list)
  var fixed: [[NamedValue]] = []

  @Option(help: "What becomes of further variables: fixed, or equilibrium (at rest given the two on the axes).")
  var others: PhasePlaneSettings.OtherVariables = .fixed

  @Option(
    name: .customLong("at-time"),
    parsing: .unconditional,
    help: ArgumentHelp("Freeze time in the equations at this value.", valueName: "t"))
  var time: Double?

  /// The values of `--fix`, by name.
  /// - Throws: `ValidationError` for a name given twice.
  func fixedValues() throws -> [String: Double] {
    var values: [String: Double] = [:]
    for item in fixed.joined() where values.updateValue(item.value, forKey: item.name) != nil {
      throw ValidationError("--fix: '\(item.name)' is given twice.")
    }
    return values
  }
}

extension PhasePlaneSettings.OtherVariables: ExpressibleByArgument {}
