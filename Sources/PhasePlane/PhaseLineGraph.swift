// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The graph of a right-hand side over a window, sampled more closely where it bends, and split where it is not continuous.
struct PhaseLineGraph {
  /// A point of the graph.
  struct Sample {
    var x: Double
    var value: Double
    var displacement: Double
  }

  /// The samples from left to right.
  private(set) var samples: [Sample]
  /// Pieces of the graph: ranges of positions in `samples` over which it is continuous and finite.
  private(set) var pieces: [Range<Int>] = []
  /// The places between pieces.
  private(set) var breaks: [Double] = []
  /// The height of the graph without its extremes.
  let height: Double
  private let middle: Double
  private let width: Double

  /// Samples a function.
  init(_ line: PhaseLine, count: Int = 256) {
    width = line.width
    let (a, b) = (line.window.lowerBound, line.window.upperBound)
    samples = (0...count).map { k in
      PhaseLineGraph.sample(line, k == count ? b : a + (b - a) * Double(k) / Double(count))
    }
    let sorted = samples.map(\.value).filter(\.isFinite).sorted()
    let low = sorted.isEmpty ? 0 : sorted[sorted.count / 20]
    let high = sorted.isEmpty ? 0 : sorted[sorted.count - 1 - sorted.count / 20]
    height = high > low ? high - low : max(abs(high), 1e-300)
    middle = (low + high) / 2
    refine(line)
    split()
  }

  private static func sample(_ line: PhaseLine, _ x: Double) -> Sample {
    let value = line.value(x)
    return Sample(x: x, value: value, displacement: line.isMap ? value - x : value)
  }

  /// The width below which an interval is not divided any more.
  private var finest: Double { 1e-10 * width }

  private mutating func refine(_ line: PhaseLine) {
    for round in 0..<40 {
      var refined: [Sample] = [samples[0]]
      refined.reserveCapacity(samples.count * 2)
      var added = false
      for index in 1..<samples.count {
        if needsDivision(index, first: round == 0), samples.count < 20_000 {
          refined.append(PhaseLineGraph.sample(line, (samples[index - 1].x + samples[index].x) / 2))
          added = true
        }
        refined.append(samples[index])
      }
      samples = refined
      if !added { return }
    }
  }

  /// Whether the graph between two samples is not known well enough from them and their neighbours.
  private func needsDivision(_ index: Int, first: Bool) -> Bool {
    let (a, b) = (samples[index - 1], samples[index])
    if b.x - a.x <= max(finest, 4 * b.x.ulp) { return false }
    if a.value.isFinite != b.value.isFinite { return true }
    guard a.value.isFinite else { return false }
    // Far outside of the picture only changes of sign matter, between which there is a root or a pole.
    let sameSign = (a.displacement > 0) == (b.displacement > 0)
    if isFar(a), isFar(b), sameSign { return false }
    let slope = (b.value - a.value) / (b.x - a.x)
    return [index - 2, index + 1].contains { neighbour in
      guard samples.indices.contains(neighbour), samples[neighbour].value.isFinite else { return false }
      let c = samples[neighbour]
      let near = neighbour < index ? a : b
      let other = (c.value - near.value) / (c.x - near.x)
      // The distance of the chord from the arc, by the change of slope; a tenth of a line's width in a figure.
      return abs(slope - other) * (b.x - a.x) / 8 > 2e-4 * height
    }
  }

  private func isFar(_ sample: Sample) -> Bool { abs(sample.value - middle) > 20 * height }

  private mutating func split() {
    var start: Int?
    for index in samples.indices {
      let finite = samples[index].value.isFinite
      if let begin = start, !finite || jumps(index) {
        pieces.append(begin..<index)
        breaks.append((samples[index - 1].x + samples[index].x) / 2)
        start = nil
      }
      if finite, start == nil {
        if index > 0, !samples[index - 1].value.isFinite {
          breaks.append((samples[index - 1].x + samples[index].x) / 2)
        }
        start = index
      }
    }
    if let begin = start { pieces.append(begin..<samples.count) }
  }

  /// Whether the graph jumps, or passes a pole, between a sample and the one before.
  private func jumps(_ index: Int) -> Bool {
    if index == 0 { return false }
    let (a, b) = (samples[index - 1], samples[index])
    if isFar(a), isFar(b), (a.value > middle) != (b.value > middle) { return true }
    return b.x - a.x <= 2 * max(finest, 4 * b.x.ulp) && abs(b.value - a.value) > 1e-3 * height
  }

  /// The pieces as curves, without what lies far outside of the picture.
  var curves: [PlaneCurve] {
    pieces.compactMap { piece in
      let points = samples[piece].filter { !isFar($0) }.map { [$0.x, $0.value] }
      return points.count > 1 ? PlaneCurve(points: points) : nil
    }
  }
}
