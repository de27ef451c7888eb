// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Spikes and bursts of a trajectory in numbers; times are those of the model.
public struct BurstMeasures: Codable, Hashable, Sendable {
  /// The bursts that were measured: one if the trajectory is periodic with one burst a period.
  public var count: Int
  /// The number of spikes in each burst.
  public var spikes: [Int]
  /// The time from the first upward passage of the threshold in a burst to the first in the next, its mean.
  public var period: Double
  /// The standard deviation of the periods, if the trajectory is irregular.
  public var periodDeviation: Double?
  /// The time from the first upward passage of the threshold in a burst to its last downward one, its mean.
  public var activePhase: Double
  /// The rest of the period.
  public var silentPhase: Double
  /// The active phase over the period.
  public var dutyCycle: Double
  /// The least interval between spikes of a burst, if there are several.
  public var shortestInterval: Double?
  /// The greatest one.
  public var longestInterval: Double?
  /// The active phases of the trajectory that is kept, as pairs of beginning and end.
  public var activePhases: [[Double]]

  /// Puts the parts together.
  package init(
    count: Int, spikes: [Int], period: Double, periodDeviation: Double? = nil, activePhase: Double, silentPhase: Double,
    dutyCycle: Double, shortestInterval: Double? = nil, longestInterval: Double? = nil, activePhases: [[Double]]
  ) {
    (
      self.count, self.spikes, self.period, self.periodDeviation, self.activePhase, self.silentPhase, self.dutyCycle,
      self.shortestInterval, self.longestInterval, self.activePhases
    ) = (
      count, spikes, period, periodDeviation, activePhase, silentPhase, dutyCycle, shortestInterval, longestInterval,
      activePhases
    )
  }
}
