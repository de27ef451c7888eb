// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Symbolics

/// Random expressions of every function, for comparing interpretations.
struct RandomExpressions {
  var generator: SplitMix

  mutating func next(depth: Int, symbols: [String]) -> Expression {
    if depth == 0 || generator.next(below: 8) == 0 {
      return generator.next(below: 3) == 0
        ? Expression(Double(Int(generator.next(below: 41)) - 20) / 8)
        : .symbol(symbols[Int(generator.next(below: UInt64(symbols.count)))])
    }
    let unary: [UnaryFunction] = [
      .negate, .absolute, .sign, .heaviside, .floor, .ceiling, .not, .squareRoot, .exp, .log, .sin, .cos, .tanh,
      .atan, .erf, .bernoulli(order: 0), .bernoulli(order: 1), .sinc(order: 0),
    ]
    let binary: [BinaryFunction] = [
      .add, .subtract, .multiply, .divide, .power, .maximum, .minimum, .modulo, .less, .greaterOrEqual, .and, .or,
    ]
    switch generator.next(below: 8) {
    case 0, 1, 2:
      return .unary(unary[Int(generator.next(below: UInt64(unary.count)))], next(depth: depth - 1, symbols: symbols))
    case 3:
      return .conditional(
        next(depth: depth - 1, symbols: symbols), next(depth: depth - 1, symbols: symbols),
        next(depth: depth - 1, symbols: symbols))
    default:
      return .binary(
        binary[Int(generator.next(below: UInt64(binary.count)))], next(depth: depth - 1, symbols: symbols),
        next(depth: depth - 1, symbols: symbols))
    }
  }
}

/// The generator of Steele, Lea and Flood (2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func next(below bound: UInt64) -> UInt64 { next() % bound }
}

@Suite("Tape") struct TapeTests {
  @Test(arguments: 0..<20) func agreesWithTheReferenceInterpretation(_ seed: UInt64) throws {
    var random = RandomExpressions(generator: SplitMix(state: seed))
    let expressions = (0..<20).map { _ in random.next(depth: 6, symbols: ["x", "y", "p", "q"]) }
    let tape = try Tape(expressions, lanes: ["x", "y"], uniforms: ["p", "q"])
    let count = 150
    let special = [0.0, -1, 1, .leastNonzeroMagnitude, .infinity, -.infinity, .nan, 1e308]
    let xs = (0..<count).map { $0 < special.count ? special[$0] : Double.random(in: -4...4, using: &random.generator) }
    let ys = (0..<count).map { _ in Double.random(in: -4...4, using: &random.generator) }
    var output = [Double](repeating: 0, count: count * expressions.count)
    xs.withUnsafeBufferPointer { xs in
      ys.withUnsafeBufferPointer { ys in
        output.withUnsafeMutableBufferPointer { output in
          guard let x = xs.baseAddress, let y = ys.baseAddress, let out = output.baseAddress else { return }
          tape.run(laneInputs: [x, y], uniformInputs: [0.75, -1.5], count: count, into: out, stride: count)
        }
      }
    }
    for (row, expression) in expressions.enumerated() {
      for k in 0..<count {
        let expected = try expression.evaluate(["x": xs[k], "y": ys[k], "p": 0.75, "q": -1.5])
        let value = output[row * count + k]
        let same = value == expected || (value.isNaN && expected.isNaN)
        #expect(same || abs(value - expected) <= 1e-12 * abs(expected), "\(expression.kind) at \(xs[k]), \(ys[k])")
      }
    }
  }
}
