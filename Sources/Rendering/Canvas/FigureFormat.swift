// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A kind of file that figures are written to.
public enum FigureFormat: String, Codable, Hashable, Sendable, CaseIterable {
  /// Scalable vector graphics.
  case svg
  /// The portable document format.
  case pdf
  /// Pixels.
  case png
}
