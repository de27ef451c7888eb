// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A step as a polynomial: the dense output of an explicit Runge–Kutta method.
///
/// At the fraction θ of the step stands r0 + θ(r1 + (1-θ)(r2 + θ(r3 + (1-θ)(r4 + …)))); with two coefficients it is a straight
/// line, with four cubic Hermite interpolation. (Hairer, Nørsett and Wanner, Solving Ordinary Differential Equations I, section
/// II.6.)
struct DensePiece {
  let start: Double
  /// The length of the step that the polynomial belongs to.
  let length: Double
  /// Where the trajectory left the polynomial: the end of the step, or an event in it.
  var end: Double
  /// The number of coefficients of a variable.
  private let width: Int
  /// The coefficients of each variable, one variable after the other.
  private let coefficients: [Double]

  init(start: Double, length: Double, width: Int, coefficients: [Double]) {
    self.start = start
    self.length = length
    self.width = width
    self.coefficients = coefficients
    end = start + length
  }

  /// The value of a variable at a time, also beyond the ends.
  func value(_ variable: Int, at time: Double) -> Double {
    let theta = length == 0 ? 0 : (time - start) / length
    let (first, rest) = (width * variable, 1 - theta)
    var sum = 0.0
    for k in stride(from: width - 1, through: 1, by: -1) {
      sum = coefficients[first + k] + (k.isMultiple(of: 2) ? theta : rest) * sum
    }
    return coefficients[first] + theta * sum
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
  private var end: Double { pieces.last?.end ?? startTime }

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
