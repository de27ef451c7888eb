// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results
import Synchronization

/// Ends of long computations that come from outside: control-C and the other signals that ask a program to end, and the
/// limit of time. The first asks the computation to come to an end and save, the second ends the program at once. So does
/// the first if the computation has not asked yet: then it has found nothing that could be saved. A computation that does
/// not come to an end within some seconds is ended too.
///
/// A command that watches must look at `isRequested` in its loops, call `computationEnded` before it saves, and
/// `throwIfRequested` after. Files appear whole or not at all, and the one under way is removed, so nothing is left half done.
enum Interruption {
  private static let count = Atomic<Int>(0)
  /// Whether a computation has come to where it can end early.
  private static let isHeard = Atomic<Bool>(false)
  /// Whether the limit of time is reached.
  private static let isSpent = Atomic<Bool>(false)
  /// The limit in seconds; 0 for none.
  private static let limit = Atomic<Int>(0)
  /// Whether a person has been told that the computation goes on.
  private static let isTold = Atomic<Bool>(false)
  /// After so many seconds a person is told.
  private static let patience = 30
  /// How long a computation may take to come to an end, in seconds.
  private static let grace: UInt32 = 10

  /// Whether an end was asked for.
  static var isRequested: Bool {
    if !isHeard.load(ordering: .relaxed) { isHeard.store(true, ordering: .relaxed) }
    return count.load(ordering: .relaxed) > 0 || isSpent.load(ordering: .relaxed)
  }

  /// Begins to handle signals: those that ask for an end, and those for outputs that take no more, which the writer
  /// reports.
  static func install() {
    AtomicFile.removeUnfinished()
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGXCPU] { handle(number, unlessIgnored: true) }
    signal(SIGALRM) { _ in Interruption.ring() }
    // Some callers start programs from threads that have most signals blocked.
    unblock([SIGTERM, SIGHUP, SIGXCPU, SIGALRM])
    for number in [SIGQUIT, SIGUSR1, SIGUSR2] {
      // These end the program as they always do, but for the file under way.
      signal(number) { number in
        AtomicFile.removeUnfinished()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Begins to watch for control-C, also where the caller has blocked or ignored the signal.
  /// - Parameter seconds: How long the computation may take; nil for any time.
  static func watch(limit seconds: Int? = nil) {
    unblock([SIGINT])
    handle(SIGINT, unlessIgnored: false)
    guard let seconds else { return }
    limit.store(seconds, ordering: .relaxed)
    alarm(UInt32(clamping: min(seconds, patience)))
  }

  /// The computation has come to its end: saving takes its time.
  static func computationEnded() {
    alarm(0)
    Terminal.clearProgress()
  }

  /// Ends the command where an end was asked for.
  /// - Throws: `Interrupted`, or `StoppedEarly` where it was the limit of time.
  static func throwIfRequested() throws {
    if count.load(ordering: .relaxed) > 0 { throw Interrupted() }
    if isSpent.load(ordering: .relaxed) {
      throw StoppedEarly(
        reason: "the limit of \(limit.load(ordering: .relaxed)) s was reached; --time-limit allows more")
    }
  }

  private static func unblock(_ numbers: [Int32]) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static func handle(_ number: Int32, unlessIgnored: Bool) {
    var before = sigaction()
    sigaction(number, nil, &before)
    #if os(Linux)
      let handler = before.__sigaction_handler.sa_handler
    #else
      let handler = before.__sigaction_u.__sa_handler
    #endif
    // nohup and shells ignore signals on behalf of their commands.
    if unlessIgnored, unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { return }
    signal(number) { _ in Interruption.ask() }
  }

  // What follows runs in handlers of signals, where little is allowed: no memory is taken, nothing is locked.

  private static func ask() {
    let before = count.add(1, ordering: .relaxed).oldValue
    if before > 0 { leave(ExitStatus.interrupted, "") }
    if !isHeard.load(ordering: .relaxed) {
      leave(ExitStatus.interrupted, "Error: interrupted; nothing was found by then\n")
    }
    alarm(grace)
  }

  private static func ring() {
    if count.load(ordering: .relaxed) > 0 {
      leave(ExitStatus.interrupted, "Error: interrupted; nothing could be saved within 10 s\n")
    }
    let rest = limit.load(ordering: .relaxed) - patience
    if !isTold.exchange(true, ordering: .relaxed), rest > 0 {
      if isHeard.load(ordering: .relaxed), isatty(STDERR_FILENO) == 1 {
        say("Note: still computing; control-C ends the computation and saves what was found\n")
      }
      alarm(UInt32(clamping: rest))
      return
    }
    let isFirst = !isSpent.exchange(true, ordering: .relaxed)
    guard isFirst, isHeard.load(ordering: .relaxed) else {
      leave(ExitStatus.numerics, "Error: stopped early: the limit of time was reached, and nothing could be saved\n")
    }
    alarm(grace)
  }

  private static func leave(_ status: Int32, _ message: StaticString) -> Never {
    AtomicFile.removeUnfinished()
    if message.utf8CodeUnitCount > 0 { say(message) }
    _exit(status)
  }

  private static func say(_ message: StaticString) {
    _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
  }
}
