// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What people measure on a recording: where a quantity ends and ranges, and how it repeats itself.
///
/// A spike is an upward crossing of a threshold, by default the middle between the least and the largest value; its time is
/// interpolated linearly between points of the recording. The first interval between spikes is left out of means and
/// variations where there are more than two, because it often belongs to the transient.
public struct TrajectoryMeasures: Codable, Hashable, Sendable {
  /// The value at the end.
  public var final: Double
  /// The mean over time.
  public var mean: Double
  /// The least value.
  public var minimum: Double
  /// The largest value.
  public var maximum: Double
  /// The number of upward crossings of the threshold.
  public var spikes: Int
  /// Spikes in a unit of time: the inverse of the mean interval, or the number over the duration where there are too few; 0
  /// without spikes.
  public var rate: Double
  /// The mean interval between spikes, the period of a regular motion; nil with fewer than two spikes.
  public var interval: Double?
  /// The coefficient of variation of the intervals: deviation over mean; nil with fewer than four spikes.
  public var variation: Double?
  /// The time since the last spike as a fraction of the mean interval, from 0 on; nil with fewer than two spikes.
  public var phase: Double?

  /// Half the way from the least to the largest value.
  public var amplitude: Double { 0.5 * (maximum - minimum) }

  /// Puts the parts together.
  package init(
    final: Double, mean: Double, minimum: Double, maximum: Double, spikes: Int, rate: Double, interval: Double? = nil,
    variation: Double? = nil, phase: Double? = nil
  ) {
    (
      self.final, self.mean, self.minimum, self.maximum, self.spikes, self.rate, self.interval, self.variation,
      self.phase
    ) = (final, mean, minimum, maximum, spikes, rate, interval, variation, phase)
  }
}
