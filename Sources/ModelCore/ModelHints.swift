// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What a model's author suggests for computations and plots; nothing of it changes the equations.
public struct ModelHints: Hashable, Sendable {
  /// The length of an integration.
  public var total: Double?
  /// The time step, or the interval of output of an adaptive method.
  public var step: Double?
  /// The integration method, as the file calls it, in small letters.
  public var method: String?
  /// A magnitude of a variable that counts as divergence.
  public var bound: Double?
  /// The length of the start that is not to be shown.
  public var transient: Double?
  /// The time at the start.
  public var startTime: Double?
  /// Only every so many steps are output.
  public var outputEvery: Int?
  /// Relative tolerance of adaptive methods.
  public var relativeTolerance: Double?
  /// Absolute tolerance of adaptive methods.
  public var absoluteTolerance: Double?
  /// What to plot on the horizontal axis: a variable, an auxiliary quantity, or `t`.
  public var horizontalAxis: String?
  /// What to plot on the vertical axis.
  public var verticalAxis: String?
  /// The horizontal window of the plot.
  public var horizontalRange: ClosedRange<Double>?
  /// The vertical window of the plot.
  public var verticalRange: ClosedRange<Double>?
  /// The parameter of the author's own continuation.
  public var bifurcationParameter: String?
  /// The values of that parameter.
  public var parameterRange: ClosedRange<Double>?
  /// The horizontal window of the author's own diagram.
  public var continuationHorizontalRange: ClosedRange<Double>?
  /// The vertical window of the author's own diagram.
  public var continuationVerticalRange: ClosedRange<Double>?
  /// Variables that live on a circle, and its circumference.
  public var periods: [String: Double]
  /// Every further option of the file, by its name in small letters.
  public var other: [String: String]

  /// Makes hints that suggest nothing.
  public init() {
    periods = [:]
    other = [:]
  }
}
