// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// A network that comes with the program, of any size.
public struct BuiltInNetwork: Sendable {
  /// The name on the command line.
  public let name: String
  /// What the network is.
  public let title: String
  /// Where it was published.
  public let citation: String
  /// What may be set, with its value unless told: first what shapes the network, then its parameters.
  public let options: [Option]
  private let make: @Sendable ([String: Double]) throws(NetworkError) -> HighDimensionalSystem

  /// Something that may be set.
  public struct Option: Sendable {
    /// The name.
    public var name: String
    /// The value unless told.
    public var value: Double
    /// What it is.
    public var meaning: String
    /// Whether it must be a whole number.
    public var isCount: Bool
    /// The values that make sense.
    public var range: ClosedRange<Double>

    init(
      _ name: String, _ value: Double, _ meaning: String, isCount: Bool = false,
      in range: ClosedRange<Double> = -1e12...1e12
    ) {
      (self.name, self.value, self.meaning, self.isCount, self.range) = (name, value, meaning, isCount, range)
    }

    /// The values of options: those that differ, and for the others those unless told.
    /// - Throws: `NetworkError` for an unknown name or a value that makes no sense.
    static func chosen(
      _ values: [(name: String, value: Double)], among options: [Option], of network: String
    ) throws(NetworkError) -> [String: Double] {
      var chosen = Dictionary(options.map { ($0.name, $0.value) }) { $1 }
      for (name, value) in values {
        guard
          let option = options.first(where: { $0.name == name })
            ?? options.first(where: { $0.name.lowercased() == name.lowercased() })
        else {
          throw NetworkError(
            "the network '\(network)' has no '\(name)'"
              + (NearestName.to(name, among: options.map(\.name)).map { "; did you mean '\($0)'?" }
                ?? "; there are \(options.map(\.name).joined(separator: ", "))"))
        }
        guard option.range.contains(value), !option.isCount || value == value.rounded() else {
          let kind = option.isCount ? "a whole number" : "a number"
          throw NetworkError(
            "\(option.name)=\(value) makes no sense: \(option.meaning), \(kind) from \(option.range.lowerBound) "
              + "to \(option.range.upperBound)")
        }
        chosen[option.name] = value
      }
      return chosen
    }
  }

  init(
    name: String, title: String, citation: String, options: [Option],
    make: @escaping @Sendable ([String: Double]) throws(NetworkError) -> HighDimensionalSystem
  ) {
    (self.name, self.title, self.citation, self.options, self.make) = (name, title, citation, options, make)
  }

  /// Builds the network.
  ///
  /// - Parameter values: what differs from the values unless told.
  /// - Throws: `NetworkError` for an unknown name or a value that makes no sense.
  public func system(_ values: [(name: String, value: Double)] = []) throws(NetworkError) -> HighDimensionalSystem {
    try make(Option.chosen(values, among: options, of: name))
  }

  /// Every network that comes with the program.
  public static let all: [BuiltInNetwork] = [.ring, .torus, .hopfield, .randomNetwork]

  /// The network of a name, whatever the case of its letters.
  public static func named(_ name: String) -> BuiltInNetwork? {
    all.first { $0.name == name.lowercased() } ?? (name.lowercased() == "cann-1d" ? ring : nil)
  }
}

/// Why numbers are not a network.
public struct NetworkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what would mend it.
  public let description: String

  /// An error with its message.
  public init(_ description: String) { self.description = description }
}
