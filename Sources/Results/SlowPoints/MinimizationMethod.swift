// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// How the speed is minimised in the search for slow points.
public enum MinimizationMethod: String, Codable, Hashable, Sendable, CaseIterable {
  /// Levenberg and Marquardt's method for all starts at once.
  case levenbergMarquardt = "levenberg-marquardt"
  /// The method of Adam first, then Levenberg and Marquardt's.
  case adam
  /// GSL's BFGS from each start, then Levenberg and Marquardt's.
  case bfgs
}
