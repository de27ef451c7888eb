// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Where a branch of a manifold goes; fixed points and cycles are told by their positions in the lists. Files hold the words.
public enum SeparatrixEnd: Hashable, Sendable {
  case fixedPoint(Int)
  /// It comes back to the fixed point from which it started.
  case homoclinic(Int)
  case limitCycle(Int)
  case leavesWindow
  case reset
  case breakdown
  /// It did none of these in the time allowed.
  case limitedTime
  /// It was not followed to its end because of other branches.
  case cutShort
  /// Of a map: a point has no preimage.
  case noInverse
  /// Of a map: an orbit does not move any more.
  case rest
  /// Of a map: it hardly leaves its saddle.
  case slowGrowth
  /// Of a map: it did none of these in the length allowed.
  case limitedLength
  /// The words of an earlier version.
  case other(String)

  /// The end in words.
  public var text: String {
    switch self {
    case .fixedPoint(let index): "fixed point \(index + 1)"
    case .homoclinic(let index): "returns to fixed point \(index + 1) (homoclinic within the error of the computation)"
    case .limitCycle(let index): "limit cycle \(index + 1)"
    case .leavesWindow: "leaves the window"
    case .reset: "meets a reset"
    case .breakdown: "the integration breaks down"
    case .limitedTime: "followed for a limited time"
    case .cutShort: "the search was cut short"
    case .noInverse: "ends where the map has no inverse"
    case .rest: "comes to rest"
    case .slowGrowth: "grows too slowly"
    case .limitedLength: "followed for a limited length"
    case .other(let text): text
    }
  }

  /// The end that words stand for.
  public init(text: String) {
    let number = text.split(separator: " ").lazy.compactMap { Int($0) }.first
    let numbered = number.map { [Self.fixedPoint($0 - 1), .homoclinic($0 - 1), .limitCycle($0 - 1)] } ?? []
    let plain: [Self] = [
      .leavesWindow, .reset, .breakdown, .limitedTime, .cutShort, .noInverse, .rest, .slowGrowth, .limitedLength,
    ]
    self = (numbered + plain).first { $0.text == text } ?? .other(text)
  }
}

extension SeparatrixEnd: Codable {
  /// Reads the words.
  public init(from decoder: any Decoder) throws {
    self.init(text: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the words.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
