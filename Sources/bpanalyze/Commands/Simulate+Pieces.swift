// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import Results
import Simulator

extension Simulate {
  /// As many points as a result in memory, or a figure, can reasonably hold.
  static let mostOutputPoints = 2_000_000.0
  /// As many rows as a table that is written while it is computed can reasonably have.
  static let mostTablePoints = 1_000_000_000.0

  /// The number of points that are kept.
  func outputPoints(_ settings: SimulationSettings) -> Double {
    ((abs(settings.total) - settings.transient) / settings.outputInterval * Double(settings.starts.count)).rounded(
      .down)
  }

  /// Computes a long trajectory piece by piece and writes its table meanwhile.
  func runInPieces(_ analyzer: SimulationAnalyzer, _ settings: SimulationSettings, _ target: OutputTarget) throws {
    guard let pieces = SimulationInPieces(analyzer, settings) else {
      throw ValidationError(
        "\(outputPoints(settings).text()) output points; at most \(Int(Self.mostOutputPoints)) are possible, with more of them for one "
          + "trajectory without memory, chance, recorded spikes and parameters that events change.")
    }
    let path = OutputFormat.csv.path(target.base)
    var end: SimulationResult?
    try AtomicFile.write(to: path, failing: { $0 as any Error }) { append in
      var table: CSVTable?
      end = try pieces.run { piece in
        var rows = table ?? piece.emptyTable
        piece.append(to: &rows)
        try append(Data(rows.takeUTF8()))
        table = rows
      }
    }
    Interruption.computationEnded()
    guard let end else { return }
    try Terminal.print(SimulationReport(result: end, settings: settings).text)
    Terminal.wrote([path])
    try Interruption.throwIfRequested()
    if let early = end.trajectories.first(where: { !$0.isComplete }) { throw StoppedEarly(reason: early.explanation) }
  }
}
