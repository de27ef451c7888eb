// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

// Usage: benchmark FOLDER PROGRAM [--check], with the folder of the benchmarks and the program bpanalyze.
let arguments = CommandLine.arguments.dropFirst().filter { $0 != "--check" }
guard arguments.count == 2, let first = arguments.first, let program = arguments.last else {
  print("usage: benchmark FOLDER PROGRAM [--check]")
  exit(64)
}
let folder = URL(filePath: first)
let reference = try ReferenceCode(folder: folder)
let python = ProcessInfo.processInfo.environment["BPANALYZE_PYTHON"]
print("C: \(reference.compilerName), -O3 -march=native. Times are processor times unless cores are compared.")
if python == nil { print("Without BPANALYZE_PYTHON there are no rows for SciPy, JAX and BrainPy.") }

var rows = try RightHandSides(reference: reference).measure()
rows += try Trajectories(reference: reference).measure()
rows += try Planes(reference: reference).measure()
rows += try Programs(folder: folder, program: program, python: python).measure()

let table = Table(rows: rows)
print(table.text)
try table.csv.write(to: folder.appending(path: "results.csv"), atomically: true, encoding: .utf8)
if CommandLine.arguments.contains("--check") {
  let thresholds = try String(contentsOf: folder.appending(path: "thresholds.tsv"), encoding: .utf8)
  let violations = table.violations(of: thresholds)
  for violation in violations { print("too slow: \(violation)") }
  exit(violations.isEmpty ? 0 : 1)
}
