// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A function given by a table: a polynomial of degree 3 at most between breakpoints, the outer ones of which reach to infinity.
///
/// Tables with equal contents are equal, whatever their names; they are compared by a fingerprint of 128 bits.
public final class LookupTable: Sendable {
  /// What stands between the points of a table.
  public enum Rule: Hashable, Sendable {
    /// Straight lines; beyond the ends the last of them go on.
    case linear
    /// The value at the point to the left; beyond the ends straight lines, as in XPPAUT.
    case step
    /// The cubic through four neighbouring points; straight lines in the outermost intervals and beyond them, as in XPPAUT.
    case cubic
  }

  /// The name by which formulas call the function.
  public let name: String
  /// The left ends of the pieces, rising; the first piece reaches to minus infinity.
  private let starts: [Double]
  /// Four coefficients for each piece, of the powers of the distance from its left end.
  private let coefficients: [Double]
  let fingerprint: Fingerprint

  private init(name: String, starts: [Double], coefficients: [Double]) {
    self.name = name
    self.starts = starts
    self.coefficients = coefficients
    var fingerprint = Fingerprint(tag: 6)
    for value in starts + coefficients { fingerprint.combine(value.bitPattern) }
    self.fingerprint = fingerprint
  }

  /// A function through points.
  /// - Precondition: there are two points at least, and as many values; the points rise.
  public convenience init(name: String, points: [Double], values: [Double], rule: Rule = .linear) {
    precondition(points.count == values.count && points.count >= 2, "a table needs two points at least")
    let last = points.count - 1
    var coefficients: [Double] = []
    for i in 0..<last {
      let slope = (values[i + 1] - values[i]) / (points[i + 1] - points[i])
      switch rule {
      case .step: coefficients += [values[i], 0, 0, 0]
      case .cubic where i > 0 && i < last - 1:
        coefficients += LookupTable.cubic(Array(values[i - 1...i + 2]), spacing: points[i + 1] - points[i])
      default: coefficients += [values[i], slope, 0, 0]
      }
    }
    var starts = Array(points.dropLast())
    if rule == .step {
      let first = (values[1] - values[0]) / (points[1] - points[0])
      let end = (values[last] - values[last - 1]) / (points[last] - points[last - 1])
      starts = [points[0]] + starts + [points[last]]
      coefficients = [values[0], first, 0, 0] + coefficients + [values[last], end, 0, 0]
    }
    self.init(name: name, starts: starts, coefficients: coefficients)
  }

  /// The cubic through four equally spaced values, in powers of the distance from the second.
  private static func cubic(_ y: [Double], spacing h: Double) -> [Double] {
    let quadratic = 0.5 * (y[2] + y[0] - 2 * y[1])
    let cubic = (3 * (y[1] - y[2]) + y[3] - y[0]) / 6
    let linear = (6 * y[2] - y[3] - 3 * y[1] - 2 * y[0]) / 6
    return [y[1], linear / h, quadratic / (h * h), cubic / (h * h * h)]
  }

  /// The value at a number; NaN at NaN.
  /// - Complexity: O(log number of points).
  public func value(_ x: Double) -> Double {
    // The last piece that starts at or before x; a step at the first point belongs to the inner piece.
    var (lower, upper) = (0, starts.count)
    while upper - lower > 1 {
      let middle = (lower + upper) / 2
      if starts[middle] <= x { lower = middle } else { upper = middle }
    }
    let distance = x - starts[lower]
    var value = coefficients[4 * lower + 3]
    for power in [2, 1, 0] { value = value * distance + coefficients[4 * lower + power] }
    return value
  }

  /// The derivative, piece by piece.
  public var derivative: LookupTable {
    let slopes = stride(from: 0, to: coefficients.count, by: 4).flatMap { (c: Int) -> [Double] in
      [coefficients[c + 1], 2 * coefficients[c + 2], 3 * coefficients[c + 3], 0]
    }
    return LookupTable(name: name + "'", starts: starts, coefficients: slopes)
  }
}

extension LookupTable: Hashable {
  /// Whether two tables are the same function.
  public static func == (a: LookupTable, b: LookupTable) -> Bool { a.fingerprint == b.fingerprint }
  /// Feeds the fingerprint of the contents.
  public func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
