// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// Tells whether steps of equal length are short enough: by comparison with steps of half the length.
public struct StepCheck {
  /// A quantity that ends elsewhere with half the step.
  public struct Difference: Hashable, Sendable {
    /// The variable.
    public var variable: String
    /// Its value at the end.
    public var value: Double
    /// Its value at the end with half the step.
    public var valueWithHalfTheStep: Double
  }

  /// The difference that counts, as a fraction of the range of a variable on its trajectory.
  private static let tolerance = 1e-3
  /// The most steps that are worth a second run.
  private static let mostSteps = 1_000_000.0

  private let analyzer: SimulationAnalyzer

  /// - Parameter analyzer: What computed the result.
  public init(_ analyzer: SimulationAnalyzer) { self.analyzer = analyzer }

  /// The largest difference among the trajectories that came to their ends, if it counts.
  ///
  /// Nothing is compared for maps, noise, random numbers, adaptive methods, and where it would take very long.
  public func difference(_ result: SimulationResult, _ settings: SimulationSettings) -> Difference? {
    guard let step = settings.step, !settings.method.isAdaptive, settings.seed == nil,
      abs(settings.total) / step * Double(settings.starts.count) <= Self.mostSteps
    else { return nil }
    var finer = settings
    finer.step = step / 2
    guard let other = try? analyzer.run(finer) else { return nil }
    var worst: (fraction: Double, difference: Difference)?
    for (a, b) in zip(result.trajectories, other.trajectories) where a.stop == "reachedEnd" {
      for name in result.variables {
        guard let value = a.final[name], let otherValue = b.final[name] else { continue }
        let values = (a.values[name] ?? []) + (b.values[name] ?? [])
        let range = (values.max() ?? 0) - (values.min() ?? 0)
        let fraction = range > 0 ? abs(value - otherValue) / range : 0
        guard fraction > max(Self.tolerance, worst?.fraction ?? 0) || fraction.isNaN else { continue }
        worst = (
          fraction, Difference(variable: name, value: value, valueWithHalfTheStep: otherValue)
        )
      }
    }
    return worst?.difference
  }
}
