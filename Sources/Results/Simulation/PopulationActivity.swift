// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// How the neurons of a population fired.
public struct PopulationActivity: Codable, Hashable, Sendable {
  /// The name of the population.
  public var name: String
  /// The number of neurons.
  public var neurons: Int
  /// The spikes of all of them.
  public var spikes: Int
  /// The spikes of a neuron in a unit of time, on average.
  public var rate: Double
  /// The coefficient of variation of the intervals between a neuron's spikes: 0 for a clock, 1 for a Poisson process; the mean
  /// over the neurons that spiked at least three times, nil if none did.
  public var intervalVariation: Double?
  /// The share of neurons that never spiked.
  public var silentShare: Double

  /// Measures the spikes of each neuron in a length of time.
  public init(name: String, spikes: [[Double]], duration: Double) {
    self.name = name
    neurons = spikes.count
    self.spikes = spikes.reduce(0) { $0 + $1.count }
    rate = duration > 0 ? Double(self.spikes) / (Double(max(1, neurons)) * duration) : 0
    silentShare = Double(spikes.count { $0.isEmpty }) / Double(max(1, neurons))
    let variations = spikes.compactMap(Self.variation)
    intervalVariation = variations.isEmpty ? nil : variations.reduce(0, +) / Double(variations.count)
  }

  private static func variation(of times: [Double]) -> Double? {
    guard times.count >= 3 else { return nil }
    let intervals = zip(times.dropFirst(), times).map { $0 - $1 }
    let mean = intervals.reduce(0, +) / Double(intervals.count)
    guard mean > 0 else { return nil }
    let square = intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(intervals.count)
    return square.squareRoot() / mean
  }
}
