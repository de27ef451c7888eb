// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// The steps of one trajectory in the plane, kept to draw it smoothly.
struct StepRecord {
  /// The beginning of each step.
  private(set) var states: [[Double]] = []
  private(set) var times: [Double] = []
  private(set) var lengths: [Double] = []
  private var pieces: [Int] = []

  /// The greatest angle between neighbouring chords (about 3 degrees), the longest chord, and the greatest distance between
  /// a chord and its arc below which larger angles do not show; lengths are parts of the window.
  static let (turn, chord, sagitta) = (0.055, 0.012, 3e-5)

  /// Keeps a step, or the beginning of it.
  mutating func append(_ step: TrajectoryEnsemble<WindowField>.Step, length: Double) {
    let (before, after) = (step.directionBefore, step.directionAfter)
    let angle = abs(Double.atan2(y: before.cross(after), x: before.dot(after)))
    let way = max((step.pointAfter - step.pointBefore).length, 0.5 * abs(length) * (before.length + after.length))
    states.append(step.stateBefore)
    times.append(step.time)
    lengths.append(length)
    let smooth = min(angle / StepRecord.turn, (way * angle / (8 * StepRecord.sagitta)).squareRoot())
    let count = max(1, smooth, min(way, 1) / StepRecord.chord).rounded(.up)
    pieces.append(count.isFinite ? Int(min(count, 200)) : 1)
  }

  /// Points along the trajectory, close enough together to be joined by straight lines: all but the last.
  ///
  /// Each is computed by a step of its own length from the beginning of the step it lies in, all of them at once.
  func points(_ field: WindowField, _ pair: RungeKuttaPair) -> [(time: Double, point: PlanePoint)] {
    var starts: [[Double]] = []
    var offsets: [Double] = []
    var moments: [Double] = []
    let plain = WindowField(flow: field.flow, backward: field.backward)
    for index in states.indices {
      for piece in 0..<pieces[index] {
        let offset = lengths[index] * Double(piece) / Double(pieces[index])
        starts.append(states[index])
        offsets.append(offset)
        moments.append(times[index] + offset)
      }
    }
    return zip(moments, pair.advance(plain, from: starts, by: offsets)).map { ($0, $1) }
  }
}

extension RungeKuttaPair {
  /// The points a given time after others, in one step each.
  func advance(_ field: WindowField, from states: [[Double]], by lengths: [Double]) -> [PlanePoint] {
    let count = states.count
    if count == 0 { return [] }
    let dimension = field.dimension
    return withUnsafeTemporaryAllocation(
      of: Double.self, capacity: Workspace.size(self, dimension: dimension, stride: count)
    ) { memory in
      guard let base = memory.baseAddress else { return [] }
      let work = Workspace(base, dimension: dimension, stride: count)
      for (k, state) in states.enumerated() {
        for component in 0..<dimension { work.before[component * count + k] = state[component] }
      }
      field.rates(work.before, count: count, stride: count, into: work.stage(0))
      lengths.withUnsafeBufferPointer { lengths in
        if let lengths = lengths.baseAddress { step(field, work, lengths: lengths, count: count) }
      }
      return (0..<count).map { PlanePoint(work.after[$0], work.after[count + $0]) }
    }
  }
}
