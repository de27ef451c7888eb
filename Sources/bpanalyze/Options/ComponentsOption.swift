// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser

/// How many principal components of states the figure shows together.
struct ComponentsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Show states along so many principal components: 2, or 3 in a box.", valueName: "count"))
  var components: Int?

  func validate() throws {
    if let components, components != 2, components != 3 {
      throw ValidationError("--components must be 2 or 3, not \(components).")
    }
  }
}
