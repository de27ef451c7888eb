// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The order of large and small oscillations of a trajectory: L large ones, then s small ones, and so on, written 1^3 2^5.
///
/// Small oscillations are maxima of the spiking variable that rise above both minima beside them by a ten-thousandth of its range at
/// least: turns about a weak canard may be smaller still, and are not counted.
public struct MixedModePattern: Codable, Hashable, Sendable {
  /// Large oscillations and the small ones that follow.
  public struct Group: Codable, Hashable, Sendable {
    /// The number of large oscillations.
    public var large: Int
    /// The number of small ones.
    public var small: Int

    /// Puts the numbers together.
    package init(large: Int, small: Int) { (self.large, self.small) = (large, small) }
  }

  /// The groups of one period, or of all that is kept.
  public var groups: [Group]
  /// The least rise of a small oscillation, over the range of the variable.
  public var leastAmplitude: Double
  /// The greatest one.
  public var greatestAmplitude: Double
  /// The times of the small maxima.
  public var smallMaxima: [Double]

  /// The pattern as it is written; like groups in a row are written once.
  public var text: String {
    let texts = groups.map { "\($0.large)^\($0.small)" }
    if let first = texts.first, texts.allSatisfy({ $0 == first }) { return first }
    return texts.joined(separator: " ")
  }

  /// Puts the parts together.
  package init(groups: [Group], leastAmplitude: Double, greatestAmplitude: Double, smallMaxima: [Double]) {
    (self.groups, self.leastAmplitude, self.greatestAmplitude, self.smallMaxima) = (
      groups, leastAmplitude, greatestAmplitude, smallMaxima
    )
  }
}
