// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Synchronization

/// How much work a search may still do, and whether someone wants it to end.
///
/// Work is counted in evaluations of the right-hand side at one point, so that the same search stops at the same place on
/// every machine.
final class WorkAllowance: Sendable {
  /// Why work came to an end early.
  enum Shortage: Sendable {
    case cancelled
    case exhausted

    /// The reason in words.
    var explanation: String {
      switch self {
      case .cancelled: "it was interrupted"
      case .exhausted: "it took too many evaluations of the right-hand side"
      }
    }
  }

  private let left: Atomic<Int>
  private let hasRunShort = Atomic(false)
  private let wasCancelled = Atomic(false)
  private let whole: WorkAllowance?
  private let isCancelled: @Sendable () -> Bool

  /// An allowance of so many evaluations.
  init(evaluations: Int, isCancelled: @escaping @Sendable () -> Bool = { false }) {
    left = Atomic(evaluations)
    whole = nil
    self.isCancelled = isCancelled
  }

  /// One of several equal parts of what is left of another allowance.
  init(partOf whole: WorkAllowance, count: Int) {
    left = Atomic(whole.left.load(ordering: .relaxed) / max(1, count))
    self.whole = whole
    isCancelled = whole.isCancelled
  }

  /// Takes some evaluations off; false if the work must end instead.
  func spend(_ evaluations: Int) -> Bool {
    if isCancelled() {
      remember(.cancelled)
      return false
    }
    let rest = left.subtract(evaluations, ordering: .relaxed).newValue
    if rest < 0 { remember(.exhausted) }
    return (whole?.spend(evaluations) ?? true) && rest >= 0
  }

  /// Why work came to an end early, in this part or in a part of it, if it did.
  var shortage: Shortage? {
    if wasCancelled.load(ordering: .relaxed) { return .cancelled }
    return hasRunShort.load(ordering: .relaxed) ? .exhausted : nil
  }

  private func remember(_ shortage: Shortage) {
    switch shortage {
    case .cancelled: wasCancelled.store(true, ordering: .relaxed)
    case .exhausted: hasRunShort.store(true, ordering: .relaxed)
    }
    whole?.remember(shortage)
  }
}
