// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A stretch of a straight line at whose ends a function has different signs.
struct SignChange {
  var start: SIMD2<Double>
  var end: SIMD2<Double>
  var startValue: Double
  var endValue: Double
}

/// Roots on many stretches at once, so that each round of evaluations is one batch.
///
/// Regula falsi in the Illinois form, with a bisection whenever three rounds have not shortened a bracket to an eighth;
/// goes on until the bracket cannot be shortened. A change of sign over a jump or a pole is told from a root by the
/// values at the two ends of the last bracket: at a root they have fallen towards zero with the bracket's length.
enum BracketedRoots {
  /// The root on each stretch, nil where there is none.
  static func solve(_ changes: [SignChange], of function: PlaneFunction) -> [SIMD2<Double>?] {
    var brackets = changes.map(Bracket.init)
    var active = Array(brackets.indices)
    for round in 0..<200 where !active.isEmpty {
      let fractions = active.map { brackets[$0].nextFraction(round: round) }
      let points = zip(active, fractions).map { changes[$0].point(at: $1) }
      let values = function.values(at: points)
      for (k, index) in active.enumerated() { brackets[index].insert(fractions[k], values[k]) }
      active.removeAll { brackets[$0].isFinished }
    }
    let besideZeros = function.values(at: zip(changes, brackets).map { $0.point(at: $1.besideBest) })
    return brackets.indices.map { k in
      let bracket = brackets[k]
      return bracket.isRoot(valueBeside: besideZeros[k]) ? changes[k].point(at: bracket.best) : nil
    }
  }
}

extension SignChange {
  fileprivate func point(at fraction: Double) -> SIMD2<Double> {
    if fraction <= 0 { return start }
    if fraction >= 1 { return end }
    // A coordinate that is the same at both ends stays exactly that.
    return start + fraction * (end - start)
  }
}

/// The state of one search; positions are fractions of the stretch.
private struct Bracket {
  var low = 0.0
  var high = 1.0
  var lowValue: Double
  var highValue: Double
  // The values that regula falsi works with, one of them halved where the same end stays.
  var lowWeight: Double
  var highWeight: Double
  private var lowStayed = false
  private var highStayed = false
  let firstSize: Double
  /// Brackets shorter than this hold no further numbers.
  let resolution: Double
  var sizeInTheMiddle: Double?
  var widthAtCheck = 1.0
  var isFinished = false
  var metUndefined = false

  init(_ change: SignChange) {
    (lowValue, highValue) = (change.startValue, change.endValue)
    (lowWeight, highWeight) = (lowValue, highValue)
    firstSize = abs(lowValue) + abs(highValue)
    let step = change.end - change.start
    let size = max(change.start.largest, change.end.largest)
    resolution = max(0x1p-51, 0x1p-52 * size / max(abs(step.x), abs(step.y)))
    isFinished = lowValue == 0 || highValue == 0
  }

  /// The end with the smaller value.
  var best: Double { abs(lowValue) <= abs(highValue) ? low : high }

  mutating func nextFraction(round: Int) -> Double {
    let width = high - low
    if round % 4 == 3 {
      let slow = width > widthAtCheck / 8
      widthAtCheck = width
      if slow { return low + 0.5 * width }
    }
    let fraction = low + width * (lowWeight / (lowWeight - highWeight))
    // Keeps off the ends, so that the bracket shrinks from both sides.
    let margin = min(0.25 * width, 0.5 * resolution)
    return fraction.isFinite ? min(max(fraction, low + margin), high - margin) : low + 0.5 * width
  }

  mutating func insert(_ fraction: Double, _ value: Double) {
    guard !value.isNaN else {
      (metUndefined, isFinished) = (true, true)
      return
    }
    if (value < 0) == (lowValue < 0), value != 0 {
      (low, lowValue, lowWeight) = (fraction, value, value)
      if highStayed { highWeight *= 0.5 }
      (lowStayed, highStayed) = (false, true)
    } else {
      (high, highValue, highWeight) = (fraction, value, value)
      if lowStayed { lowWeight *= 0.5 }
      (lowStayed, highStayed) = (true, false)
    }
    if sizeInTheMiddle == nil, high - low < 0x1p-26 { sizeInTheMiddle = abs(lowValue) + abs(highValue) }
    isFinished = value == 0 || high - low <= resolution
  }

  /// A place very near to the best one, on its other side.
  var besideBest: Double { best == low ? low + min(0x1p-30, high - low) : high - min(0x1p-30, high - low) }

  /// Whether the values at the ends have fallen as those of a continuous function do.
  ///
  /// Where the function was met to be zero the bracket is still long, and a value beside that place decides: functions
  /// such as `sign` are zero in the middle of a jump.
  func isRoot(valueBeside: Double) -> Bool {
    if metUndefined { return false }
    if lowValue == 0 || highValue == 0 { return abs(valueBeside) <= 0.25 * firstSize }
    let last = abs(lowValue) + abs(highValue)
    guard last.isFinite else { return false }
    if last <= 1e-9 * firstSize { return true }
    guard let middle = sizeInTheMiddle else { return false }
    return last <= 0.125 * middle && last <= 0.1 * firstSize
  }
}
