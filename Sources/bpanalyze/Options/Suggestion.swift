// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// What might have been meant.
enum Suggestion {
  /// The nearest known name as a question, or the known names if none is near and they are few.
  static func text(for name: String, among known: [String]) -> String {
    // Every letter is near every other, which helps nobody.
    if name.count > 1, let nearest = Model.nearest(to: name, in: known) { return "did you mean '\(nearest)'?" }
    if known.isEmpty { return "there are none." }
    return known.count <= 12 ? "there are \(known.joined(separator: ", "))." : "there are \(known.count) of them."
  }
}
