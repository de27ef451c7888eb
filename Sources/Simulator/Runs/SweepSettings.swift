// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What `simulate --sweep` computes: the same simulation for equally spaced values of a parameter.
public struct SweepSettings: Codable, Hashable, Sendable {
  /// The simulation.
  public var simulation: SimulationSettings
  /// The parameter.
  public var parameter: String
  /// The first value.
  public var first: Double
  /// The last value.
  public var last: Double
  /// The number of values, at least two.
  public var count: Int
  /// The threshold at which spikes are counted; the middle of each range if nil, where ranges below a tenth of the largest have no
  /// spikes.
  public var threshold: Double?

  /// Settings of a sweep.
  public init(
    simulation: SimulationSettings, parameter: String, first: Double, last: Double, count: Int, threshold: Double? = nil
  ) {
    self.simulation = simulation
    self.parameter = parameter
    self.first = first
    self.last = last
    self.count = count
    self.threshold = threshold
  }

  /// The values of the parameter.
  public var values: [Double] {
    (0..<count).map { $0 == count - 1 ? last : first + (last - first) * Double($0) / Double(max(1, count - 1)) }
  }
}
