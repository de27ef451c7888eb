// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Numbers from bytes, with every place checked.
struct ByteReader {
  let bytes: ArraySlice<UInt8>
  let fileName: String

  init(_ bytes: ArraySlice<UInt8>, fileName: String) {
    self.bytes = bytes
    self.fileName = fileName
  }

  var count: Int { bytes.count }

  /// The bytes in a range of places counted from the first.
  /// - Throws: `ModelFileError` if the file ends before.
  func slice(_ start: Int, _ length: Int, _ what: String) throws(ModelFileError) -> ArraySlice<UInt8> {
    guard start >= 0, length >= 0, start <= count, length <= count - start else {
      throw ModelFileError("the file ends within \(what)", fileName: fileName, hint: "Was it copied completely?")
    }
    return bytes[bytes.startIndex + start..<bytes.startIndex + start + length]
  }

  /// A whole number without sign, the lowest byte first.
  func integer(_ start: Int, bytes length: Int, _ what: String) throws(ModelFileError) -> Int {
    var value: UInt64 = 0
    for byte in try slice(start, length, what).reversed() { value = value << 8 | UInt64(byte) }
    guard value <= UInt64(Int.max) else {
      throw ModelFileError("\(what) is absurdly large: \(value)", fileName: fileName)
    }
    return Int(value)
  }
}

/// How a number is stored.
struct NumberEncoding: Hashable {
  enum Kind: Hashable {
    case float
    case signed
    case unsigned
    /// The upper half of a 32-bit float.
    case brainFloat
  }

  var kind: Kind
  var size: Int
  var isBigEndian = false

  /// Reads as many numbers as the bytes hold.
  func numbers(_ bytes: ArraySlice<UInt8>) -> [Double] {
    bytes.withUnsafeBytes { buffer in
      (0..<buffer.count / size).map { index in
        var pattern: UInt64 = 0
        for k in 0..<size {
          pattern |= UInt64(buffer[index * size + k]) << UInt64(8 * (isBigEndian ? size - 1 - k : k))
        }
        return number(pattern)
      }
    }
  }

  private func number(_ pattern: UInt64) -> Double {
    switch (kind, size) {
    case (.float, 8): return Double(bitPattern: pattern)
    case (.float, 4): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: pattern)))
    case (.float, _): return NumberEncoding.half(UInt16(truncatingIfNeeded: pattern))
    case (.brainFloat, _): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: pattern) << 16))
    case (.unsigned, _): return Double(pattern)
    case (.signed, _):
      let shift = UInt64(64 - 8 * size)
      return Double(Int64(bitPattern: pattern << shift) >> Int64(shift))
    }
  }

  /// The value of an IEEE 754 half-precision number.
  private static func half(_ pattern: UInt16) -> Double {
    let (exponent, fraction) = (Int(pattern >> 10 & 0x1F), Double(pattern & 0x3FF))
    let sign: Double = pattern >> 15 == 1 ? -1 : 1
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * (1 + fraction / 1024) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
