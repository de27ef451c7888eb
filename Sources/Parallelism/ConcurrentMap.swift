// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Dispatch
import Synchronization

/// The results of independent jobs, in their order, computed on all processor cores.
package func concurrentMap<Value: Sendable>(_ count: Int, _ job: @Sendable (Int) -> Value) -> [Value] {
  let results = Mutex([Value?](repeating: nil, count: count))
  withoutActuallyEscaping(job) { job in
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let value = job(index)
      results.withLock { $0[index] = value }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}
