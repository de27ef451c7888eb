// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Numbers of fixed points by type, saved as an object with the names of the types. Lists of names and numbers by turns, which earlier
/// versions saved, are read, too.
@propertyWrapper
public struct CountsByType: Codable, Hashable, Sendable {
  /// How many there are of each type.
  public var wrappedValue: [FixedPointType: Int]

  /// Wraps numbers.
  public init(wrappedValue: [FixedPointType: Int]) { self.wrappedValue = wrappedValue }

  /// Reads an object or, as earlier versions saved it, a list.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let names = try? container.decode([String: Int].self) else {
      wrappedValue = try container.decode([FixedPointType: Int].self)
      return
    }
    wrappedValue = [:]
    for (name, count) in names {
      guard let type = FixedPointType(rawValue: name) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(name) is no type of fixed points")
      }
      wrappedValue[type] = count
    }
  }

  /// Saves an object with the names of the types.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      Dictionary(wrappedValue.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { $1 }))
  }
}
