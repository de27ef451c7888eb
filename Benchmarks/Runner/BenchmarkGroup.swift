// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Rows of the table that belong together. A new kind of rows is a new type, listed in `main.swift`.
protocol BenchmarkGroup {
  /// The word by which the group is chosen with `--only`.
  static var word: String { get }
  /// Work that is done in this process in two ways, timed in turns.
  func comparisons() throws -> [Comparison]
  /// Rows that are measured in other ways: whole programs, several cores.
  func measurements() throws -> [Measurement]
}

extension BenchmarkGroup {
  func comparisons() throws -> [Comparison] { [] }
  func measurements() throws -> [Measurement] { [] }
}

/// The same work done in two ways.
struct Comparison {
  let name: String
  /// What does it the second way.
  let reference: String
  /// The largest ratio that is wanted.
  var target: Double?
  var rounds = 9
  /// Whether the instructions of both ways are counted, too.
  var isCounted = false
  let ours: () -> Void
  let theirs: () -> Void

  /// Times both in turns and takes medians, of the ratio too. The first time of each is not counted: it compiles.
  func measured() -> Measurement {
    ours()
    theirs()
    var (a, b): ([Double], [Double]) = ([], [])
    for _ in 0..<rounds {
      a.append(Measurement.seconds(ours))
      b.append(Measurement.seconds(theirs))
    }
    let ratio = Measurement.median(zip(a, b).map { $0 / $1 })
    return Measurement(
      name: name, reference: reference, ours: Measurement.median(a), theirs: Measurement.median(b), target: target,
      ratio: ratio)
  }
}
