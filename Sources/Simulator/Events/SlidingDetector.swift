// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// Recognises a trajectory that slides along a jump of its rates of change: pushed onto it from both sides, it crosses it
/// again and again, and no adaptive explicit method gets on (Filippov 1988, Differential Equations with Discontinuous
/// Righthand Sides).
///
/// Now and then a step is looked at. It counts if the rates change by far more than the Jacobian allows for the way between
/// its ends, and if at the present pace the end is out of reach; ten must, and more than one in eight.
struct SlidingDetector {
  /// One step that was tried, accepted or not.
  struct Attempt {
    var time: Double
    var before: [Double]
    var after: [Double]
    /// The steps that were tried so far.
    var count: Int
  }

  /// Of so many steps one is looked at: a prime, since the steps of a sliding trajectory repeat in a short rhythm.
  static let interval = 37
  private static let limit = 70

  private var lastTime: Double?
  /// Rises by 7 for every jump and falls by 1 for every smooth step.
  private var score = 0

  /// The variable whose rate of change jumps, if the trajectory slides.
  mutating func slidingVariable<Field: VectorField>(
    _ attempt: Attempt, of field: Field, parameters: [Double], settings: IntegrationSettings
  ) -> Int? {
    defer { lastTime = attempt.time }
    guard let lastTime else { return nil }
    let rest = abs(settings.endTime - attempt.time)
    let isOutOfReach =
      Double(SlidingDetector.interval) * rest
      > Double(settings.maximumSteps - attempt.count) * abs(attempt.time - lastTime)
    guard isOutOfReach, let variable = SlidingDetector.jump(attempt, of: field, parameters: parameters) else {
      score = max(0, score - 1)
      return nil
    }
    score += 7
    return score >= SlidingDetector.limit ? variable : nil
  }

  /// The variable whose rate of change differs most between the ends of a step, if no smooth rate would differ so much.
  private static func jump<Field: VectorField>(
    _ attempt: Attempt, of field: Field, parameters: [Double]
  ) -> Int? {
    func rates(_ state: [Double]) -> [Double] { field.values(at: state, parameters: parameters, time: attempt.time) }
    func jacobian(_ state: [Double]) -> [Double] {
      field.jacobian(at: state, parameters: parameters, time: attempt.time)
    }
    let (old, new) = (rates(attempt.before), rates(attempt.after))
    let (first, second) = (jacobian(attempt.before), jacobian(attempt.after))
    let way = zip(attempt.before, attempt.after).map { abs($1 - $0) }
    let excesses = old.indices.map { i in
      let smooth = way.indices.reduce(0) { sum, j in
        sum + way[j] * max(abs(first[i * way.count + j]), abs(second[i * way.count + j]))
      }
      return abs(new[i] - old[i]) - 10 * smooth - 1e-3 * max(abs(old[i]), abs(new[i]))
    }
    return excesses.indices.filter { excesses[$0] > 0 }.max { excesses[$0] < excesses[$1] }
  }
}
