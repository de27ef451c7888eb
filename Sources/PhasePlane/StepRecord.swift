// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Simulator

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
  mutating func append(_ step: TrajectoryEnsemble.Step, length: Double) {
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
  func points(_ field: WindowField, _ tableau: ButcherTableau) -> [(time: Double, point: PlanePoint)] {
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
    return zip(moments, TrajectoryEnsemble.points(of: plain, tableau, from: starts, after: offsets)).map { ($0, $1) }
  }
}
