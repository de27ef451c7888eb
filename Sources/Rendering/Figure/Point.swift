// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A point of a figure: in data coordinates where a figure is described, in millimetres where it is laid out.
public struct Point: Hashable, Sendable {
  /// The horizontal coordinate, to the right.
  public var x: Double
  /// The vertical coordinate, upwards.
  public var y: Double

  /// Makes a point.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// Whether both coordinates are finite.
  public var isFinite: Bool { x.isFinite && y.isFinite }

  /// The distance to another point.
  public func distance(to other: Point) -> Double {
    let dx = other.x - x
    let dy = other.y - y
    return (dx * dx + dy * dy).squareRoot()
  }
}

/// A point is written as the pair `[x, y]`.
extension Point: Codable {
  /// Reads the pair.
  public init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    x = try pair.decode(Double.self)
    y = try pair.decode(Double.self)
  }

  /// Writes the pair.
  public func encode(to encoder: any Encoder) throws {
    var pair = encoder.unkeyedContainer()
    try pair.encode(x)
    try pair.encode(y)
  }
}
