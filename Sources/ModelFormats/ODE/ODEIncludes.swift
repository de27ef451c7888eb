// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Puts the lines of included files, `#include part.ode` or `#include part.ode as prefix`, in the places of the lines that ask for
/// them.
///
/// With a prefix every name that the part declares, but `t`, becomes prefix_name, so that a part can stand in a model several times.
struct ODEIncludes {
  /// A line of text, and where it comes from.
  struct Line {
    let bytes: ArraySlice<UInt8>
    let file: String
    /// Counted from 0.
    let number: Int
  }

  private let folder: String
  private var depth = 0
  private static let deepest = 20

  init(folder: String) { self.folder = folder }

  /// Whether a text asks for another file.
  static func isNeeded(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).lowercased().contains("#include")
  }

  /// The lines of a text with those of the files that it includes. A line that asks for a file that is not there stays.
  mutating func lines(of bytes: [UInt8], file: String) -> [Line] {
    var result: [Line] = []
    for (number, range) in Self.ranges(of: bytes).enumerated() {
      let line = Line(bytes: bytes[range], file: file, number: number)
      let words = String(decoding: line.bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
      guard words.count >= 2, words[0].lowercased() == "#include", depth < Self.deepest else {
        result.append(line)
        continue
      }
      let name = words[1].filter { !"\"'<>".contains($0) }
      guard let part = NeighbouringFile.bytes(named: name, in: folder) else {
        result.append(line)
        continue
      }
      depth += 1
      var inner = lines(of: part, file: name)
      depth -= 1
      // The end of a part is not that of the model.
      if let end = inner.firstIndex(where: { ["done", "d", "#done"].contains($0.word) }) {
        inner = Array(inner[..<end])
      }
      if words.count >= 4, words[2].lowercased() == "as" { inner = Self.prefixed(inner, by: words[3] + "_") }
      result += inner
    }
    return result
  }

  /// The ranges of the lines, without their ends.
  private static func ranges(of bytes: [UInt8]) -> [Range<Int>] {
    var (ranges, start, position) = ([Range<Int>](), 0, 0)
    while position < bytes.count {
      if bytes[position] == 10 || bytes[position] == 13 {
        ranges.append(start..<position)
        if bytes[position] == 13, position + 1 < bytes.count, bytes[position + 1] == 10 { position += 1 }
        start = position + 1
      }
      position += 1
    }
    return ranges + [start..<bytes.count]
  }

  /// The lines with a prefix before every name that they declare.
  private static func prefixed(_ lines: [Line], by prefix: String) -> [Line] {
    var text: [UInt8] = []
    for line in lines { text += line.bytes + [10] }
    guard let file = try? SourceFile(name: "", bytes: text) else { return lines }
    var diagnostics = ODEDiagnostics()
    let declared = ODEDeclarations(file, folder: nil, &diagnostics)
    let names = Set(declared.places.keys).union(declared.auxiliaryKeys)
    return lines.map {
      Line(bytes: prefixed($0.bytes, names, Array(prefix.utf8))[...], file: $0.file, number: $0.number)
    }
  }

  private static func prefixed(_ line: ArraySlice<UInt8>, _ names: Set<String>, _ prefix: [UInt8]) -> [UInt8] {
    var (result, word) = ([UInt8](), [UInt8]())
    func finish() {
      let key = String(decoding: word.map(\.lowercased), as: UTF8.self)
      if names.contains(key) { result += prefix }
      result += word
      word = []
    }
    for byte in line {
      if byte.isNameByte || (byte == UInt8(ascii: ".") && word.first?.isDigit == true) {
        word.append(byte)
      } else {
        finish()
        result.append(byte)
      }
    }
    finish()
    return result
  }
}

extension ODEIncludes.Line {
  /// The first word, in small letters.
  fileprivate var word: String {
    String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first.map { $0.lowercased() } ?? ""
  }
}
