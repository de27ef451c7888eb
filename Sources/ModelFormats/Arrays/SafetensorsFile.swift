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
    var arrays: [NamedArray] = []
    for (name, entry) in header.entries {
      arrays.append(NamedArray(name: name, array: try array(name, entry, reader, start: 8 + length)))
    }
    return arrays
  }

  private static func array(
    _ name: String, _ entry: Entry, _ reader: ByteReader, start: Int
  ) throws(ModelFileError) -> NumberArray {
    guard let encoding = encodings[entry.dtype] else {
      throw ModelFileError(
        "'\(name)' holds entries of the type '\(entry.dtype.prefix(20))', not real numbers", fileName: reader.fileName)
    }
    guard let count = NumberArray.count(of: entry.shape) else {
      throw ModelFileError("the shape of '\(name)' is absurd: \(entry.shape)", fileName: reader.fileName)
    }
    guard entry.dataOffsets.count == 2, entry.dataOffsets[0] >= 0, entry.dataOffsets[1] <= reader.count,
      entry.dataOffsets[1] - entry.dataOffsets[0] == count * encoding.size
    else {
      throw ModelFileError(
        "the place of '\(name)' in the file does not fit its shape \(entry.shape)", fileName: reader.fileName)
    }
    let data = try reader.slice(start + entry.dataOffsets[0], count * encoding.size, "'\(name)'")
    return NumberArray(shape: entry.shape, values: encoding.numbers(data))
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
