// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLLVM

/// A function in memory; freed with its last owner.
///
/// The function holds no state, so any number of threads may call it.
final class MachineCode: @unchecked Sendable {
  /// Where the function begins.
  let address: UnsafeRawPointer
  private let jit: JustInTimeCompiler
  private let tracker: LLVMOrcResourceTrackerRef

  init(address: UnsafeRawPointer, tracker: LLVMOrcResourceTrackerRef, jit: JustInTimeCompiler) {
    self.address = address
    self.tracker = tracker
    self.jit = jit
  }

  deinit { jit.free(tracker) }
}
