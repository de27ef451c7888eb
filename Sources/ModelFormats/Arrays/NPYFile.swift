// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// NumPy's file of one array (`.npy`, versions 1 to 3).
///
/// Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays".
enum NPYFile {
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  /// Reads an array of numbers, at most as many as a limit says.
  /// - Throws: `ModelFileError` that says what is wrong with the file.
  static func read(
    _ bytes: ArraySlice<UInt8>, fileName: String, limit: Int = NumberArray.sizeLimit
  ) throws(ModelFileError) -> NumberArray {
    let reader = ByteReader(bytes, fileName: fileName)
    guard bytes.starts(with: magic) else {
      throw ModelFileError("this is no .npy file: it does not begin with NumPy's mark", fileName: fileName)
    }
    let version = try reader.integer(6, bytes: 1, "the header")
    guard (1...3).contains(version) else {
      throw ModelFileError("version \(version) of the .npy format is not known", fileName: fileName)
    }
    let width = version == 1 ? 2 : 4
    let length = try reader.integer(8, bytes: width, "the header")
    let text = String(decoding: try reader.slice(8 + width, length, "the header"), as: UTF8.self)
    let header = try NPYHeader(text, fileName: fileName)
    guard let count = NumberArray.count(of: header.shape, limit: limit) else {
      throw ModelFileError(
        "the shape \(header.shape) is too large: a file may hold \(NumberArray.sizeLimit) numbers", fileName: fileName)
    }
    let data = try reader.slice(8 + width + length, count * header.encoding.size, "the numbers")
    let values = header.encoding.numbers(data)
    return NumberArray(
      shape: header.shape, values: header.columnsFirst ? rowsFirst(values, header.shape) : values)
  }

  /// Numbers whose first index is fastest, in the order in which the last one is.
  private static func rowsFirst(_ values: [Double], _ shape: [Int]) -> [Double] {
    guard shape.count > 1, !values.isEmpty else { return values }
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in 1..<shape.count { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    return values.indices.map { index in
      var (rest, place) = (index, 0)
      for axis in shape.indices.reversed() {
        place += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
      return values[place]
    }
  }
}

/// The dictionary at the beginning of an array, written as a Python literal.
private struct NPYHeader {
  var encoding: NumberEncoding
  var columnsFirst: Bool
  var shape: [Int]

  init(_ text: String, fileName: String) throws(ModelFileError) {
    func value(_ key: String) throws(ModelFileError) -> Substring {
      for quote in ["'", "\""] {
        let parts = text.split(separator: "\(quote)\(key)\(quote)", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, let colon = parts[1].firstIndex(of: ":") {
          return parts[1][parts[1].index(after: colon)...].drop { $0 == " " }
        }
      }
      throw ModelFileError("the header of the array has no '\(key)'", fileName: fileName)
    }
    let description = try value("descr")
    guard let quote = description.first, quote == "'" || quote == "\"" else {
      throw ModelFileError(
        "the array holds records, not numbers", fileName: fileName, hint: "Save a plain array of floats.")
    }
    let type = String(description.dropFirst().prefix { $0 != quote })
    guard let encoding = NPYHeader.encoding(type) else {
      throw ModelFileError(
        "the array holds entries of the type '\(type.prefix(20))', not real numbers", fileName: fileName,
        hint: "Save it as floats: array.astype(float).")
    }
    self.encoding = encoding
    columnsFirst = try value("fortran_order").hasPrefix("True")
    shape = try NPYHeader.shape(try value("shape"), fileName)
  }

  private static func shape(_ text: Substring, _ fileName: String) throws(ModelFileError) -> [Int] {
    let inside = text.dropFirst().prefix { $0 != ")" }
    guard text.first == "(", inside.endIndex < text.endIndex else {
      throw ModelFileError("the shape in the header of the array cannot be read", fileName: fileName)
    }
    var shape: [Int] = []
    for part in inside.split(separator: ",") {
      let digits = part.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let length = Int(digits), length >= 0, shape.count < 32 else {
        throw ModelFileError("the shape in the header of the array cannot be read", fileName: fileName)
      }
      shape.append(length)
    }
    return shape
  }

  private static func encoding(_ type: String) -> NumberEncoding? {
    let order = type.first ?? "?"
    guard "<>|=".contains(order), let size = Int(type.dropFirst(2)) else { return nil }
    let isBig = order == ">"
    switch (type.dropFirst().first, size) {
    case ("f", 2), ("f", 4), ("f", 8): return NumberEncoding(kind: .float, size: size, isBigEndian: isBig)
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): return NumberEncoding(kind: .signed, size: size, isBigEndian: isBig)
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8), ("b", 1):
      return NumberEncoding(kind: .unsigned, size: size, isBigEndian: isBig)
    default: return nil
    }
  }
}
