// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Results

/// A diagram of a rewritten textbook system, compared with what is known of it.
public struct InvarianceCheck: Sendable {
  /// What is wrong with the diagram; none if it is right.
  public var faults: [String] = []
  /// The diagram.
  public var result: BifurcationResult?
  /// What of it does not depend on how the model is written.
  public var summary: DiagramSummary?

  /// Draws the diagram and compares it.
  /// - Parameter reference: The summary of the diagram of the system as it stands, with which all of this one is compared.
  public init(_ system: TextbookSystem, _ rewriting: Rewriting, reference: DiagramSummary? = nil) {
    do {
      let original = try system.model()
      let model = try rewriting.applied(to: original, parameter: system.parameter)
      let range = rewriting.range(system.range)
      var settings = try BifurcationSettings(
        parameter: AxisRange(name: system.parameter, lower: range.lowerBound, upper: range.upperBound))
      settings.doublingDepth = 1
      // Cycles are drawn where something is known of them.
      settings.cycles =
        system.points.keys.contains(model.kind == .map ? "PD" : "LPC") || system.points["H"]?.isEmpty == true
      let result = try BifurcationAnalyzer.analyze(model, settings: settings)
      self.result = result
      compare(result, system, rewriting)
      let summary = DiagramSummary(result, system, rewriting, dimension: original.dimension)
      self.summary = summary
      if let reference {
        let width = system.range.upperBound - system.range.lowerBound
        faults += summary.differences(from: reference, width: width, tolerance: system.tolerance)
      }
    } catch {
      faults.append("\(error)")
    }
  }

  private mutating func compare(_ result: BifurcationResult, _ system: TextbookSystem, _ rewriting: Rewriting) {
    if !result.complete { faults.append("not complete") }
    let width = system.range.upperBound - system.range.lowerBound
    for (type, known) in system.points.sorted(by: { $0.key < $1.key }) {
      let found = result.specialPoints
        .filter {
          $0.type.rawValue == type && ($0.period ?? 1) <= 1 || $0.type.rawValue == type && type != "PD" && type != "LP"
        }
        .compactMap { $0.parameters[system.parameter].map(rewriting.original) }.sorted()
      let flips = type == "PD" ? found + doubled(result, system, rewriting, known) : found
      let expected = known.sorted()
      let isRight =
        flips.count == expected.count
        && zip(flips.sorted(), expected).allSatisfy { abs($0 - $1) <= system.tolerance * width }
      if !isRight { faults.append("\(type) at \(flips.sorted()) instead of \(expected)") }
    }
  }

  /// Flips of longer cycles that are among those known.
  private func doubled(
    _ result: BifurcationResult, _ system: TextbookSystem, _ rewriting: Rewriting, _ known: [Double]
  ) -> [Double] {
    result.specialPoints.filter { $0.type == .periodDoubling && ($0.period ?? 1) > 1 }
      .compactMap { $0.parameters[system.parameter].map(rewriting.original) }
      .filter { value in
        known.contains { abs($0 - value) <= system.tolerance * (system.range.upperBound - system.range.lowerBound) }
      }
  }
}
