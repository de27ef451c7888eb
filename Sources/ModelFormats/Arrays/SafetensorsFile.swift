// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The file of named arrays that PyTorch users share (`.safetensors`): the length of a JSON header, the header, the numbers.
///
/// Source: huggingface.co/docs/safetensors, "Format".
enum SafetensorsFile {
  private struct Entry: Decodable {
    var dtype: String
    var shape: [Int]
    // The name is the format's own.
    var dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype
      case shape
      case dataOffsets = "data_offsets"
    }
  }

  /// An entry, or the free-form `__metadata__`.
  private struct Header: Decodable {
    var entries: [(name: String, entry: Entry)] = []

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Name.self)
      for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue })
      where key.stringValue != "__metadata__" {
        entries.append((key.stringValue, try container.decode(Entry.self, forKey: key)))
      }
    }
  }

  private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private static let headerLimit = 100_000_000

  /// Reads all arrays of numbers, in the order of their names.
  static func read(_ bytes: [UInt8], fileName: String) throws(ModelFileError) -> [NamedArray] {
    let reader = ByteReader(bytes[...], fileName: fileName)
    let length = try reader.integer(0, bytes: 8, "the header")
    guard length <= headerLimit else {
      throw ModelFileError("this is no .safetensors file: its header would be \(length) bytes long", fileName: fileName)
    }
    let text = try reader.slice(8, length, "the header")
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(text))
    } catch {
      throw ModelFileError("the header of the .safetensors file cannot be read", fileName: fileName)
    }
    let data = ByteReader(bytes[(8 + length)...], fileName: fileName)
    try checkPlaces(header, data)
    var arrays: [NamedArray] = []
    var room = NumberArray.sizeLimit
    for (name, entry) in header.entries {
      let array = try array(name, entry, data, limit: room)
      room -= array.values.count
      arrays.append(NamedArray(name: name, array: array))
    }
    return arrays
  }

  /// Arrays lie within the file and do not share bytes, so that a file cannot stand for more than it holds.
  private static func checkPlaces(_ header: Header, _ data: ByteReader) throws(ModelFileError) {
    for (name, entry) in header.entries {
      let place = entry.dataOffsets
      guard place.count == 2, place[0] >= 0, place[0] <= place[1], place[1] <= data.count else {
        throw ModelFileError("the place of '\(name)' is not in the file", fileName: data.fileName)
      }
    }
    let sorted = header.entries.sorted { ($0.entry.dataOffsets[0], $0.name) < ($1.entry.dataOffsets[0], $1.name) }
    for (first, next) in zip(sorted, sorted.dropFirst())
    where next.entry.dataOffsets[0] < first.entry.dataOffsets[1] {
      throw ModelFileError(
        "'\(first.name)' and '\(next.name)' share a place in the file", fileName: data.fileName)
    }
  }

  private static func array(
    _ name: String, _ entry: Entry, _ data: ByteReader, limit: Int
  ) throws(ModelFileError) -> NumberArray {
    guard let encoding = encodings[entry.dtype] else {
      throw ModelFileError(
        "'\(name)' holds entries of the type '\(entry.dtype.prefix(20))', not real numbers", fileName: data.fileName)
    }
    guard let count = NumberArray.count(of: entry.shape, limit: limit) else {
      throw ModelFileError(
        "the shape of '\(name)' is too large: \(entry.shape); a file may hold \(NumberArray.sizeLimit) numbers",
        fileName: data.fileName)
    }
    guard entry.dataOffsets[1] - entry.dataOffsets[0] == count * encoding.size else {
      throw ModelFileError(
        "the place of '\(name)' in the file does not fit its shape \(entry.shape)", fileName: data.fileName)
    }
    let bytes = try data.slice(entry.dataOffsets[0], count * encoding.size, "'\(name)'")
    return NumberArray(shape: entry.shape, values: encoding.numbers(bytes))
  }

  private static let encodings: [String: NumberEncoding] = [
    "F64": NumberEncoding(kind: .float, size: 8), "F32": NumberEncoding(kind: .float, size: 4),
    "F16": NumberEncoding(kind: .float, size: 2), "BF16": NumberEncoding(kind: .brainFloat, size: 2),
    "I64": NumberEncoding(kind: .signed, size: 8), "I32": NumberEncoding(kind: .signed, size: 4),
    "I16": NumberEncoding(kind: .signed, size: 2), "I8": NumberEncoding(kind: .signed, size: 1),
    "U64": NumberEncoding(kind: .unsigned, size: 8), "U32": NumberEncoding(kind: .unsigned, size: 4),
    "U16": NumberEncoding(kind: .unsigned, size: 2), "U8": NumberEncoding(kind: .unsigned, size: 1),
    "BOOL": NumberEncoding(kind: .unsigned, size: 1),
  ]
}
