// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The tree of a style file, before it is known to be a theme: merges a partial file with a complete one and finds keys that
/// do not exist.
struct StyleTree {
  /// A node of the tree.
  indirect enum Node {
    case object([String: Node])
    case leaf(Data)
  }

  private let root: Node
  private let source: String

  private init(root: Node, source: String) {
    self.root = root
    self.source = source
  }

  /// Parses JSON.
  init(json: Data, source: String) throws(ThemeError) {
    let value: Any
    do {
      value = try JSONSerialization.jsonObject(with: json)
    } catch {
      let details = (error as NSError).userInfo["NSDebugDescription"] as? String
      throw ThemeError(source: source, place: "", problem: "not JSON: \(details ?? "\(error)")")
    }
    guard value is [String: Any] else {
      throw ThemeError(source: source, place: "", problem: "a style is a JSON object, { \"name\": … }")
    }
    self.init(root: try Self.node(value, source: source), source: source)
  }

  /// The tree of a theme.
  init(_ theme: Theme, source: String) throws(ThemeError) {
    let data: Data
    do {
      data = try JSONEncoder().encode(theme)
    } catch {
      throw ThemeError(source: source, place: "", problem: "\(error)")
    }
    try self.init(json: data, source: source)
  }

  /// This tree with the leaves of another in place of its own.
  ///
  /// - Throws: `ThemeError` for a key that this tree does not have, except among colours and lines, which may be new.
  func merging(_ changes: StyleTree) throws(ThemeError) -> StyleTree {
    StyleTree(root: try merge(root, changes.root, path: []), source: source)
  }

  /// The tree as JSON.
  var data: Data { Self.data(root) }

  private func merge(_ old: Node, _ new: Node, path: [String]) throws(ThemeError) -> Node {
    guard case .object(var members) = old, case .object(let changes) = new else { return new }
    for (key, value) in changes.sorted(by: { $0.key < $1.key }) {
      let place = path + [key]
      if let member = members[key] {
        members[key] = try merge(member, value, path: place)
      } else if path == ["colors"] {
        members[key] = value
      } else if path == ["lines"], let usual = members["default"] {
        members[key] = try merge(usual, value, path: place)
      } else {
        let known = members.keys.sorted().joined(separator: ", ")
        throw ThemeError(
          source: source, place: place.joined(separator: "."), problem: "unknown key; here stand \(known)")
      }
    }
    return .object(members)
  }

  private static func node(_ value: Any, source: String) throws(ThemeError) -> Node {
    if let object = value as? [String: Any] {
      var members: [String: Node] = [:]
      for (key, member) in object { members[key] = try node(member, source: source) }
      return .object(members)
    }
    do {
      return .leaf(try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed))
    } catch {
      throw ThemeError(source: source, place: "", problem: "\(error)")
    }
  }

  private static func data(_ node: Node) -> Data {
    switch node {
    case .leaf(let data): return data
    case .object(let members):
      let pairs = members.sorted { $0.key < $1.key }.map { key, value in quoted(key) + Data(":".utf8) + data(value) }
      return Data("{".utf8) + Data(pairs.joined(separator: Data(",".utf8))) + Data("}".utf8)
    }
  }

  private static func quoted(_ key: String) -> Data {
    let escaped = key.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
    return Data("\"\(escaped)\"".utf8)
  }
}
