// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser

/// The entry point: parses the arguments, runs the command, turns what went wrong into a message and an exit status.
@main
enum Program {
  static func main() {
    var command: any ParsableCommand
    do {
      command = try BPAnalyze.parseAsRoot()
    } catch {
      BPAnalyze.exit(withError: error)
    }
    do {
      try command.run()
    } catch {
      Failure(error, of: type(of: command)).exit()
    }
  }
}
