// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Results

/// The fixed points on a phase line, and the flow between them.
struct PhaseLineRoots {
  let line: PhaseLine
  let graph: PhaseLineGraph
  /// The fixed points from left to right.
  private(set) var positions: [Double] = []
  /// The stretches on which every state is at rest.
  private(set) var resting: [ClosedRange<Double>] = []
  /// What a reader should know.
  private(set) var notes: [String] = []

  /// - Parameter known: Fixed points that are known, of whatever scale.
  init(_ line: PhaseLine, _ graph: PhaseLineGraph, known: [Double] = []) {
    self.line = line
    self.graph = graph
    positions = known.filter(line.window.contains)
    for piece in graph.pieces { findRoots(Array(graph.samples[piece])) }
    positions.sort()
    noteSwitches()
  }

  /// Finds the roots in a piece that is continuous.
  private mutating func findRoots(_ samples: [PhaseLineGraph.Sample]) {
    let slopes = samples.map { line.displacementSlope($0.x) }
    let resting = LineStretches.find(samples.map(\.x), count: 3) { line.displacement($0) == 0 }
    notes += resting.map { "Every state from \($0.lowerBound.brief) to \($0.upperBound.brief) is at rest." }
    self.resting += resting
    for index in samples.indices {
      if samples[index].displacement == 0, !resting.contains(where: { $0.contains(samples[index].x) }) {
        add(samples[index].x)
      }
      guard index > 0 else { continue }
      let (a, b) = (samples[index - 1], samples[index])
      if a.displacement * b.displacement < 0 { addRoot(between: a.x, b.x) }
      if a.displacement * b.displacement > 0, slopes[index - 1] * slopes[index] < 0 { searchExtremum(a, b) }
    }
  }

  /// Between two samples of one sign the graph turns: it may touch zero there or pass it twice.
  private mutating func searchExtremum(_ a: PhaseLineGraph.Sample, _ b: PhaseLineGraph.Sample) {
    // Only an extremum towards zero can reach it.
    guard line.displacementSlope(a.x) * a.displacement < 0,
      let turn = BrentRootFinder().solve(from: a.x, to: b.x, line.displacementSlope).root
    else { return }
    let value = line.displacement(turn)
    if abs(value) <= 1e-12 * max(graph.height, abs(line.isMap ? turn : 0)) {
      add(turn)
    } else if (value > 0) != (a.displacement > 0) {
      addRoot(between: a.x, turn)
      addRoot(between: turn, b.x)
    }
  }

  private mutating func addRoot(between a: Double, _ b: Double) {
    if let root = BrentRootFinder().solve(from: a, to: b, line.displacement).root { add(polished(root)) }
  }

  /// A root after a few steps of Newton's method, as long as they make the residual smaller.
  private func polished(_ root: Double) -> Double {
    var (best, residual) = (root, abs(line.displacement(root)))
    for _ in 0..<3 {
      let next = best - line.displacement(best) / line.displacementSlope(best)
      let value = abs(line.displacement(next))
      if !(value < residual) { break }
      (best, residual) = (next, value)
    }
    return best
  }

  private mutating func add(_ position: Double) {
    let tolerance = 1e-9 * line.width
    if !positions.contains(where: { abs($0 - position) < tolerance }) { positions.append(position) }
  }

  /// Tells of jumps through zero, which attract or repel like fixed points but are none.
  private mutating func noteSwitches() {
    for (left, right) in zip(graph.pieces, graph.pieces.dropFirst()) where left.upperBound == right.lowerBound {
      let (a, b) = (graph.samples[left.upperBound - 1], graph.samples[right.lowerBound])
      if a.displacement * b.displacement < 0, abs(a.displacement) < 1e3 * graph.height {
        notes.append("The right-hand side jumps through zero at \((a.x + b.x) / 2): no fixed point, but a switch.")
      }
    }
  }

