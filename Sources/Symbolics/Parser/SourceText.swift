// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A piece of text whose every byte remembers where in its file it came from.
///
/// Readers join continued lines, expand arrays and cut statements apart; errors must still point into the file as its
/// author wrote it. Slices share storage. Offsets count UTF-8 bytes from the start of the file.
public struct SourceText: Sendable {
  /// The text, in UTF-8.
  public let bytes: ArraySlice<UInt8>
  /// Where each byte stood in the file.
  public let offsets: ArraySlice<Int32>
  /// Where the text ends in the file; the place to point at when something is missing.
  public let end: Int

  /// A text that is its own file.
  public init(_ text: String) {
    self.init(bytes: ArraySlice(text.utf8))
  }

  /// A text in UTF-8 that is its own file, with bytes numbered from zero.
  public init(bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    offsets = ArraySlice((0..<Int32(clamping: bytes.count)))
    end = bytes.count
  }

  /// A text put together from pieces.
  /// - Precondition: `bytes` and `offsets` have the same count.
  public init(bytes: [UInt8], offsets: [Int32], end: Int) {
    precondition(bytes.count == offsets.count)
    self.bytes = bytes[...]
    self.offsets = offsets[...]
    self.end = end
  }

  private init(slicing text: SourceText, _ range: Range<Int>) {
    let (byteStart, offsetStart) = (text.bytes.startIndex, text.offsets.startIndex)
    bytes = text.bytes[byteStart + range.lowerBound..<byteStart + range.upperBound]
    offsets = text.offsets[offsetStart + range.lowerBound..<offsetStart + range.upperBound]
    end = range.upperBound < text.count ? text.offset(range.upperBound) : text.end
  }

  /// The number of bytes.
  public var count: Int { bytes.count }

  /// Whether there are no bytes.
  public var isEmpty: Bool { bytes.isEmpty }

  /// A byte, counted from the start of this piece.
  public subscript(index: Int) -> UInt8 { bytes[bytes.startIndex + index] }

  /// A part, counted from the start of this piece.
  public subscript(range: Range<Int>) -> SourceText { SourceText(slicing: self, range) }

  /// The part from an index to the end.
  public func suffix(from index: Int) -> SourceText { self[index..<count] }

  /// Where a byte stood in the file; past the last byte, where the text ended.
  public func offset(_ index: Int) -> Int {
    index < count ? Int(offsets[offsets.startIndex + index]) : end
  }

  /// The part of the file that a range of this piece came from; at least one byte long.
  public func location(_ range: Range<Int>) -> Range<Int> {
    let lower = offset(range.lowerBound)
    let last = range.isEmpty ? lower : offset(range.upperBound - 1)
    return lower..<max(lower, last) + 1
  }

  /// The part of the file that the whole piece came from.
  public var location: Range<Int> { location(0..<count) }

  /// The piece as a string.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// The index of the first byte that satisfies a condition.
  public func firstIndex(from start: Int = 0, where condition: (UInt8) -> Bool) -> Int? {
    var index = start
    while index < count {
      if condition(self[index]) { return index }
      index += 1
    }
    return nil
  }

  /// The piece without blanks at its ends.
  public var trimmed: SourceText {
    var (lower, upper) = (0, count)
    while lower < upper, self[lower].isBlank { lower += 1 }
    while upper > lower, self[upper - 1].isBlank { upper -= 1 }
    return self[lower..<upper]
  }
}

extension UInt8 {
  /// Space, tab and other control characters that only separate.
  public var isBlank: Bool { self <= 32 }

  /// 0 to 9.
  public var isDigit: Bool { self &- 48 < 10 }

  /// A to Z, a to z.
  public var isLetter: Bool { (self | 32) &- 97 < 26 }

  /// What a name is made of: letters, digits and the underscore.
  public var isNameByte: Bool { isLetter || isDigit || self == UInt8(ascii: "_") }

  /// The lower-case letter for an upper-case one; other bytes as they are.
  public var lowercased: UInt8 { self &- 65 < 26 ? self | 32 : self }
}
