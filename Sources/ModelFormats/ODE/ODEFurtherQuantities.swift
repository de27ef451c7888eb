// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// The delays and random numbers that formulas ask for while they are worked out.
final class ODEFurtherQuantities {
  private(set) var delays: [Memory.Delay] = []
  /// Where the first delay stands.
  private(set) var delayLocation: Range<Int>?
  private(set) var draws: [Chance.Draw] = []
  /// Numbers to take the place of random ones: those of tables are drawn once, when the file is read.
  private var generator: ODETableGenerator?
  /// Whether a number has been taken since this was set to false.
  var tookNumber = false

  /// How many more terms the sums of networks may have, all together.
  var networkTermsLeft = 2_000_000

  /// Whether a symbol is a random number.
  func isDraw(_ name: String) -> Bool { draws.contains { $0.name == name } }

  /// The symbol of a variable some time ago.
  func delayed(_ variable: String, by lag: Expression, at location: Range<Int>) -> Expression {
    delayLocation = delayLocation ?? location
    if let known = delays.first(where: { $0.variable == variable && $0.lag == lag }) { return .symbol(known.name) }
    let name = "delay(\(variable),\(lag.infix))"
    delays.append(Memory.Delay(name: name, variable: variable, lag: lag))
    return .symbol(name)
  }

  /// A random number: a symbol, or a number after `fix(seed:)`.
  func draw(_ kind: String, _ distribution: Chance.Draw.Distribution) -> Expression {
    tookNumber = true
    if let number = generator?.next(distribution) { return Expression(number) }
    let name = "\(kind)#\(draws.count + 1)"
    draws.append(Chance.Draw(name: name, distribution: distribution))
    return .symbol(name)
  }

  /// From now on random numbers are numbers that follow from a seed.
  func fix(seed: UInt64) { generator = ODETableGenerator(seed: seed) }

  /// From now on random numbers are symbols again.
  func release() { generator = nil }
}

/// Random numbers for the entries of tables.
struct ODETableGenerator {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// The next number: a uniform one, or a normal one by the method of Box and Muller; nil for other distributions.
  mutating func next(_ distribution: Chance.Draw.Distribution) -> Double? {
    switch distribution {
    case .uniform: uniform()
    case .normal: (-2 * Double.logarithm(uniform())).squareRoot() * Double.cosine(2 * Double.pi * uniform())
    case .poisson: nil
    }
  }

  /// A number in 0 < u <= 1.
  private mutating func uniform() -> Double { Double((generator.next() >> 11) + 1) * 0x1p-53 }
}

extension Double {
  fileprivate static func logarithm(_ x: Double) -> Double { UnaryFunction.log.value(x) }
  fileprivate static func cosine(_ x: Double) -> Double { UnaryFunction.cos.value(x) }
}
