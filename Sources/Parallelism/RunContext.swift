// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Synchronization

/// How far a long computation has come.
public struct RunProgress: Hashable, Sendable {
  /// What is being done, in a few words.
  public var activity = ""
  /// The number of parts of that work that are done.
  public var done = 0
  /// The number of parts that are known of; more may turn up. 0 where the work has no parts.
  public var count = 0
  /// The part of the work that is done, from 0 to 1, where the work itself tells it.
  public var share: Double?
  /// How often the computation has asked since then whether it is to end: about the number of points or steps that were computed.
  public var steps = 0
  /// When that work began.
  public var began = ContinuousClock.now

  /// Nothing is done.
  public init() {}

  /// The seconds since the work began.
  public var elapsed: Double { (ContinuousClock.now - began) / .seconds(1) }

  /// The part of the work that is done; nil where neither the work nor its parts tell.
  public var partDone: Double? { share ?? (count > 0 ? min(1, Double(done) / Double(count)) : nil) }

  /// The seconds that the rest of the work takes if it takes as long as what is done; nil before something is.
  public var secondsLeft: Double? {
    partDone.flatMap { $0 > 0 && $0 < 1 ? elapsed / $0 * (1 - $0) : nil }
  }
}

/// What connects a long computation with its caller: whether it is to end, and how far it has come.
///
/// A computation asks `isCancelled` after every point, and says what it begins. The caller may ask for an end and be shown the progress;
/// neither changes what is computed.
public final class RunContext: Sendable {
  private let state = Mutex(RunProgress())
  private let end: @Sendable () -> Bool
  private let show: (@Sendable (RunProgress) -> Void)?

  /// - Parameters:
  ///   - show: Told of the progress at every step, on whatever thread computes; nil if nobody wants to know.
  ///   - isCancelled: Whether the computation is to end with what it has.
  public init(show: (@Sendable (RunProgress) -> Void)? = nil, isCancelled: @escaping @Sendable () -> Bool = { false }) {
    (self.show, end) = (show, isCancelled)
  }

  /// Whether the computation is to end; counts a step.
  public var isCancelled: Bool {
    if let show {
      show(
        state.withLock { progress in
          progress.steps += 1
          return progress
        })
    }
    return end()
  }

  /// Begins another kind of work, of so many parts.
  public func begin(_ activity: String, count: Int = 0) {
    state.withLock { progress in
      progress = RunProgress()
      (progress.activity, progress.count) = (activity, count)
    }
  }

  /// Takes note of more parts of the work under way.
  public func expect(_ count: Int) { state.withLock { $0.count += count } }

  /// Takes note of the part of the work that is done, from 0 to 1.
  public func reach(_ share: Double) { state.withLock { $0.share = share } }

  /// Takes note that parts of the work are done.
  public func finishPart(_ count: Int = 1) { state.withLock { $0.done += count } }
}
