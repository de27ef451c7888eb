// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import ModelFormats

/// Why model files cannot be read, file by file, and how often each reason occurs.
struct WhyReport {
  private var rows: [(file: String, line: String, reason: String)] = []
  private var counts: [String: Int] = [:]
  private var readCount = 0

  /// Reads the files; what is wrong with one does not keep others from being read.
  init(_ paths: [String]) {
    for path in paths { add(path) }
  }

  private mutating func add(_ path: String) {
    do {
      let model = try ODEFile(path: path).model
      readCount += 1
      let kinds = model.furtherKinds
      if kinds.isEmpty { return }
      let mayBeAnalysed = (try? model.requireOrdinaryOrDelayed()) != nil
      let use = mayBeAnalysed ? "simulate, phaseplane and bifurcation only: constant" : "simulate only:"
      rows.append((path, "", "read; \(use) \(kinds.joined(separator: ", "))"))
    } catch {
      for (number, fault) in error.diagnostics.enumerated() {
        rows.append((number == 0 ? path : "", fault.line.map(String.init) ?? "", fault.message))
      }
      var reasons: Set<String> = []
      for fault in error.diagnostics { reasons.insert(Self.kind(of: fault.message)) }
      for reason in reasons { counts[reason, default: 0] += 1 }
    }
  }

  /// A message without the names and numbers of one file.
  private static func kind(of message: String) -> String {
    var kind = ""
    var isQuoted = false
    for character in message {
      // A prime after a name is no quotation mark.
      if character == "'", isQuoted || kind.last?.isLetter != true {
        isQuoted.toggle()
        kind += isQuoted ? "'…" : "'"
      } else if !isQuoted {
        kind.append(character)
      }
    }
    return kind
  }

  /// The table of files, then that of reasons.
  func text(of total: Int) -> String {
    var files = TextTable(["FILE": .left, "LINE": .right, "REASON": .left])
    for row in rows { files.add([row.file, row.line, row.reason]) }
    var reasons = TextTable(["FILES": .right, "REASON": .left])
    for (reason, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      reasons.add(["\(count)", reason])
    }
    let summary = "\(readCount) of \(total) files are read."
    let parts = [rows.isEmpty ? [] : files.lines, counts.isEmpty ? [] : reasons.lines, [summary]]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }
}
