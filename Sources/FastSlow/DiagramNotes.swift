// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension [String] {
  /// Notes of a diagram without what they advise at their ends, `; --range looks elsewhere`: these are options of commands that draw
  /// diagrams alone.
  var withoutOptions: [String] {
    map { note in note.firstRange(of: "; --").map { String(note[..<$0.lowerBound]) } ?? note }
  }
}
