// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// A network of spiking neurons that comes with the program.
public struct BuiltInSpikingNetwork: Sendable {
  /// The name on the command line.
  public let name: String
  /// What the network is.
  public let title: String
  /// Where it was published.
  public let citation: String
  /// What may be set, with its value unless told.
  public let options: [BuiltInNetwork.Option]
  /// The step that goes with the network.
  public let step: Double
  /// How long it is simulated unless told.
  public let duration: Double
  private let make: @Sendable ([String: Double]) throws(BuildFailure) -> SpikingNetwork

  /// Why a network could not be built.
  public enum BuildFailure: Error, CustomStringConvertible {
    /// The numbers make no network.
    case network(NetworkError)
    /// The neurons make no model.
    case neuron(ModelError)

    /// The failure in words.
    public var description: String {
      switch self {
      case .network(let error): error.description
      case .neuron(let error): "\(error)"
      }
    }
  }

  init(
    name: String, title: String, citation: String, options: [BuiltInNetwork.Option], step: Double, duration: Double,
    make: @escaping @Sendable ([String: Double]) throws(BuildFailure) -> SpikingNetwork
  ) {
    (self.name, self.title, self.citation, self.options) = (name, title, citation, options)
    (self.step, self.duration, self.make) = (step, duration, make)
  }

  /// Builds the network.
  /// - Parameter values: what differs from the values unless told.
  /// - Throws: `BuildFailure` for an unknown name or a value that makes no sense.
  public func network(_ values: [(name: String, value: Double)] = []) throws(BuildFailure) -> SpikingNetwork {
    let chosen: [String: Double]
    do {
      chosen = try BuiltInNetwork.Option.chosen(values, among: options, of: name)
    } catch {
      throw .network(error)
    }
    return try make(chosen)
  }

  /// Every network of spiking neurons that comes with the program.
  public static let all: [BuiltInSpikingNetwork] = [.conductanceBasedLIF, .conductanceBasedHH, .exponentialLIF]

  /// The network of a name, whatever the case of its letters.
  public static func named(_ name: String) -> BuiltInSpikingNetwork? { all.first { $0.name == name.lowercased() } }
}
