// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

/// Tells whether steps of equal length are short enough: by comparison with steps of half the length.
public struct StepCheck {
  /// A quantity that comes elsewhere with half the step.
  public struct Difference: Hashable, Sendable {
    /// The variable.
    public var variable: String
    /// The time at which the two are compared.
    public var time: Double
    /// Its value.
    public var value: Double
    /// Its value with half the step.
    public var valueWithHalfTheStep: Double
  }

  /// The difference that counts, as a fraction of the range of a variable on its trajectory.
  private static let tolerance = 1e-3
  /// The most steps, each counted as often as the formulas have operations, that are worth a second run; of longer runs the
  /// beginning is taken.
  private static let mostWork = 1e7

  private let analyzer: SimulationAnalyzer

  /// - Parameter analyzer: What computed the result.
  public init(_ analyzer: SimulationAnalyzer) { self.analyzer = analyzer }

  /// The largest difference among the trajectories that came to their ends, if it counts.
  ///
  /// Nothing is compared for maps, noise, random numbers, adaptive methods, and where it would take very long.
  /// - Throws: `SettingsError` with the number that makes no sense.
  public func difference(
    _ result: SimulationResult, _ settings: SimulationSettings
  ) throws(SettingsError) -> Difference? {
    guard let step = settings.step, !settings.method.isAdaptive, settings.seed == nil else { return nil }
    let operations = Double(settings.starts.count * ExpressionGraph(analyzer.model.rates).nodes.count)
    let intervals = (Self.mostWork / operations * step / settings.outputInterval).rounded(.down)
    guard intervals >= 1 else { return nil }
    var finer = settings
    finer.step = step / 2
    finer.transient = 0
    if intervals * settings.outputInterval < abs(settings.total) {
      finer.total = (settings.total < 0 ? -1 : 1) * intervals * settings.outputInterval
    }
    let other = try analyzer.run(finer)
    var worst: (fraction: Double, difference: Difference)?
    for (a, b) in zip(result.trajectories, other.trajectories) where a.stop == .reachedEnd && b.stop == a.stop {
      guard let place = a.times.lastIndex(where: { abs($0 - b.finalTime) <= 1e-6 * settings.outputInterval }) else {
        continue
      }
      for name in result.variables {
        guard let value = a.values[name]?[place], let otherValue = b.final[name] else { continue }
        let values = (a.values[name] ?? []) + (b.values[name] ?? [])
        let range = (values.max() ?? 0) - (values.min() ?? 0)
        let fraction = range > 0 ? abs(value - otherValue) / range : 0
        guard fraction > max(Self.tolerance, worst?.fraction ?? 0) || fraction.isNaN else { continue }
        worst = (
          fraction,
          Difference(variable: name, time: b.finalTime, value: value, valueWithHalfTheStep: otherValue)
        )
      }
    }
    return worst?.difference
  }
}
