// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Citations
import Foundation
import Results

/// `bpanalyze cite`: what a text that uses results should cite.
struct Cite: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "BibTeX of the program, the model and the methods that saved results used.",
    discussion: """
      A model's references are those that its file names in lines '# citation: Authors (Year) Journal Volume:Pages'; every \
      model of the zoo does.

        bpanalyze cite morris-lecar-bifurcation.json > references.bib
        bpanalyze cite *.json
      """)

  @Argument(
    help: ArgumentHelp("The files with the results.", valueName: "result"), completion: .file(extensions: ["json"]))
  var results: [String]

  func run() throws {
    let traits = try results.map { file in
      let data = try AtomicFile.read(file)
      // A file that is no result, or that was changed, is told as by other commands.
      _ = try ResultHeader(json: data)
      return try ResultTraits(json: data)
    }
    try Terminal.print(Bibliography(of: traits).bibTeX)
  }
}
