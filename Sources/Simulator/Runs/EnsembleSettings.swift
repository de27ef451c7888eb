// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What `simulate --ensemble` computes: many paths that differ by their random numbers alone.
public struct EnsembleSettings: Codable, Hashable, Sendable {
  /// The simulation.
  public var simulation: SimulationSettings
  /// The number of paths.
  public var count: Int

  /// Settings of an ensemble.
  public init(simulation: SimulationSettings, count: Int) {
    self.simulation = simulation
    self.count = count
  }
}
