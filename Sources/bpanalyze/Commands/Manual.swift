// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser

/// `bpanalyze manual`: the manual page, which `make install` puts into its place.
struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the manual page of the program, for 'man'.", shouldDisplay: false)

  func run() throws {
    try Terminal.print(ManualPage(try CommandDescription.program()).text)
  }
}
