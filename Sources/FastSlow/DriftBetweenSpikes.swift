// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// Tells whether variables still drift from spike to spike, in one direction: then a trajectory has not come to its attractor, however
/// many spikes it has fired.
struct DriftBetweenSpikes {
  private let path: SimulatedTrajectory
  /// The points of the path at spikes, at most so many as are looked at.
  private let points: [Int]

  /// So many spikes are looked at.
  private static let samples = 90
  /// Fewer spikes do not tell a drift from bursts.
  private static let fewest = 9
  /// What has moved less than this, over all that was visited, is nearly where it goes.
  private static let share = 0.01

  init(_ path: SimulatedTrajectory, _ train: SpikeTrain) {
    self.path = path
    let step = max(1, train.times.count / Self.samples)
    var (points, k) = ([Int](), 0)
    for time in stride(from: 0, to: train.times.count, by: step).map({ train.times[$0] }) {
      while k + 1 < path.times.count, path.times[k] < time { k += 1 }
      points.append(k)
    }
    self.points = points
  }

  /// Whether a variable drifts.
  /// - Parameter extent: Its range on the trajectory so far.
  func isFound(in variable: String, extent: Double) -> Bool {
    guard points.count >= Self.fewest, let column = path.values[variable] else { return false }
    return drifts(points.map { column[$0] }, extent)
  }

  /// Whether values rise, or fall, from each third to the next by more than they vary in it.
  private func drifts(_ values: [Double], _ extent: Double) -> Bool {
    let third = values.count / 3
    let parts = [values.prefix(third), values.dropFirst(third).dropLast(third), values.suffix(third)]
    let (lows, highs) = (parts.compactMap { $0.min() }, parts.compactMap { $0.max() })
    guard lows.count == 3, highs.count == 3 else { return false }
    let isRising = highs[0] < lows[1] && highs[1] < lows[2]
    let isFalling = lows[0] > highs[1] && lows[1] > highs[2]
    return (isRising || isFalling) && abs(values[values.count - 1] - values[0]) > Self.share * extent
  }
}
