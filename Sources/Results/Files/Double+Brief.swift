// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

extension Double {
  /// The number for a sentence: six significant digits, whole numbers without a point.
  package var brief: String { self == 0 ? "0" : String(format: "%.6g", self) }
}
