// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Parallelism
import Results

/// The fast subsystem's diagrams in one parameter on lines across the plane of two slow variables: one of these varies, the other is held.
struct SlowPlaneLines: Sendable {
  let fast: Model
  let plane: TwoParameterResult
  let orbit: AttractorOrbit
  let isCancelled: @Sendable () -> Bool

  /// A line: what varies, in the window of the plane, and what is held.
  struct Line: Hashable, Sendable {
    var varying: AxisRange
    var held: String
    var value: Double

    /// The line in words.
    var description: String { "the line \(held) = \(value.brief)" }
  }

  /// What came of a line: its diagram, or in words why there is none.
  enum Outcome: Sendable {
    case diagram(BifurcationResult)
    case failure(String)

    /// The diagram, if there is one.
    var diagram: BifurcationResult? {
      if case .diagram(let diagram) = self { diagram } else { nil }
    }

    /// A note where there is none.
    var note: String? {
      if case .failure(let text) = self { text } else { nil }
    }
  }

  /// The line on which a slow variable varies through a point of the plane.
  func line(varying name: String, through slow: [String: Double]) -> Line {
    let (varying, held) =
      name == plane.horizontal.name
      ? (plane.horizontal, plane.vertical.name) : (plane.vertical, plane.horizontal.name)
    return Line(varying: varying, held: held, value: slow[held] ?? .nan)
  }

  /// The diagram on a line.
  /// - Parameters:
  ///   - cycles: Whether cycles are followed.
  ///   - start: Where to start instead of searching.
  func diagram(on line: Line, cycles: Bool = true, from start: BifurcationStart? = nil) -> Outcome {
    do throws(BifurcationError) {
      var question = try BifurcationSettings(parameter: line.varying)
      question.parameters[line.held] = line.value
      question.initialValues = orbit.activeState(of: fast.variableNames)
      question.cycles = cycles
      question.start = start
      return .diagram(
        try BifurcationAnalyzer.analyze(fast, settings: question, in: RunContext(isCancelled: isCancelled)))
    } catch {
      return .failure("no diagram of the fast subsystem on \(line.description): \(error)")
    }
  }
}