  /// The fixed points with their stability.
  var fixedPoints: [FixedPoint] {
    positions.map { position in
      let slope = line.slope(position)
      let (type, stable, reason) =
        line.isMap ? mapType(position, multiplier: slope) : flowType(position, eigenvalue: slope)
      return FixedPoint(
        state: [line.field.model.variableNames[0]: position], type: type, stable: stable, eigenvalues: [[slope, 0]],
        trace: slope, determinant: slope, residual: abs(line.displacement(position)), reason: reason)
    }
  }

  private func flowType(_ position: Double, eigenvalue: Double) -> (FixedPointType, Bool, String?) {
    // An eigenvalue that the error of the root could have made counts as none.
    if abs(eigenvalue) > 1e-6 * max(slopeBeside(position), 1e-300) {
      return eigenvalue < 0 ? (.stableNode, true, nil) : (.unstableNode, false, nil)
    }
    return degenerateType(position, what: "the eigenvalue vanishes")
  }

  /// The greater of the slopes at a small distance on both sides, nearer than any pole, and than other fixed points.
  private func slopeBeside(_ position: Double) -> Double {
    let others = positions.filter { $0 != position }.map { abs($0 - position) }.min() ?? .infinity
    let breaks = graph.breaks.map { abs($0 - position) }.min() ?? .infinity
    let distance = min(0.05 * line.width, 0.5 * breaks, 0.25 * others)
    let slopes = [position - distance, position + distance].map { abs(line.displacementSlope($0)) }
    return slopes.filter(\.isFinite).max() ?? 0
  }

  private func mapType(_ position: Double, multiplier: Double) -> (FixedPointType, Bool, String?) {
    if abs(abs(multiplier) - 1) > 1e-6 {
      return abs(multiplier) < 1 ? (.stableNode, true, nil) : (.unstableNode, false, nil)
    }
    if multiplier > 0 { return degenerateType(position, what: "the multiplier is 1 (fold)") }
    let taylor = line.field.taylorCoefficients(
      state: [position], direction: [1], parameters: [], time: line.time, order: 3)
    // With multiplier -1 the Schwarzian derivative decides: Guckenheimer and Holmes 1983, section 3.5.
    let schwarzian = 6 * taylor[3][0] / multiplier - 6 * (taylor[2][0] / multiplier) * (taylor[2][0] / multiplier)
    let stable = schwarzian < 0
    return (
      .undetermined, stable,
      "the multiplier is -1 (flip); the Schwarzian derivative \(schwarzian) makes the point "
        + (stable ? "attracting" : schwarzian > 0 ? "repelling" : "neither")
    )
  }

  /// The kind of a fixed point without linear stability, from the signs of the displacement on its two sides.
  private func degenerateType(_ position: Double, what: String) -> (FixedPointType, Bool, String?) {
    let others = positions.filter { $0 != position } + graph.breaks
    let gap = min(1e-3 * line.width, 0.5 * (others.map { abs($0 - position) }.min() ?? .infinity))
    let (left, right) = (line.displacement(position - gap), line.displacement(position + gap))
    switch (left > 0, right > 0) {
    case (true, false):
      return (.undetermined, true, what + "; by the signs beside it the point attracts from both sides")
    case (false, true): return (.undetermined, false, what + "; by the signs beside it the point repels on both sides")
    case (true, true): return (.saddleNode, false, what + "; the point attracts from below and repels above")
    case (false, false): return (.saddleNode, false, what + "; the point attracts from above and repels below")
    }
  }

  /// The intervals between fixed points and breaks with the sign of the rate.
  var flow: [[Double]] {
    let edges = resting.flatMap { [$0.lowerBound, $0.upperBound] }
    let inner = (positions + graph.breaks + edges).filter { $0 > line.window.lowerBound && $0 < line.window.upperBound }
    let ends = [line.window.lowerBound] + inner.sorted() + [line.window.upperBound]
    return zip(ends, ends.dropFirst()).compactMap { a, b in
      let rate = line.displacement((a + b) / 2)
      return b - a > 1e-9 * line.width && rate.isFinite ? [a, b, rate > 0 ? 1 : rate < 0 ? -1 : 0] : nil
    }
  }
}
