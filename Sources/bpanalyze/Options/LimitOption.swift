// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser

/// How long a computation may take.
struct LimitOption: ParsableArguments {
  @Option(
    name: .customLong("time-limit"), parsing: .unconditional,
    help: ArgumentHelp(
      "After so many seconds the computation ends, and what was found is saved.", valueName: "seconds"))
  var seconds = 3600

  func validate() throws {
    if !(1...10_000_000).contains(seconds) {
      throw ValidationError("--time-limit \(seconds) is outside 1 to 10000000 seconds.")
    }
  }
}
