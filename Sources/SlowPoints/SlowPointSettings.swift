// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// What a search for slow points is asked for.
public struct SlowPointSettings: Codable, Hashable, Sendable {
  /// Where the search begins.
  public enum Starts: String, Codable, Hashable, Sendable, CaseIterable {
    /// The states that come with the system, if it has some; else along trajectories and in the box.
    case automatic
    /// The states that are given, as they are.
    case given
    /// States on trajectories, with noise.
    case trajectories
    /// Evenly spread in the ranges of the variables.
    case box
  }

  /// Where the search begins.
  public var starts = Starts.automatic
  /// The number of starts, where it can be chosen.
  public var startCount = 512
  /// Whether the search goes on from the fixed points that it found: half way between them, and along the trajectories that
  /// leave unstable ones.
  public var explores = true
  /// The standard deviation of the noise that is added to states on trajectories, relative to their spread.
  public var noise = 0.1
  /// The length of trajectories, in units of the system's time scale.
  public var duration = 60.0
  /// The seed of the random numbers.
  public var seed = 1
  /// How the speed is minimised.
  public var method = MinimizationMethod.levenbergMarquardt
  /// The number of Adam's steps.
  public var adamSteps = 400
  /// The length of Adam's first steps, relative to the spread of the starts.
  public var adamRate = 0.01
  /// The residual at which an iteration ends, relative to the typical speed at the starts.
  public var tolerance = 1e-12
  /// A point is fixed when its residual is below this, relative to the typical speed at the starts; else it is slow.
  public var fixedResidual = 1e-10
  /// A minimum of the speed is kept as a slow point when `|f|` there is below this share of the typical one.
  public var slowShare = 0.03
  /// The most steps of Levenberg and Marquardt's method.
  public var maximumIterations = 300
  /// Points closer than this are one, relative to the spread of all.
  public var mergeDistance = 1e-4
  /// Points further from the middle of the starts than so many of their radii are dropped.
  public var outlierDistance = 5.0
  /// A direction is slow when its eigenvalue is below this share of the largest.
  public var slowEigenvalue = 0.05
  /// A parameter in which isolated fixed points are followed, and its range.
  public var continuation: AxisRange?
  /// Whether the right and left eigenvectors of the leading modes are part of the result.
  public var eigenvectors = false
  /// The most eigenvalues that are listed for a point, from the slowest to decay on.
  public var eigenvalueLimit = 100
  /// All eigenvalues are computed for as many points as this allows, n^3 each, the slowest points first and at least four;
  /// at others of systems of more than 400 variables without structure only those nearest to rest.
  public var spectrumWork = 6e10

  /// The default settings.
  public init() {}

  /// What makes no sense, as a message for a person; nil if all is well.
  public var problem: String? {
    func check(_ holds: Bool, _ text: String) -> String? { holds ? nil : text }
    return check((1...1_000_000).contains(startCount), "the number of starts must be 1 to 1000000, not \(startCount)")
      ?? check(noise >= 0 && noise.isFinite, "the noise must be 0 or more, not \(noise)")
      ?? check(duration > 0 && duration <= 1e6, "the length of trajectories must be in 0 to 1e6, not \(duration)")
      ?? check(tolerance > 0 && tolerance < 1, "the tolerance must be between 0 and 1, not \(tolerance)")
      ?? check(
        mergeDistance > 0 && mergeDistance < 1, "the merge distance must be between 0 and 1, not \(mergeDistance)")
      ?? check(outlierDistance > 0, "the outlier distance must be positive, not \(outlierDistance)")
      ?? check((0...1_000_000).contains(adamSteps), "the number of Adam's steps must be 0 to 1000000, not \(adamSteps)")
      ?? check(spectrumWork >= 0, "the work for spectra must be 0 or more")
      ?? check((1...100_000).contains(eigenvalueLimit), "the number of eigenvalues must be 1 or more")
  }
}
