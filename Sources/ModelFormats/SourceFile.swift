// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The bytes of a file with its name and lines.
struct SourceFile {
  /// The largest file that is read, in bytes.
  static let sizeLimit = ODEFile.sizeLimit

  let name: String
  let bytes: [UInt8]
  /// Where each line starts.
  let lineStarts: [Int]
  /// The file and the line, counted from 0, that each line comes from, where other files are included.
  private let origins: [(file: String, line: Int)]

  /// Takes text from outside: UTF-8, or Latin-1 where it is not.
  /// - Throws: `ModelFileError` for what is too large or no text at all.
  /// - Parameter folder: where included files lie; without it none are.
  init(name: String, bytes raw: [UInt8], folder: String? = nil) throws(ModelFileError) {
    guard raw.count <= Self.sizeLimit else {
      throw ModelFileError(
        "the file is larger than \(Self.sizeLimit / 1_000_000) MB; that cannot be a model", fileName: name)
    }
    guard !raw.contains(0) else {
      throw ModelFileError("this is a binary file, not a model", fileName: name, hint: "an .ode file is plain text")
    }
    self.name = name
    let start = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let isUTF8 = raw.allSatisfy { $0 < 128 } || String(validating: raw, as: UTF8.self) != nil
    let own =
      isUTF8 ? Array(raw[start...]) : Array(String(String.UnicodeScalarView(raw.map { Unicode.Scalar($0) })).utf8)
    if let folder, ODEIncludes.isNeeded(own) {
      var includes = ODEIncludes(folder: folder)
      let lines = includes.lines(of: own, file: name)
      var text: [UInt8] = []
      for line in lines { text += line.bytes + [10] }
      bytes = text
      origins = lines.map { ($0.file, $0.number) }
      guard bytes.count <= Self.sizeLimit else {
        throw ModelFileError("the file is too large with all that it includes", fileName: name)
      }
    } else {
      bytes = own
      origins = []
    }
    lineStarts = Self.lineStarts(of: bytes)
  }

  private static func lineStarts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    for (index, byte) in bytes.enumerated() {
      let isEnd = byte == 10 || (byte == 13 && !(index + 1 < bytes.count && bytes[index + 1] == 10))
      if isEnd { starts.append(index + 1) }
    }
    return starts
  }

  /// The bytes of a line without its end, lines counted from zero.
  func range(ofLine line: Int) -> Range<Int> {
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
    while end > start, bytes[end - 1] == 10 || bytes[end - 1] == 13 { end -= 1 }
    return start..<end
  }

  /// The line, counted from zero, that an offset lies in.
  func line(at offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// A diagnostic that points at a part of the file.
  func diagnostic(_ message: String, at location: Range<Int>, hint: String? = nil) -> ModelFileDiagnostic {
    let line = line(at: min(max(0, location.lowerBound), max(0, bytes.count - 1)))
    let range = range(ofLine: line)
    let start = min(max(location.lowerBound, range.lowerBound), range.upperBound)
    let end = min(max(location.upperBound, start), range.upperBound)
    let column = bytes[range.lowerBound..<start].count { $0 & 0xC0 != 0x80 } + 1
    let length = max(1, bytes[start..<end].count { $0 & 0xC0 != 0x80 })
    let (source, sourceColumn) = excerpt(of: range, around: start)
    let origin = origins.indices.contains(line) ? origins[line] : (name, line)
    return ModelFileDiagnostic(
      message, hint: hint, fileName: origin.0, line: origin.1 + 1, column: column, source: source,
      sourceColumn: sourceColumn,
      length: length)
  }

  /// At most 100 characters of a line, and how many of them stand before an offset.
  private func excerpt(of line: Range<Int>, around offset: Int) -> (String, before: Int) {
    let far = max(line.lowerBound, offset - 400)..<min(line.upperBound, offset + 400)
    func characters(_ range: Range<Int>) -> [Character] {
      String(decoding: bytes[range], as: UTF8.self).map { $0.isWhitespace ? " " : $0 }
    }
    let (before, after) = (characters(far.lowerBound..<offset), characters(offset..<far.upperBound))
    guard before.count + after.count > 100 else { return (String(before + after), before.count) }
    let kept = min(before.count, max(49, 100 - after.count))
    return (String(before.suffix(kept) + after.prefix(100 - kept)), kept)
  }
}
