// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Proofs
import Results
import Symbolics

/// Proves by interval arithmetic that a list of fixed points on a line is complete (`ZeroProver`).
struct PhaseLineCertifier {
  /// What vanishes at fixed points.
  let expression: Expression
  private let operation: KrawczykOperator
  private let line: PhaseLine
  private let name: String
  /// The most intervals that are looked at.
  private static let budget = 50_000
  /// Intervals smaller than this part of the window are left undecided, and so wide is the seam around it.
  private static let (smallest, seam) = (1e-9, 1e-9)

  init(_ line: PhaseLine) {
    self.line = line
    name = line.field.model.variableNames[0]
    let rate = line.field.model.rates[0].substituting(["t": Expression(line.time)])
    expression = line.isMap ? rate - .symbol(name) : rate
    operation = KrawczykOperator([expression], names: [name])
  }

  /// What interval arithmetic says of the zeros in an interval.
  func verdict(_ x: Interval) -> KrawczykOperator.Verdict { operation.verdict(IntervalBox([x])) }

  /// Whether the right-hand side is defined and continuous all around a point.
  func isContinuous(around point: Double, reach: Double) -> Bool {
    operation.ranges(IntervalBox(around: [point], reach: [reach])).allSatisfy { $0.isContinuous && $0.isBounded }
  }

  /// A bound of the rounding error of the right-hand side at a point.
  func roundingError(at point: Double) -> Double { operation.roundingErrors(at: [point])[0] }

  /// The certificate for a list of fixed points, with a note where it does not agree with the list.
  func certificate(_ fixedPoints: [FixedPoint], _ notes: inout [String]) -> Certificate {
    let seam = Self.seam * line.width
    let region = IntervalBox([Interval(line.window.lowerBound - seam, line.window.upperBound + seam)])
    let prover = ZeroProver(
      operation, in: region, units: [line.width], budget: Self.budget, smallest: Self.smallest)
    let outcome = prover.search(knowing: fixedPoints.compactMap { $0.state[name].map { [$0] } })
    if !outcome.missed.isEmpty {
      notes.append("\(outcome.missed.count) fixed points are proved to exist that were not found.")
    }
    var certificate = Certificate(outcome)
    certificate.complete = outcome.isComplete && outcome.missed.isEmpty
    return certificate
  }
}
