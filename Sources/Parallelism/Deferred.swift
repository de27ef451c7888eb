// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Dispatch
import Synchronization

/// A value that is computed on another processor core while the one who asked for it goes on.
///
/// Who waits for a value that nobody has begun to compute computes it: work that waits for other work never waits for a free core.
public final class Deferred<Value: Sendable>: Sendable {
  /// Left when the value is known, or not wanted any more.
  private let group = DispatchGroup()
  private let result = Mutex<Value?>(nil)
  private let isBegun = Atomic<Bool>(false)
  private let isStopped = Atomic<Bool>(false)
  private let work: @Sendable (@escaping @Sendable () -> Bool) -> Value

  /// Starts to compute.
  /// - Parameter work: Gives the value; its argument may be asked now and then whether nobody wants it any more, and
  ///   whatever is returned then is thrown away.
  public init(_ work: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) -> Value) {
    self.work = work
    group.enter()
    DispatchQueue.global(qos: .userInitiated).async { self.run() }
  }

  /// Computes the value, if nobody else does.
  private func run() {
    guard !isBegun.exchange(true, ordering: .acquiringAndReleasing) else { return }
    defer { group.leave() }
    if isStopped.load(ordering: .relaxed) { return }
    let value = work { self.isStopped.load(ordering: .relaxed) }
    result.withLock { $0 = value }
  }

  /// The value; waits for it.
  public var value: Value {
    run()
    group.wait()
    return result.withLock { $0 } ?? work { false }
  }

  /// The value; waits for it as long as no end is asked for.
  /// - Returns: nil if an end was asked for before.
  public func value(unless isCancelled: () -> Bool) -> Value? {
    while group.wait(timeout: .now() + .milliseconds(100)) == .timedOut {
      if isCancelled() {
        cancel()
        return nil
      }
    }
    return value
  }

  /// The value, if it has been computed by now.
  public var valueIfKnown: Value? { result.withLock { $0 } }

  /// Says that the value is not wanted, and waits until its computation has stopped.
  public func cancel() {
    isStopped.store(true, ordering: .relaxed)
    run()
    group.wait()
  }
}
