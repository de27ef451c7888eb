// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The extended Wilkinson algorithm for nice ticks (Talbot, Lin and Hanrahan 2010), restricted to ticks inside the window.
enum ExtendedWilkinson {
  /// Steps by falling niceness (`Q` in the paper).
  private static let steps: [Double] = [1, 5, 2, 2.5, 4, 3]
  /// The weights of simplicity, coverage and density.
  private static let weights = (simplicity: 0.25, coverage: 0.2, density: 0.55)

  /// The best ticks; at least two unless the window is too narrow for numbers of double precision.
  static func ticks(lower: Double, upper: Double, count: Int) -> [Double] {
    var best: (score: Double, start: Double, step: Double, count: Int) = (-2, lower, 0, 0)
    let range = upper - lower
    for skip in 1...3 {
      for (rank, nice) in steps.enumerated() {
        for wanted in 2...max(3 * count, 4) {
          let gap = range / Double(wanted + 1) / nice / Double(skip)
          for power in Int(ceil(log10(gap)))...(Int(ceil(log10(gap))) + 1) {
            let step = Double(skip) * nice * pow(10, Double(power))
            guard let candidate = inside(lower, upper, step: step, skip: skip) else { continue }
            for first in candidate {
              let number = Int(floor((upper - first) / step + 1e-9)) + 1
              guard number >= 2 else { continue }
              let last = first + Double(number - 1) * step
              let score =
                weights.simplicity * simplicity(rank: rank, skip: skip, hasZero: hasZero(first, last, step))
                + weights.coverage * coverage(lower, upper, first, last)
                + weights.density * density(number, count, lower, upper, first, last)
              if score > best.score + 1e-12 { best = (score, first, step, number) }
            }
          }
        }
      }
    }
    return (0..<best.count).map { i in
      let value = best.start + Double(i) * best.step
      return abs(value) < 1e-9 * best.step ? 0 : value
    }
  }

  /// The possible first ticks: the first multiples of the step over its skip that lie in the window.
  private static func inside(_ lower: Double, _ upper: Double, step: Double, skip: Int) -> [Double]? {
    guard step > 0, step.isFinite else { return nil }
    let unit = step / Double(skip)
    let first = ceil(lower / unit - 1e-9)
    return (0..<skip).map { (first + Double($0)) * unit }.filter { $0 <= upper + 1e-9 * step }
  }

  private static func hasZero(_ first: Double, _ last: Double, _ step: Double) -> Bool {
    let remainder = abs((first / step).rounded() * step - first)
    return remainder < 1e-9 * step && first <= 1e-9 * step && last >= -1e-9 * step
  }

  private static func simplicity(rank: Int, skip: Int, hasZero: Bool) -> Double {
    1 - Double(rank) / Double(steps.count - 1) - Double(skip) + 1 + (hasZero ? 1 : 0)
  }

  private static func coverage(_ lower: Double, _ upper: Double, _ first: Double, _ last: Double) -> Double {
    let range = 0.1 * (upper - lower)
    let ends = (upper - last) * (upper - last) + (lower - first) * (lower - first)
    return 1 - 0.5 * ends / (range * range)
  }

  private static func density(
    _ number: Int, _ count: Int, _ lower: Double, _ upper: Double, _ first: Double, _ last: Double
  ) -> Double {
    let actual = Double(number - 1) / (last - first)
    let wanted = Double(max(count, 2) - 1) / (max(upper, last) - min(lower, first))
    return 2 - max(actual / wanted, wanted / actual)
  }
}
