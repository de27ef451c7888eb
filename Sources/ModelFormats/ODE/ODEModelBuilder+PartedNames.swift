// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension ODEModelBuilder {
  /// A formula in which names that blanks part are whole: XPPAUT takes all blanks out of a formula, and so files whose long lines were
  /// wrapped by an editor run there.
  mutating func joiningPartedNames(in text: SourceText) -> SourceText {
    let words = text.wordsOfNames
    var blanks: Set<Int> = []
    var first = 0
    while first < words.count {
      let last = lastPart(of: first, among: words, in: text)
      if last > first {
        for (word, next) in zip(words[first..<last], words[first + 1...last]) {
          blanks.formUnion(word.upperBound..<next.lowerBound)
        }
        let parts = words[first].lowerBound..<words[last].upperBound
        diagnostics.warn(
          "this is read as '\(text[parts].withoutBlanks.string)', as in XPPAUT, which takes blanks out of formulas",
          at: text.location(parts), hint: "write the name without blanks")
      }
      first = last + 1
    }
    return blanks.isEmpty ? text : text.keeping { !blanks.contains($0) }
  }

  /// The last of the words, from one on with only blanks between them, that together are the name of something in the file.
  private func lastPart(of first: Int, among words: [Range<Int>], in text: SourceText) -> Int {
    var (last, found) = (first, first)
    while last + 1 < words.count, text[words[last].upperBound..<words[last + 1].lowerBound].trimmed.isEmpty {
      last += 1
      let name = text[words[first].lowerBound..<words[last].upperBound].withoutBlanks
      if declarations.places[name.key] != nil { found = last }
    }
    return found
  }
}

extension SourceText {
  /// Where letters, digits and underscores stand together.
  fileprivate var wordsOfNames: [Range<Int>] {
    var words: [Range<Int>] = []
    var position = 0
    while let start = firstIndex(from: position, where: \.isNameByte) {
      position = firstIndex(from: start) { !$0.isNameByte } ?? count
      words.append(start..<position)
    }
    return words
  }

  /// The text without its blanks.
  var withoutBlanks: SourceText { keeping { !self[$0].isBlank } }

  /// The bytes at some indices.
  fileprivate func keeping(_ isKept: (Int) -> Bool) -> SourceText {
    let kept = (0..<count).filter(isKept)
    return SourceText(
      bytes: kept.map { self[$0] }, offsets: kept.map { Int32(clamping: offset($0)) }, end: end)
  }
}
