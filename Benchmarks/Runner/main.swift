// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

guard let options = Options(CommandLine.arguments) else {
  print("usage: benchmark FOLDER PROGRAM [--check] [--only WORD[,WORD]]")
  exit(64)
}
let folder = options.folder
let reference = try options.library.map { try ReferenceCode(library: $0) } ?? ReferenceCode(folder: folder)
let inProcess: [any BenchmarkGroup] = [
  RightHandSides(reference: reference), Trajectories(reference: reference), Planes(reference: reference),
]
let comparisons = try inProcess.flatMap { try $0.comparisons() }

if let work = options.work {
  guard let comparison = comparisons.first(where: { $0.name == work.name }) else { exit(64) }
  for _ in 0..<work.times { work.isOurs ? comparison.ours() : comparison.theirs() }
  exit(0)
}

let environment = try BenchmarkEnvironment(folder: folder, program: options.program)
print("C: \(try ReferenceCode.compilerName()), -O3 -march=native.")
if environment.python == nil { print("Without BPANALYZE_PYTHON there are no rows for SciPy, JAX and BrainPy.") }
let groups =
  inProcess + [
    Compilation(), Instructions(environment: environment, candidates: comparisons), Programs(environment: environment),
    Diagrams(environment: environment), SlowPoints(environment: environment), Growth(environment: environment),
    PythonLibraries(environment: environment), SpikingNetworks(environment: environment),
  ]
var rows: [Measurement] = []
for group in groups where options.only?.contains(type(of: group).word) ?? true {
  rows += try group.comparisons().map { $0.measured() }
  rows += try group.measurements()
}
try? FileManager.default.removeItem(at: environment.scratch)

let table = Table(rows: rows)
print(table.text)
try table.csv.write(to: folder.appending(path: "results.csv"), atomically: true, encoding: .utf8)
try table.text.write(to: folder.appending(path: "results.md"), atomically: true, encoding: .utf8)
if options.isCheck {
  let thresholds = try String(contentsOf: folder.appending(path: "thresholds.tsv"), encoding: .utf8)
  let violations = table.violations(of: thresholds)
  for violation in violations { print("too slow: \(violation)") }
  exit(violations.isEmpty ? 0 : 1)
}
