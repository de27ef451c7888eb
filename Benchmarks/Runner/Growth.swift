// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// How times grow with the number of variables: whole commands on a ring of FitzHugh–Nagumo cells, two variables each.
struct Growth: BenchmarkGroup {
  static let word = "growth"
  let environment: BenchmarkEnvironment

  func measurements() throws -> [Measurement] {
    try [10, 100, 1000].flatMap { cells in
      let model = try ring(cells)
      return try [
        row("check", cells, [model]),
        row("simulate --method stiff", cells, [model, "--method", "stiff", "--format", "csv"]),
        row("slowpoints", cells, [model, "--format", "json"]),
        row("bifurcation --no-cycles", cells, [model, "--parameter", "I=0:2", "--no-cycles", "--format", "json"]),
      ].compactMap(\.self)
    }
      + [10, 25].compactMap { cells in
        try row("bifurcation", cells, [try ring(cells), "--parameter", "I=0:2", "--format", "json"])
      }
  }

  private func row(_ command: String, _ cells: Int, _ arguments: [String]) throws -> Measurement? {
    let output = environment.scratch.appending(path: "growth").path
    let name = command.split(separator: " ").first.map(String.init) ?? command
    let writes = name == "check" ? [] : ["--output", output]
    guard
      let seconds = try environment.seconds(
        [environment.program, name] + arguments + writes, rounds: cells > 100 ? 1 : 3)
    else { return nil }
    return Measurement(
      name: "Command \(command), ring of \(cells) cells", reference: "", ours: seconds, theirs: nil, target: nil)
  }

  /// The path of a model file, its wrap-around written out.
  private func ring(_ cells: Int) throws -> String {
    let url = environment.scratch.appending(path: "ring\(cells).ode")
    let rate = "v[j]-v[j]^3/3-w[j]+I+d*(v[j-1]-2*v[j]+v[j+1])"
    let text = """
      # a ring of FitzHugh-Nagumo cells
      par I=0.5,a=0.7,b=0.8,tau=12.5,d=0.3
      v1'=v1-v1^3/3-w1+I+d*(v\(cells)-2*v1+v2)
      %[2..\(cells - 1)]
      v[j]'=\(rate)
      %
      v\(cells)'=v\(cells)-v\(cells)^3/3-w\(cells)+I+d*(v\(cells - 1)-2*v\(cells)+v1)
      %[1..\(cells)]
      w[j]'=(v[j]+a-b*w[j])/tau
      init v[j]=-1
      init w[j]=-0.5
      %
      @ total=200,dt=0.1
      done
      """
    try text.write(to: url, atomically: true, encoding: .utf8)
    return url.path
  }
}
