// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A trajectory of the full system after its transient.
public struct AttractorOrbit: Codable, Hashable, Sendable {
  /// What the trajectory has come to.
  public enum Kind: String, Codable, Hashable, Sendable {
    /// It rests; the way to rest is kept.
    case equilibrium
    /// It repeats; two periods are kept.
    case periodic
    /// It does not repeat within a thousand spikes or forty bursts; a few bursts are kept.
    case irregular
    /// It follows a drift, and is kept from the beginning to the end.
    case transient
  }

  /// What the trajectory has come to.
  public var kind: Kind
  /// The variable whose peaks are spikes.
  public var spiking: String
  /// The value that it passes upwards at a spike; not a number if it rests.
  public var threshold: Double
  /// The period, if there is one.
  public var period: Double?
  /// The times, from 0: of a bursting trajectory the first lies in the silent phase.
  public var times: [Double]
  /// The values of each variable at these times.
  public var values: [String: [Double]]
  /// The times of the spikes: peaks above the threshold that stand out from the course around them.
  public var spikes: [Double]
  /// The times of the upward passages of the threshold.
  public var risings: [Double]
  /// The times of the downward passages.
  public var fallings: [Double]
  /// The state of rest.
  public var rest: [String: Double]?
  /// How it was integrated.
  public var method: IntegrationMethod
  /// The steps that were taken in all.
  public var steps: Int

  /// Puts the parts together.
  package init(
    kind: Kind, spiking: String, threshold: Double, period: Double? = nil, times: [Double], values: [String: [Double]],
    spikes: [Double], risings: [Double], fallings: [Double], rest: [String: Double]? = nil, method: IntegrationMethod,
    steps: Int
  ) {
    (
      self.kind, self.spiking, self.threshold, self.period, self.times, self.values, self.spikes, self.risings,
      self.fallings,
      self.rest, self.method, self.steps
    ) = (kind, spiking, threshold, period, times, values, spikes, risings, fallings, rest, method, steps)
  }
}
