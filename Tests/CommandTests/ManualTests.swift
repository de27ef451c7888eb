// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@Suite("Manual page and completions")
struct ManualTests {
  @Test("the manual page names all commands and their options, and no line is taken for a request by mistake")
  func manual() throws {
    let run = try Program.run("manual")
    #expect(run.status == 0)
    let help = try Program.run("--help").output
    let commands =
      help.split(separator: "SUBCOMMANDS:").last?.matches(of: /\n {2}([a-z]+)\s/).map { String($0.output.1) } ?? []
    #expect(commands.count >= 11 && !commands.contains("manual"))
    for command in commands where command != "help" { #expect(run.lines.contains(".SS \(command)"), "\(command)") }
    #expect(run.output.contains("\\fB\\-\\-cycles\\fR, \\fB\\-\\-no\\-cycles\\fR"))
    #expect(run.output.contains("\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fIBASE\\fR"))
    let requests: Set<Substring> = ["TH", "SH", "SS", "B", "BR", "PP", "TP", "RS", "RE", "nf", "fi"]
    for line in run.lines where line.hasPrefix(".") && !line.hasPrefix(".\\\"") {
      #expect(requests.contains(line.dropFirst().prefix { $0.isLetter }), "\(line)")
    }
  }

  @Test("completions for the shells", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let run = try Program.run("--generate-completion-script \(shell)")
    #expect(run.status == 0)
    #expect(run.output.contains("bifurcation") && run.output.contains("parameter-set"))
  }

  @Test("bash completes models and model files")
  func models() throws {
    let folder = try Folder()
    try folder.write("x'=1\n", to: "mine.ode")
    try folder.write("", to: "mine.txt")
    let script = """
      mkdir bin; ln -s "$BPANALYZE" bin/bpanalyze; PATH="$PWD/bin:$PATH"
      source <(bpanalyze --generate-completion-script bash)
      complete_word() { COMP_LINE="bpanalyze phaseplane $1"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(bpanalyze phaseplane "$1")
        COMP_CWORD=2; COMPREPLY=(); _bpanalyze bpanalyze "$1" phaseplane; printf '%s\\n' "${COMPREPLY[@]}"; }
      complete_word mo; complete_word mi
      """
    let run = try Program.shell(script, in: folder)
    #expect(
      run.lines.map { $0.trimmingCharacters(in: .whitespaces) } == ["morris-lecar", "mine.ode"],
      "\(run.output)\(run.errors)")
  }
}
