// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A step as a polynomial of degree 4: the dense output of an explicit Runge–Kutta method.
///
/// At the fraction θ of the step stands r0 + θ(r1 + (1-θ)(r2 + θ(r3 + (1-θ) r4))); with r4 = 0 it is cubic Hermite
/// interpolation. (Hairer, Nørsett and Wanner, Solving Ordinary Differential Equations I, section II.6, equation 6.11 and below.)
struct DensePiece {
  var start: Double
  var length: Double
  /// The five coefficients of each variable, one variable after the other.
  var coefficients: [Double]

  /// The value of a variable at a time, also beyond the ends.
  func value(_ variable: Int, at time: Double) -> Double {
    let theta = length == 0 ? 0 : (time - start) / length
    let (c, rest) = (5 * variable, 1 - theta)
    let inner = coefficients[c + 3] + rest * coefficients[c + 4]
    return coefficients[c] + theta * (coefficients[c + 1] + rest * (coefficients[c + 2] + theta * inner))
  }
}

/// The past of a trajectory: what stood before the start, and the steps since.
struct PastStates {
  private var pieces: [DensePiece] = []
  private let startTime: Double
  private let before: (_ variable: Int, _ time: Double) -> Double
  /// Whether a value has been asked for that lies beyond the last step.
  var reachedAhead = false
  /// How long ago values may be asked for; infinite if that is not known.
  var horizon = Double.infinity

  /// - Parameter before: The value of a variable at a time before the start.
  init(startTime: Double, before: @escaping (_ variable: Int, _ time: Double) -> Double) {
    self.startTime = startTime
    self.before = before
  }

  /// The end of the last step.
  private var end: Double { pieces.last.map { $0.start + $0.length } ?? startTime }

  mutating func append(_ piece: DensePiece) {
    pieces.append(piece)
    // Now and then, so that the cost for each step stays constant.
    guard pieces.count > 4096, pieces[pieces.count / 2].start < piece.start - horizon else { return }
    pieces.removeFirst(pieces.count / 2)
  }

  mutating func removeLast() { pieces.removeLast() }

  /// The value of a variable at a time; beyond the last step the last polynomial goes on.
  /// - Parameters:
  ///   - now: the present value of the variable, for a time at which there has been no step.
  ///   - isStart: whether a step starts now: what came before the start and what came after it may differ at the start itself,
  ///     and a step that ends there must see the former.
  /// - Complexity: O(log number of steps).
  mutating func value(_ variable: Int, at time: Double, now: Double, isStart: Bool) -> Double {
    let slack = 1e-9 * (pieces.last.map { abs($0.length) } ?? 0)
    if isStart ? time < startTime - slack : time <= startTime + slack { return before(variable, time) }
    if time > end {
      reachedAhead = true
      guard let last = pieces.last else { return now }
      return last.value(variable, at: time)
    }
    guard !pieces.isEmpty else { return now }
    var (lower, upper) = (0, pieces.count)
    while upper - lower > 1 {
      let middle = (lower + upper) / 2
      if pieces[middle].start <= time { lower = middle } else { upper = middle }
    }
    return pieces[lower].value(variable, at: time)
  }
}
