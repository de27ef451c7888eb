// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Parallelism
import Results
import Synchronization

extension Terminal {
  /// What connects a computation with the person at the terminal: an end may be asked for, and progress is shown.
  static let context = RunContext(show: isatty(STDERR_FILENO) == 1 ? show : nil) { Interruption.isRequested }

  private static let begun = Date()
  /// When the bar was drawn last, in milliseconds, and whether there is one.
  private static let lastDrawn = Atomic<Int>(0)
  private static let isShown = Atomic<Bool>(false)
  /// The bar appears after so long, and is drawn anew so often, in milliseconds.
  private static let (patience, interval) = (1000, 100)
  private static let barWidth = 16

  /// Shows on a terminal what is being done, how fast, and how long the rest of it will take; nothing elsewhere, nor in the first
  /// second.
  @Sendable private static func show(_ progress: RunProgress) {
    let elapsed = Int(1000 * Date().timeIntervalSince(begun))
    let last = lastDrawn.load(ordering: .relaxed)
    guard elapsed > patience, elapsed - last > interval else { return }
    // Whoever is first draws.
    guard lastDrawn.compareExchange(expected: last, desired: elapsed, ordering: .relaxed).exchanged else { return }
    isShown.store(true, ordering: .relaxed)
    write("\r" + progress.line(width: barWidth) + "\u{1B}[K")
  }

  /// Takes the bar away, so that other things can be said.
  static func clearProgress() {
    if isShown.exchange(false, ordering: .relaxed) { write("\r\u{1B}[K") }
  }

  private static func write(_ text: String) {
    // A terminal that takes no more shows no bar.
    try? AtomicFile.write(Data(text.utf8), to: STDERR_FILENO, name: "to standard error")
  }
}

extension RunProgress {
  /// Longer lines would wrap on a terminal of the usual width.
  private static let longestLine = 79

  /// One line: a bar, what is being done, the rate and the time left.
  func line(width: Int) -> String {
    let bar =
      partDone.map { part in
        let filled = max(0, min(width, Int(Double(width) * part)))
        return "[\(String(repeating: "#", count: filled))\(String(repeating: ".", count: width - filled))] "
      } ?? ""
    var parts = [activity.visible + (count > 0 ? " \(done)/\(count)" : "")]
    let rate = Double(steps) / max(elapsed, 1e-3)
    if rate >= 1 { parts.append("\(Int(rate)) steps/s") }
    if let secondsLeft { parts.append("about \(Int(secondsLeft.rounded(.up))) s left") }
    return String((bar + parts.joined(separator: ", ")).prefix(Self.longestLine))
  }
}
