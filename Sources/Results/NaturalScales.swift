// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The natural sizes of a model's variables, of a parameter that varies, and of time: the units in which an analysis computes.
///
/// Analyses work on the model in these units (`Model.nondimensionalized`), so that a tolerance is a pure number and no answer
/// depends on the units in which the model was written. Sizes are powers of two and origins are numbers that the model knows, so
/// that going to natural units and back costs no digits.
public struct NaturalScales: Codable, Hashable, Sendable {
  /// A unit of measurement: values are `origin + size * number`.
  public struct Unit: Codable, Hashable, Sendable {
    /// The value whose number is 0.
    public var origin: Double
    /// The difference of values that counts as 1; positive.
    public var size: Double

    /// Makes a unit.
    public init(origin: Double = 0, size: Double = 1) {
      self.origin = origin
      self.size = size
    }

    /// The unit for values in a range: its size is about the width of the range, and its origin is 0 unless the range is
    /// far from it, compared with its width.
    /// - Parameter range: A range of finite numbers.
    public init(_ range: ClosedRange<Double>) {
      let width = range.upperBound - range.lowerBound
      let middle = range.lowerBound + width / 2
      let known = width > 0 && width.isFinite ? width : max(abs(middle), .leastNormalMagnitude)
      size = Unit.powerOfTwo(near: known)
      origin = abs(middle) > Unit.farAway * width ? middle : 0
    }

    /// Ranges further from 0 than this many widths have an origin of their own.
    private static let farAway = 4.0

    /// The power of two nearest to a positive number, on a scale of magnitudes.
    public static func powerOfTwo(near value: Double) -> Double {
      guard value > 0, value.isFinite else { return 1 }
      let power = value.significand > 2.0.squareRoot() ? value.exponent + 1 : value.exponent
      return Double(sign: .plus, exponent: min(1000, max(-1000, power)), significand: 1)
    }

    /// The value of a number.
    public func value(_ number: Double) -> Double { origin + size * number }

    /// The number of a value.
    public func number(_ value: Double) -> Double { (value - origin) / size }

    /// The numbers of a range of values.
    public func numbers(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
      number(range.lowerBound)...number(range.upperBound)
    }
  }

  /// The names of the variables, in order.
  public var names: [String]
  /// The units of the variables, in order.
  public var variables: [Unit]
  /// The parameter that varies; empty if none does.
  public var parameterName: String
  /// Its unit.
  public var parameter: Unit
  /// The duration that counts as 1; of a map, whose time counts steps, 1.
  public var time: Double

  /// Gives each variable, a parameter and time a unit.
  public init(
    names: [String], variables: [Unit], parameterName: String = "", parameter: Unit = Unit(), time: Double = 1
  ) {
    self.names = names
    self.variables = variables
    self.parameterName = parameterName
    self.parameter = parameter
    self.time = time
  }

  /// The state in the model's own units.
  public func state(_ numbers: [Double]) -> [Double] { zip(variables, numbers).map { $0.value($1) } }

  /// The natural numbers of a state in the model's own units.
  public func numbers(_ state: [Double]) -> [Double] { zip(variables, state).map { $0.number($1) } }

  /// The sizes of the variables, in order.
  public var sizes: [Double] { variables.map(\.size) }

  /// How many of its sizes the most remote variable lies from zero: so many times larger than those of its number is what its last
  /// digits leave open.
  public var remoteness: Double { variables.map { abs($0.origin) / $0.size }.max() ?? 0 }

  /// The unit of a variable.
  public func unit(of name: String) -> Unit? { names.firstIndex(of: name).map { variables[$0] } }
}
