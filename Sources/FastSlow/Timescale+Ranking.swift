// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

extension Timescale {
  /// Slow variables are slower than all fast ones by this factor at least.
  static let separation = 5.0

  /// The variables of a model by falling rate along a trajectory that moves; the slowest are marked as slow, those below the
  /// widest gap between rates.
  ///
  /// The rate of a variable is its greatest change over its range on the trajectory: gating variables that relax slowly at rest are fast
  /// in spikes. Where these rates have no gap, a periodic motion may show nothing but ripples of a slow variable; then the
  /// rate of each is its share in the spectrum, if that is less. So it is of a variable that rests while others move, which is not
  /// slow: it does not drift.
  ///
  /// - Parameters:
  ///   - columns: The values of each variable.
  ///   - initial: Its initial value: what decays to nothing beside it is at rest.
  ///   - rates: Their rates of change at the same points.
  ///   - spectral: The `SpectralRates` of the variables, infinite where they are not known; asked for where they are needed.
  static func ranked(
    _ names: [String], columns: [[Double]], initial: [Double], rates: [[Double]], spectral: () -> [Double]
  ) -> [Timescale] {
    let ranges = columns.map { ($0.max() ?? 0) - ($0.min() ?? 0) }
    let sizes = zip(columns, initial).map { $0.reduce(abs($1)) { max($0, abs($1)) } }
    let moves = zip(ranges, sizes).map { $0 > AttractorSearch.restingRange * $1 }
    let shares = moves.allSatisfy(\.self) ? nil : spectral()
    let relative = names.indices.map { i -> Double in
      if !moves[i], let share = shares?[i], share.isFinite { return share }
      return ranges[i] > 0 ? rates[i].reduce(0) { max($0, abs($1)) } / ranges[i] : 0
    }
    let candidates = moves.contains(true) ? moves : moves.map { _ in true }
    let scales = marked(names, relative, among: candidates)
    if scales.contains(where: \.isSlow) { return scales }
    return marked(names, zip(relative, shares ?? spectral()).map { min($0, $1) }, among: candidates)
  }

  private static func marked(_ names: [String], _ rates: [Double], among candidates: [Bool]) -> [Timescale] {
    var scales = zip(names, rates).map { Timescale(variable: $0, rate: $1, isSlow: false) }
      .sorted { $0.rate > $1.rate }
    let resting = Set(zip(names, candidates).filter { !$1 }.map(\.0))
    // At rest are fast variables, too, while slow ones drift; others lie anywhere.
    let fastest = scales.indices.first { !resting.contains(scales[$0].variable) } ?? 0
    let compared = scales.indices.filter { $0 < fastest || !resting.contains(scales[$0].variable) }
    let gaps = zip(compared, compared.dropFirst()).map { faster, slower in
      scales[slower].rate > 0 ? scales[faster].rate / scales[slower].rate : .infinity
    }
    if let widest = gaps.indices.max(by: { gaps[$0] < gaps[$1] }), gaps[widest] >= separation {
      for i in compared[(widest + 1)...] { scales[i].isSlow = !resting.contains(scales[i].variable) }
    }
    return scales
  }

  /// Bursts of fewer spikes do not tell slow variables with ripples from fast ones.
  private static let fewestSpikes = 3.0
  /// A variable that goes through more than this share of its range with every spike is fast, and one that goes through more than the
  /// smaller share if a slower one is left.
  private static let (largestRipple, largestRippleBesideSlower) = (0.5, 0.25)

  /// Whether a variable goes up and down with every spike of a burst, through more than a share of its range.
  private static func follows(_ column: [Double], bursts: Int, spikes: Double, share: Double) -> Bool {
    guard spikes >= fewestSpikes, bursts > 0, let low = column.min(), let high = column.max(), high > low else {
      return false
    }
    let way = zip(column, column.dropFirst()).reduce(0) { $0 + abs($1.1 - $1.0) }
    return way / (2 * (high - low) * Double(bursts)) > 1 + share * (spikes - 1)
  }

  /// Marks slow variables that go up and down with every spike of a burst as fast, unless their spectrum says that they are slow.
  ///
  /// - Parameters:
  ///   - columns: The values of a variable over some bursts.
  ///   - spikes: The number of spikes in each burst.
  ///   - spectrum: The `SpectralRates` of the variables, infinite where they are not known; asked for where they are needed.
  ///   - interval: The time between spikes.
  static func dropFollowers(
    _ scales: inout [Timescale], columns: [String: [Double]], bursts: Int, spikes: Double, interval: Double,
    spectrum: () -> [String: Double]
  ) {
    func following(_ share: Double) -> [Int] {
      scales.indices.filter { k in
        scales[k].isSlow
          && follows(columns[scales[k].variable] ?? [], bursts: bursts, spikes: spikes, share: share)
      }
    }
    let (some, all) = (following(largestRippleBesideSlower), following(largestRipple))
    guard !some.isEmpty else { return }
    let slowest = scales.indices.last { scales[$0].isSlow && !all.contains($0) }
    keepSlow(some, in: &scales, by: spectrum(), interval: interval)
    if let slowest, !scales.contains(where: \.isSlow) { scales[slowest].isSlow = true }
  }

  /// Of variables that go up and down with every spike those are slow whose share in the spectrum says so: a slow variable with ripples as
  /// large as its drift. They are slower than the fast variables, and hardly relax from spike to spike.
  ///
  /// - Parameters:
  ///   - following: The positions of these variables among all.
  ///   - spectrum: The `SpectralRates` of the variables, infinite where they are not known.
  ///   - interval: The time between spikes.
  static func keepSlow(
    _ following: [Int], in scales: inout [Timescale], by spectrum: [String: Double], interval: Double
  ) {
    let fast = scales.filter { !$0.isSlow }.map { spectrum[$0.variable] ?? .infinity }.min() ?? 0
    for k in following {
      let rate = spectrum[scales[k].variable] ?? .infinity
      scales[k].isSlow = rate * separation < min(fast, 1 / interval)
    }
  }
}
