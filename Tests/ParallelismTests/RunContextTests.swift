// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Parallelism
import Synchronization
import Testing

@Suite("What connects a computation with its caller") struct RunContextTests {
  @Test("Steps and parts are counted for each kind of work, and shown at every step") func counts() {
    let shown = Mutex<[RunProgress]>([])
    let context = RunContext(show: { progress in shown.withLock { $0.append(progress) } })
    context.begin("equilibria", count: 3)
    for _ in 0..<2 {
      #expect(!context.isCancelled)
      context.finishPart()
    }
    context.expect(2)
    #expect(!context.isCancelled)
    context.begin("cycles")
    #expect(!context.isCancelled)
    let all = shown.withLock { $0 }
    #expect(all.map(\.activity) == ["equilibria", "equilibria", "equilibria", "cycles"])
    #expect(all.map(\.steps) == [1, 2, 3, 1])
    #expect(all.map(\.done) == [0, 1, 2, 0])
    #expect(all.map(\.count) == [3, 3, 5, 0])
  }

  @Test("The time left is that of the parts done, per part; nothing is known before the first and after the last")
  func timeLeft() {
    var progress = RunProgress()
    progress.began = .now - .seconds(6)
    progress.count = 5
    #expect(progress.secondsLeft == nil)
    progress.done = 3
    #expect(progress.secondsLeft.map { abs($0 - 4) < 0.5 } == true)
    progress.done = 5
    #expect(progress.secondsLeft == nil)
    // What the work itself tells goes before what its parts do.
    progress.share = 0.75
    #expect(progress.partDone == 0.75)
    #expect(progress.secondsLeft.map { abs($0 - 2) < 0.5 } == true)
  }

  @Test("The part that is done is told by the work, and forgotten when other work begins") func share() {
    let shown = Mutex<[Double?]>([])
    let context = RunContext(show: { progress in shown.withLock { $0.append(progress.partDone) } })
    context.begin("a trajectory")
    _ = context.isCancelled
    context.reach(0.25)
    _ = context.isCancelled
    context.begin("another", count: 4)
    context.finishPart()
    _ = context.isCancelled
    #expect(shown.withLock { $0 } == [nil, 0.25, 0.25])
    context.reach(1)
    _ = context.isCancelled
    #expect(shown.withLock { $0.last } == .some(1))
  }

  @Test("An end that is asked for is heard, also by those who show nothing") func end() {
    let flag = Flag()
    let context = RunContext(isCancelled: { flag.value })
    #expect(!context.isCancelled)
    flag.set()
    #expect(context.isCancelled)
  }

  /// Something that other threads may set.
  private final class Flag: Sendable {
    private let state = Atomic<Bool>(false)
    var value: Bool { state.load(ordering: .relaxed) }
    func set() { state.store(true, ordering: .relaxed) }
  }
}

@Suite("The way to other cores") struct ConcurrencyTests {
  @Test("Results keep the order of their jobs", arguments: [0, 1, 7, 1000]) func order(count: Int) {
    #expect(concurrentMap(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }

  @Test("A value is computed once, by whoever needs it first, and can wait for others") func deferred() {
    let calls = Mutex(0)
    let inner = Deferred<Int> { _ in
      calls.withLock { $0 += 1 }
      return 20
    }
    let outer = Deferred<Int> { _ in inner.value + 1 }
    #expect(outer.value + inner.value == 41)
    #expect(calls.withLock { $0 } == 1)
  }

  @Test("What is cancelled stops, and has no value") func cancelled() {
    let endless = Deferred<Int> { isCancelled in
      while !isCancelled() {}
      return 0
    }
    endless.cancel()
    let late = Deferred<Int> { isCancelled in isCancelled() ? 0 : 1 }
    #expect(late.value(unless: { false }) == 1 && late.valueIfKnown == 1)
  }
}
