// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Synchronization

/// A value that is made when it is first needed, once, whichever thread asks; afterwards asking takes no lock.
package final class OnFirstUse<Value: Sendable>: Sendable {
  private final class Box: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  /// Keeps the value alive.
  private let box = Mutex<Box?>(nil)
  /// Where it is, 0 before it is made.
  private let known = Atomic<UInt>(0)
  private let make: @Sendable () -> Value

  package init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  package var value: Value { withValue { $0 } }

  /// What a function makes of the value, which is lent, not copied.
  @inline(__always)
  package func withValue<Result>(_ body: (Value) -> Result) -> Result {
    let address = UnsafeRawPointer(bitPattern: known.load(ordering: .acquiring))
    let box = address.map { Unmanaged<Box>.fromOpaque($0) } ?? makeBox()
    return box._withUnsafeGuaranteedRef { body($0.value) }
  }

  @inline(never)
  private func makeBox() -> Unmanaged<Box> {
    box.withLock { stored in
      let box = stored ?? Box(make())
      stored = box
      let reference = Unmanaged.passUnretained(box)
      known.store(UInt(bitPattern: reference.toOpaque()), ordering: .releasing)
      return reference
    }
  }
}
