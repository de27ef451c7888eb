// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// What might have been meant.
enum Suggestion {
  /// The nearest known name as a question, or the known names if none is near and they are few.
  static func text(for name: String, among known: [String]) -> String {
    if let meant = NearestName.to(name, among: known) ?? completion(of: name, among: known) {
      return "did you mean '\(meant)'?"
    }
    if known.isEmpty { return "there are none." }
    return known.count <= 12 ? "there are \(known.joined(separator: ", "))." : "there are \(known.count) of them."
  }
  /// The name of which a part was given, at least three letters: preferably its beginning.
  private static func completion(of part: String, among known: [String]) -> String? {
    guard part.count >= 3 else { return nil }
    let part = part.lowercased()
    return known.first { $0.lowercased().hasPrefix(part) } ?? known.first { $0.lowercased().contains(part) }
  }
}
