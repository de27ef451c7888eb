// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// How much work branches of cycles take, in multiplications and additions of their factorisations, and how much they may take.
///
/// A point takes about six factorisations of 60 n^3 operations for each interval of its mesh; a bifurcation, which is bracketed
/// alone in systems of many variables, as much as several points. So counted, the same budget gives the same diagram anywhere.
public struct CycleWork: Sendable {
  /// In systems of up to so many variables the work is not limited, and bifurcations are located by the equations that define them.
  public static let largeDimension = 12
  /// The number of intervals with which cycles of larger systems begin; adaptation may double it.
  public static let largeIntervalCount = 30
  /// The number of intervals beyond which meshes of a system of many variables are not refined; nil for others.
  static func largestIntervalCount(dimension: Int) -> Int? {
    dimension > largeDimension ? 2 * largeIntervalCount : nil
  }
  /// The work for all cycles of a diagram, about ten seconds of one processor core.
  static let allowance = 2e10
  private static let leastPointCount = 8.0
  private static let pointFactorizations = 6.0
  private static let eventFactorizations = 50.0

  private let dimension: Int
  private let allowed: Double
  /// The work done.
  public private(set) var done = 0.0

  /// Begins to count for a system.
  /// - Parameters:
  ///   - dimension: The number of variables.
  ///   - share: What may be done, in units of the default.
  public init(dimension: Int, share: Double) {
    self.dimension = dimension
    allowed = dimension > CycleWork.largeDimension ? share * CycleWork.allowance : .infinity
  }

  /// Whether no more is to be begun: what is left would not do for a branch of a few points.
  public var isExhausted: Bool {
    let point = CycleWork.pointFactorizations * factorization(intervals: 2 * CycleWork.largeIntervalCount)
    return done + CycleWork.leastPointCount * point > allowed
  }

  /// Adds the work of a branch.
  public mutating func count(_ branch: CycleBranch) {
    for point in branch.points { done += CycleWork.pointFactorizations * factorization(point) }
    for special in branch.specialPoints { done += CycleWork.eventFactorizations * factorization(special.cycle) }
  }

  /// The settings with a limit of points that keeps a branch within what is left, and a first mesh that suits the system.
  /// - Returns: whether the limit is that of the work, too.
  public func limited(_ settings: CycleSettings) -> (settings: CycleSettings, isCut: Bool) {
    guard allowed.isFinite else { return (settings, false) }
    var settings = settings
    settings.intervalCount = min(settings.intervalCount, CycleWork.largeIntervalCount)
    let point = CycleWork.pointFactorizations * factorization(intervals: 2 * settings.intervalCount)
    let limit = max(1, Int((allowed - done) / point))
    guard limit < settings.curve.pointLimit else { return (settings, false) }
    settings.curve.pointLimit = limit
    return (settings, true)
  }

  private func factorization(_ cycle: CyclePoint) -> Double { factorization(intervals: (cycle.times.count - 1) / 4) }

  private func factorization(intervals: Int) -> Double {
    let n = Double(dimension)
    return 60 * n * n * n * Double(max(1, intervals))
  }
}
