// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Synchronization

/// Control-C during a long computation: the first asks the computation to come to an end and save, the second ends the
/// program at once. So does the first if the computation has not asked yet: then it has found nothing that could be saved.
///
/// A command that watches must look at `isRequested` in its loops and throw `Interrupted` after saving. A command that does
/// not watch is simply ended by the signal; since files appear whole or not at all, nothing is left half done.
enum Interruption {
  private static let count = Atomic<Int>(0)
  /// Whether a computation has come to where it can end early.
  private static let isHeard = Atomic<Bool>(false)

  /// Whether an end was asked for.
  static var isRequested: Bool {
    if !isHeard.load(ordering: .relaxed) { isHeard.store(true, ordering: .relaxed) }
    return count.load(ordering: .relaxed) > 0
  }

  /// Begins to watch for control-C, also where the caller has blocked the signal.
  static func watch() {
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
    signal(SIGINT) { _ in
      let before = Interruption.count.add(1, ordering: .relaxed).oldValue
      if before > 0 { _exit(ExitStatus.interrupted) }
      if !Interruption.isHeard.load(ordering: .relaxed) {
        // Only what is allowed in a signal handler.
        let message: StaticString = "Error: interrupted; nothing was found by then\n"
        _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
        _exit(ExitStatus.interrupted)
      }
    }
  }
}
