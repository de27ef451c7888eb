// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension TimeSeriesFigure {
  /// The figure of a simulation: a run for each start, called after what sets the start apart from the others.
  /// - Parameters:
  ///   - result: The simulation.
  ///   - starts: The initial values, one set per trajectory.
  ///   - quantities: What is shown.
  ///   - options: What the user chose.
  public init(
    _ result: SimulationResult, starts: [[String: Double]], quantities: [String],
    options: FigureOptions = FigureOptions()
  ) {
    self.init(
      runs: Self.runs(of: result, starts: starts), quantities: quantities, isMap: result.kind == .map, options: options
    )
  }

  /// The trajectories of a simulation, called after what sets the start of each apart from the others.
  static func runs(of result: SimulationResult, starts: [[String: Double]]) -> [Run] {
    let varied = result.variables.filter { name in Set(starts.map { $0[name] }).count > 1 }
    return result.trajectories.enumerated().map { index, trajectory in
      let start = index < starts.count ? starts[index] : [:]
      let name = varied.prefix(2).map {
        "\(MathText.label(formula: $0)) = \(Self.text(start[$0] ?? .nan).replacingMinus)"
      }.joined(
        separator: ", ")
      return Run(times: trajectory.times, values: trajectory.values, name: name.isEmpty ? "run \(index + 1)" : name)
    }
  }

  private static func text(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
