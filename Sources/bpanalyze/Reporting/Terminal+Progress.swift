// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

extension Terminal {
  private static let begun = Date()

  /// Shows on a terminal how much of a long computation is done and how long the rest will take; nothing elsewhere, nor in the
  /// first second.
  static func progress(_ done: Int, of count: Int) {
    let elapsed = Date().timeIntervalSince(begun)
    guard isatty(STDERR_FILENO) == 1, elapsed > 1, count > 0, done > 0 else { return }
    let width = 30
    let filled = min(width, width * done / count)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    let left = Int((elapsed / Double(done) * Double(count - done)).rounded(.up))
    let line = "\r[\(bar)] \(done)/\(count), \(left) s left   "
    let end = done >= count ? "\r" + String(repeating: " ", count: line.count) + "\r" : ""
    try? AtomicFile.write(Data((line + end).utf8), to: STDERR_FILENO, name: "to standard error")
  }
}
