// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Synchronization

/// Machine code that is made when it is first wanted, whichever thread wants it; afterwards asking costs one load.
final class CodeOnFirstCall: Sendable {
  private let jit: JustInTimeCompiler
  private let assembly: @Sendable (_ name: String) -> String
  private let code = Mutex<Result<MachineCode, NativeCodeError>?>(nil)
  private let knownAddress = Atomic<UInt>(0)

  /// - Parameter assembly: Gives the module's text from the name of its function.
  init(_ jit: JustInTimeCompiler, _ assembly: @escaping @Sendable (_ name: String) -> String) {
    self.jit = jit
    self.assembly = assembly
  }

  /// Where the function begins, or nil if LLVM refused it.
  @inline(__always)
  var address: UnsafeRawPointer? {
    UnsafeRawPointer(bitPattern: knownAddress.load(ordering: .acquiring)) ?? make()
  }

  @inline(never)
  private func make() -> UnsafeRawPointer? {
    code.withLock { code in
      let result = code ?? Result { () throws(NativeCodeError) in try jit.compile(assembly) }
      code = result
      guard case .success(let made) = result else { return nil }
      knownAddress.store(UInt(bitPattern: made.address), ordering: .releasing)
      return made.address
    }
  }
}
