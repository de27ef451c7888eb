// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

/// What of a saved result tells which methods made it.
public struct ResultTraits: Decodable, Sendable {
  /// The kind of result.
  public var schema: String
  let program: Program
  let model: Model
  private let settings: Settings?
  private let result: Findings?

  struct Program: Decodable, Sendable {
    var name: String
    var version: String
  }

  struct Model: Decodable, Sendable {
    var name: String
    var text: String
    /// The name of a network that comes with the program, whose record is its name and settings.
    var network: String? {
      text.wholeMatch(of: /network ([a-z0-9-]+)\n(?s:.*)/).map { String($0.output.1) }
    }
  }

  private struct Settings: Decodable, Sendable {
    var method: String?
    /// The name of the scheme where the kind of the model decides it.
    var scheme: IntegrationScheme?
    var certifies: Bool?
    /// Of sweeps and ensembles: how each of the runs was made.
    var simulation: Inner?

    struct Inner: Decodable, Sendable {
      var method: String?
      var scheme: IntegrationScheme?
    }
  }

  private struct Findings: Decodable, Sendable {
    var isMap: Bool?
    var branches: [Branch]?
    var specialPoints: [Point]?
    var grid: [Ignored]?
    var proof: Proof?
    var regions: [Region]?
    var streamlines: [Ignored]?
    var delayedPassages: [Ignored]?
    var foldedSingularities: [Ignored]?
    var trajectory: Trajectory?
    var diagram: Diagram?

    struct Diagram: Decodable, Sendable {
      var branches: [Branch]?
      var specialPoints: [Point]?
      var proof: Proof?
    }
  }

  private struct Branch: Decodable, Sendable { var kind: String? }
  private struct Point: Decodable, Sendable { var type: String? }
  private struct Proof: Decodable, Sendable { var proved: [Ignored]? }
  private struct Region: Decodable, Sendable { var isProved: Bool? }
  private struct Trajectory: Decodable, Sendable { var method: IntegrationMethod? }
  private struct Ignored: Decodable, Sendable {
    init(from decoder: any Decoder) throws {}
  }

  /// Reads what tells of the methods; the rest of the file is not looked at.
  /// - Throws: `DecodingError` if the text is no saved result.
  public init(json: Data) throws { self = try JSONDecoder().decode(Self.self, from: json) }

  /// The integration method of a simulation; of a fast-slow analysis that of its trajectory.
  var integration: IntegrationMethod? {
    switch schema {
    case SimulationResult.schema: settings?.method.flatMap { IntegrationMethod(rawValue: $0) }
    case SweepResult.schema, EnsembleResult.schema:
      settings?.simulation?.method.flatMap { IntegrationMethod(rawValue: $0) }
    case FastSlowResult.schema, SlowPlaneResult.schema: result?.trajectory?.method
    default: nil
    }
  }

  /// The scheme of a simulation where the kind of the model decides it.
  var scheme: IntegrationScheme? { settings?.scheme ?? settings?.simulation?.scheme }
  /// Whether the model has delays.
  var hasDelays: Bool {
    model.text.split(whereSeparator: \.isNewline).contains { line in
      let formula = line.prefix { $0 != "#" }.lowercased()
      return formula.contains("delay(") || formula.contains("del_shft(")
    }
  }
  /// How slow points were found.
  var minimisation: MinimizationMethod? { settings?.method.flatMap { MinimizationMethod(rawValue: $0) } }
  /// Whether the model has noise: then methods are those of stochastic equations, whatever they share a name with.
  var isNoisy: Bool { model.text.split(whereSeparator: \.isNewline).contains { $0.lowercased().hasPrefix("wiener") } }
  var isMap: Bool { result?.isMap == true }
  /// Whether cycles were followed, or curves of their bifurcations.
  var followsCycles: Bool {
    let kinds = (result?.branches ?? result?.diagram?.branches ?? []).compactMap(\.kind)
    return kinds.contains { BifurcationBranch.Kind(rawValue: $0) == .cycles }
      || kinds.compactMap { TwoParameterBranch.Kind(rawValue: $0) }.contains(where: Self.curvesOfCycles.contains)
  }
  private static let curvesOfCycles: Set<TwoParameterBranch.Kind> = [
    .cycleLimitPoint, .flip, .neimarkSacker, .homoclinic,
  ]
  private var pointTypes: [String] {
    (result?.specialPoints ?? result?.diagram?.specialPoints ?? []).compactMap(\.type)
  }
  var hasSpecialPoints: Bool { !pointTypes.isEmpty }
  /// Whether cycles lose their stability somewhere.
  var hasBifurcationsOfCycles: Bool {
    pointTypes.compactMap { SpecialPointType(rawValue: $0) }.contains(where: Self.bifurcationsOfCycles.contains)
  }
  private static let bifurcationsOfCycles: Set<SpecialPointType> = [.cycleLimitPoint, .periodDoubling, .neimarkSacker]
  var hasFoldedSingularities: Bool { result?.foldedSingularities?.isEmpty == false }
  var followsCurves: Bool { result?.grid == nil }
  var hasProof: Bool {
    let proof = result?.proof ?? result?.diagram?.proof
    return settings?.certifies == true || proof?.proved?.isEmpty == false
      || result?.regions?.contains { $0.isProved == true } == true
  }
  var hasStreamlines: Bool { result?.streamlines?.isEmpty == false }
  var hasDelayedPassages: Bool { result?.delayedPassages?.isEmpty == false }
  /// Whether points of large systems were continued: the branches of slow points have no kinds.
  var continuesPoints: Bool { result?.branches != nil }
}
