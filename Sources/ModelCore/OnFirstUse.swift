// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Synchronization

/// A value that is made when it is first needed, once, whichever thread asks.
package final class OnFirstUse<Value: Sendable>: Sendable {
  private let state: Mutex<Value?>
  private let make: @Sendable () -> Value

  package init(_ make: @escaping @Sendable () -> Value) {
    self.make = make
    state = Mutex(nil)
  }

  package var value: Value {
    state.withLock { stored in
      if let stored { return stored }
      let value = make()
      stored = value
      return value
    }
  }
}
