// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// How much work branches of cycles take, in multiplications and additions of their factorisations, and how much they may take.
///
/// A point takes about six factorisations of 60 n^3 operations for each interval of its mesh, in small systems with as many for
/// everything around them; a bifurcation that is looked for takes as much as several points, whether one is found or not. So counted,
/// the same budget gives the same diagram anywhere.
public struct CycleWork: Sendable {
  /// In systems of up to so many variables bifurcations are located by the equations that define them.
  public static let largeDimension = 12
  /// The number of intervals with which cycles of larger systems begin; adaptation may double it.
  public static let largeIntervalCount = 30
  /// The number of intervals beyond which meshes of a system of many variables are not refined; nil for others.
  static func largestIntervalCount(dimension: Int) -> Int? {
    dimension > largeDimension ? 2 * largeIntervalCount : nil
  }
  /// The work for all cycles of a diagram of a large system, about ten seconds of one processor core, and of a small one.
  private static let (largeAllowance, smallAllowance) = (2e10, 3e10)
  /// The parts of it that one branch of a small system may take, and one that is born at a doubling: in chaos there is no end of
  /// bifurcations.
  private static let (branchShare, doublingShare) = (0.5, 0.1)
  private static let leastPointCount = 8.0
  private static let pointFactorizations = 6.0
  private static let eventFactorizations = 50.0
  /// The operations of an interval of a small system besides those of its matrices.
  private static let overhead = 6700.0

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
    allowed = share * (dimension > CycleWork.largeDimension ? CycleWork.largeAllowance : CycleWork.smallAllowance)
  }

  /// Whether no more is to be begun: what is left would not do for a branch of a few points.
  public var isExhausted: Bool {
    let intervals = 2 * CycleWork.largeIntervalCount
    return done + CycleWork.leastPointCount * CycleWork.point(dimension: dimension, intervals: intervals) > allowed
  }

  /// Adds the work of a branch.
  public mutating func count(_ branch: CycleBranch) { done += branch.work }

  /// The settings with a limit that keeps a branch within what is left, and a first mesh that suits the system.
  /// - Parameters:
  ///   - settings: The settings without a limit.
  ///   - isDoubled: Whether the branch is born at a doubling.
  /// - Returns: whether the limit is that of the work, too.
  public func limited(_ settings: CycleSettings, isDoubled: Bool = false) -> (settings: CycleSettings, isCut: Bool) {
    var settings = settings
    guard dimension > CycleWork.largeDimension else {
      let share = isDoubled ? CycleWork.doublingShare : CycleWork.branchShare
      settings.work = min(share * allowed, max(0, allowed - done))
      return (settings, false)
    }
    settings.intervalCount = min(settings.intervalCount, CycleWork.largeIntervalCount)
    let point = CycleWork.point(dimension: dimension, intervals: 2 * settings.intervalCount)
    let limit = max(1, Int((allowed - done) / point))
    guard limit < settings.curve.pointLimit else { return (settings, false) }
    settings.curve.pointLimit = limit
    return (settings, true)
  }

  /// The work of a point of a branch.
  static func point(dimension: Int, intervals: Int) -> Double {
    pointFactorizations * factorization(dimension: dimension, intervals: intervals)
  }

  /// The work of looking for the bifurcations between two points.
  static func event(dimension: Int, intervals: Int) -> Double {
    eventFactorizations * factorization(dimension: dimension, intervals: intervals)
  }

  private static func factorization(dimension: Int, intervals: Int) -> Double {
    let n = Double(dimension)
    let ofInterval = 60 * n * n * n + (dimension > largeDimension ? 0 : overhead)
    return ofInterval * Double(max(1, intervals))
  }
}
