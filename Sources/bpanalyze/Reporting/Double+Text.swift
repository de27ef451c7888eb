// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

extension Double {
  /// The number for a table: so many significant digits, without trailing zeros; whole numbers without a point.
  func text(digits: Int = 6) -> String {
    if self == 0 { return "0" }
    return String(format: "%.\(digits)g", self)
  }
}
