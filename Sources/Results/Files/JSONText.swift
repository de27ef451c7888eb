// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// JSON text of an encodable value, with the layout that result files have.
///
/// Members of structures keep the order in which they are declared, dictionaries are sorted by key; objects are indented,
/// arrays of numbers stay on one line. `JSONEncoder` keeps no order of members, and the first ones say how to read the rest.
/// Arrays of numbers take a short cut past `Codable`.
public struct JSONText: Sendable {
  /// The text in UTF-8, ending in a line feed.
  public let bytes: [UInt8]

  /// Encodes a value.
  public init<Value: Encodable>(encoding value: Value) throws {
    let node = try JSONNode(value, path: [])
    var writer = JSONWriter()
    writer.write(node, indentation: 0)
    writer.bytes.append(UInt8(ascii: "\n"))
    bytes = writer.bytes
  }

  /// A decoder that reads what this writes.
  public static func decoder() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return decoder
  }
}

/// A JSON value under construction; a reference, since `Codable` hands out containers that are filled later.
final class JSONNode {
  enum Content {
    case null
    case literal(String)
    case number(Double)
    case string(String)
    case numbers([Double])
    case array([JSONNode])
    case object([(key: String, value: JSONNode)])
  }

  var content: Content

  init(_ content: Content) { self.content = content }

  init<Value: Encodable>(_ value: Value, path: [any CodingKey]) throws {
    content = .null
    try fill(with: value, path: path)
  }

  func fill<Value: Encodable>(with value: Value, path: [any CodingKey]) throws {
    if let numbers = value as? [Double] {
      content = .numbers(numbers)
    } else if let rows = value as? [[Double]] {
      content = .array(rows.map { JSONNode(.numbers($0)) })
    } else if let number = value as? Double {
      content = .number(number)
    } else if let text = value as? String {
      content = .string(text)
    } else {
      try value.encode(to: JSONNodeEncoder(node: self, codingPath: path))
      if value is any StringKeyed, case .object(let members) = content {
        content = .object(members.sorted { $0.key < $1.key })
      }
    }
  }
}

/// Marks dictionaries with string keys, whose own order changes from run to run.
private protocol StringKeyed {}
extension Dictionary: StringKeyed where Key == String {}

/// Writes nodes as text.
struct JSONWriter {
  var bytes: [UInt8] = []

  mutating func write(_ node: JSONNode, indentation: Int) {
    switch node.content {
    case .null: append("null")
    case .literal(let text): append(text)
    case .number(let number): append(number)
    case .string(let text): append(quoted: text)
    case .numbers(let numbers):
      append("[")
      for (i, number) in numbers.enumerated() {
        if i > 0 { append(", ") }
        append(number)
      }
      append("]")
    case .array(let elements):
      list("[", "]", elements.indices, indentation) { writer, i in
        writer.write(elements[i], indentation: indentation + 2)
      }
    case .object(let members):
      list("{", "}", members.indices, indentation) { writer, i in
        writer.append(quoted: members[i].key)
        writer.append(": ")
        writer.write(members[i].value, indentation: indentation + 2)
      }
    }
  }

  private mutating func list(
    _ open: StaticString, _ close: StaticString, _ indices: Range<Int>, _ indentation: Int,
    _ element: (inout JSONWriter, Int) -> Void
  ) {
    append(open)
    for i in indices {
      append(i == 0 ? "\n" : ",\n")
      bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation + 2))
      element(&self, i)
    }
    if !indices.isEmpty {
      append("\n")
      bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
    }
    append(close)
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func append(_ number: Double) {
    guard number.isFinite else {
      append(quoted: number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity")
      return
    }
    append(number.shortestText)
  }

  private mutating func append(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    var isAfterC2 = false
    for byte in text.utf8 {
      defer { isAfterC2 = byte == 0xC2 }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20, 0x7F: append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
      case 0x80..<0xA0 where isAfterC2:
        // The control characters above 127 move a terminal's cursor as those below 32 do.
        bytes.removeLast()
        append("\\u00" + String(byte, radix: 16))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension Double {
  /// The fewest digits that read back as the same number, without a needless `.0`.
  var shortestText: String {
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
