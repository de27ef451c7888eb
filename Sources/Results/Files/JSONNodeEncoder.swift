// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Builds a tree of JSON nodes from what an `Encodable` value hands over.
struct JSONNodeEncoder: Encoder {
  let node: JSONNode
  var codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = node.content {} else { node.content = .object([]) }
    return KeyedEncodingContainer(JSONKeyedContainer<Key>(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .array = node.content {} else { node.content = .array([]) }
    return JSONUnkeyedContainer(node: node, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    JSONSingleValueContainer(node: node, codingPath: codingPath)
  }
}

private struct JSONKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: JSONNode
  var codingPath: [any CodingKey]

  private func member(_ key: any CodingKey) -> JSONNode {
    let child = JSONNode(.null)
    if case .object(var members) = node.content {
      node.content = .null  // keeps the members' storage unshared while they grow
      members.append((key.stringValue, child))
      node.content = .object(members)
    }
    return child
  }

  mutating func encodeNil(forKey key: Key) throws { _ = member(key) }

  mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try member(key).fill(with: value, path: codingPath + [key])
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    JSONNodeEncoder(node: member(key), codingPath: codingPath + [key]).container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    JSONNodeEncoder(node: member(key), codingPath: codingPath + [key]).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    JSONNodeEncoder(node: member(PlainKey("super")), codingPath: codingPath)
  }

  mutating func superEncoder(forKey key: Key) -> any Encoder {
    JSONNodeEncoder(node: member(key), codingPath: codingPath + [key])
  }
}

private struct JSONUnkeyedContainer: UnkeyedEncodingContainer {
  let node: JSONNode
  var codingPath: [any CodingKey]

  var count: Int {
    if case .array(let elements) = node.content { return elements.count }
    return 0
  }

  private func element() -> JSONNode {
    let child = JSONNode(.null)
    if case .array(var elements) = node.content {
      node.content = .null  // keeps the elements' storage unshared while they grow
      elements.append(child)
      node.content = .array(elements)
    }
    return child
  }

  mutating func encodeNil() throws { _ = element() }

  mutating func encode<Value: Encodable>(_ value: Value) throws {
    try element().fill(with: value, path: codingPath)
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    JSONNodeEncoder(node: element(), codingPath: codingPath).container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    JSONNodeEncoder(node: element(), codingPath: codingPath).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { JSONNodeEncoder(node: element(), codingPath: codingPath) }
}

private struct JSONSingleValueContainer: SingleValueEncodingContainer {
  let node: JSONNode
  var codingPath: [any CodingKey]

  mutating func encodeNil() throws { node.content = .null }
  mutating func encode(_ value: Bool) throws { node.content = .literal(value ? "true" : "false") }
  mutating func encode(_ value: String) throws { node.content = .string(value) }
  mutating func encode(_ value: Double) throws { node.content = .number(value) }
  mutating func encode(_ value: Float) throws { node.content = .number(Double(value)) }
  mutating func encode(_ value: Int) throws { integer(value) }
  mutating func encode(_ value: Int8) throws { integer(value) }
  mutating func encode(_ value: Int16) throws { integer(value) }
  mutating func encode(_ value: Int32) throws { integer(value) }
  mutating func encode(_ value: Int64) throws { integer(value) }
  mutating func encode(_ value: UInt) throws { integer(value) }
  mutating func encode(_ value: UInt8) throws { integer(value) }
  mutating func encode(_ value: UInt16) throws { integer(value) }
  mutating func encode(_ value: UInt32) throws { integer(value) }
  mutating func encode(_ value: UInt64) throws { integer(value) }
  mutating func encode<Value: Encodable>(_ value: Value) throws { try node.fill(with: value, path: codingPath) }

  private func integer(_ value: some BinaryInteger) { node.content = .literal(String(value)) }
}

/// A key known only at run time.
private struct PlainKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(_ text: String) { stringValue = text }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
