// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Finds the known name that a misspelt one most likely stands for.
public enum NearestName {
  /// The known name at the smallest edit distance, if it is small enough to be a likely slip.
  ///
  /// Upper and lower case count as equal. One slip (a letter wrong, missing, too many, or two exchanged) is allowed in
  /// names of up to four letters, two slips in longer ones. Among equally near names the first in alphabetical order wins.
  /// - Complexity: O(number of names times the square of their length); names longer than 64 bytes are not compared.
  public static func to(_ name: String, among known: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().utf8)
    guard (1...64).contains(wanted.count) else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in known {
      let letters = Array(candidate.lowercased().utf8)
      guard !letters.isEmpty, letters.count <= 64, abs(letters.count - wanted.count) <= 2 else { continue }
      let allowed = wanted.count == 1 ? 0 : min(wanted.count, letters.count) <= 4 ? 1 : 2
      let distance = distance(wanted, letters)
      guard distance <= allowed, distance < max(wanted.count, letters.count) - 1 || distance == 0 else { continue }
      if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
      best = (distance, candidate)
    }
    return best?.name
  }

  /// The Damerau–Levenshtein distance (optimal string alignment).
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + last.dropFirst()
      for j in 1...b.count {
        let change = a[i - 1] == b[j - 1] ? 0 : 1
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 1) }
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
