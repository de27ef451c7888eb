// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

// Usage: benchmark FOLDER PROGRAM [--check] [--only WORD[,WORD]], with the folder of the benchmarks and the program
// bpanalyze. Of itself the program asks for one piece of work alone: --library FILE --work NAME ours|theirs TIMES.
var arguments = Array(CommandLine.arguments.dropFirst())

/// Takes an option and what follows it out of the arguments.
func take(_ option: String, _ count: Int) -> [String]? {
  guard let place = arguments.firstIndex(of: option), place + count < arguments.count else { return nil }
  defer { arguments.removeSubrange(place...place + count) }
  return Array(arguments[(place + 1)..<(place + 1 + count)])
}

let isCheck = take("--check", 0) != nil
let only = take("--only", 1)?[0].split(separator: ",").map(String.init)
let library = take("--library", 1)?[0]
let work = take("--work", 3)
guard arguments.count == 2 else {
  print("usage: benchmark FOLDER PROGRAM [--check] [--only WORD[,WORD]]")
  exit(64)
}
let folder = URL(filePath: arguments[0])
let reference = try library.map { try ReferenceCode(library: $0) } ?? ReferenceCode(folder: folder)
let inProcess: [any BenchmarkGroup] = [
  RightHandSides(reference: reference), Trajectories(reference: reference), Planes(reference: reference),
]

if let work, let times = Int(work[2]) {
  let comparison = try inProcess.lazy.flatMap { try $0.comparisons() }.first { $0.name == work[0] }
  for _ in 0..<times { work[1] == "ours" ? comparison?.ours() : comparison?.theirs() }
  exit(comparison == nil ? 64 : 0)
}

let environment = try BenchmarkEnvironment(folder: folder, program: URL(filePath: arguments[1]).path)
print("C: \(try ReferenceCode.compilerName()), -O3 -march=native.")
if environment.python == nil { print("Without BPANALYZE_PYTHON there are no rows for SciPy, JAX and BrainPy.") }
let counted = try inProcess.flatMap { try $0.comparisons() }
let groups =
  inProcess + [
    Instructions(environment: environment, candidates: counted), Programs(environment: environment),
    PythonLibraries(environment: environment),
  ]
var rows: [Measurement] = []
for group in groups where only?.contains(type(of: group).word) ?? true {
  rows += try group.comparisons().map { $0.measured() }
  rows += try group.measurements()
}
try? FileManager.default.removeItem(at: environment.scratch)

let table = Table(rows: rows)
print(table.text)
try table.csv.write(to: folder.appending(path: "results.csv"), atomically: true, encoding: .utf8)
try table.text.write(to: folder.appending(path: "results.md"), atomically: true, encoding: .utf8)
if isCheck {
  let thresholds = try String(contentsOf: folder.appending(path: "thresholds.tsv"), encoding: .utf8)
  let violations = table.violations(of: thresholds)
  for violation in violations { print("too slow: \(violation)") }
  exit(violations.isEmpty ? 0 : 1)
}
