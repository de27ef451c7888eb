// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The code of `NormalGenerator`, operation by operation, for one register of streams.
///
/// Words of 32 bits are kept in the lower halves of words of 64, whose product is one instruction. Nothing here may be fused
/// or reordered, so that the numbers are the same in registers of every width.
struct NormalIR {
  private let width: Int
  private var stage: StageIR

  /// The keys of the rounds, written with the code before the loop.
  private var keys: [(String, String)] = []

  private init(_ stage: StageIR, width: Int) {
    self.stage = stage
    self.width = width
  }

  /// Writes the normal numbers `2 * pair` and `2 * pair + 1` for the streams in the register `%streams.now` and the step `%n`,
  /// under the seed `%seed`.
  static func emit(pair: Int, width: Int, _ stage: inout StageIR) -> (String, String) {
    var writer = NormalIR(stage, width: width)
    writer.writeKeys()
    let result = writer.normalPair(writer.philox(pair))
    stage = writer.stage
    return result
  }

  private var words: String { width == 1 ? "i64" : "<\(width) x i64>" }
  private var numbers: String { stage.interpretation.lanePart.type }

  private func word(_ value: UInt64) -> String {
    let literal = "\(Int64(bitPattern: value))"
    return width == 1 ? literal : "splat (i64 \(literal))"
  }

  private mutating func integer(_ instruction: String, _ x: String, _ y: String) -> String {
    stage.emit("\(instruction) \(words) \(x), \(y)")
  }

  private mutating func float(_ instruction: String, _ x: String, _ y: String) -> String {
    stage.emit("\(instruction) \(numbers) \(x), \(y)")
  }

  private func number(_ value: Double) -> String { stage.literal(value) }

  private mutating func choose(_ condition: String, _ x: String, _ y: String) -> String {
    stage.choose(condition, x, y)
  }

  /// A word in every place of a register.
  private mutating func splat(_ scalar: String, _ emit: (inout StageIR, String) -> String) -> String {
    if width == 1 { return scalar }
    let first = emit(&stage, "insertelement \(words) poison, i64 \(scalar), i64 0")
    return emit(&stage, "shufflevector \(words) \(first), \(words) poison, <\(width) x i32> zeroinitializer")
  }

  private mutating func writeKeys() {
    let mask: UInt64 = 0xffff_ffff
    func uniform(_ stage: inout StageIR, _ instruction: String) -> String { stage.emitUniform(instruction) }
    let starts = ["%seed", uniform(&stage, "lshr i64 %seed, 32")]
    keys = (0..<UInt64(NormalGenerator.rounds)).map { round in
      let steps = [UInt64(NormalGenerator.keySteps.0), UInt64(NormalGenerator.keySteps.1)]
      let pair = zip(starts, steps).map { start, step in
        let sum = uniform(&stage, "add i64 \(start), \((round &* step) & mask)")
        return splat(uniform(&stage, "and i64 \(sum), \(mask)"), uniform)
      }
      return (pair[0], pair[1])
    }
  }

  /// Two random words of 64 bits.
  private mutating func philox(_ pair: Int) -> (String, String) {
    let mask = word(0xffff_ffff)
    func inLoop(_ stage: inout StageIR, _ instruction: String) -> String { stage.emit(instruction) }
    let step = splat("%n", inLoop)
    var c = [
      integer("and", step, mask), integer("lshr", step, word(32)), integer("and", "%streams.now", mask),
      word(UInt64(pair)),
    ]
    let multipliers = (word(UInt64(NormalGenerator.multipliers.0)), word(UInt64(NormalGenerator.multipliers.1)))
    for (k0, k1) in keys {
      let (a, b) = (integer("mul", c[0], multipliers.0), integer("mul", c[2], multipliers.1))
      let (highA, highB) = (integer("lshr", a, word(32)), integer("lshr", b, word(32)))
      c = [
        integer("xor", integer("xor", highB, c[1]), k0), integer("and", b, mask),
        integer("xor", integer("xor", highA, c[3]), k1), integer("and", a, mask),
      ]
    }
    return (
      integer("or", integer("shl", c[1], word(32)), c[0]), integer("or", integer("shl", c[3], word(32)), c[2])
    )
  }

  private mutating func normalPair(_ words: (String, String)) -> (String, String) {
    let above = integer("add", integer("lshr", words.0, word(11)), word(1))
    let logarithm = logarithm(float("fmul", fraction(above), number(0x1p-53)))
    let radius = UnaryFunctionIR.intrinsic(
      "sqrt", float("fmul", number(-2), logarithm), &stage.interpretation.lanePart,
      &stage.interpretation.declarations)
    let place = fraction(integer("lshr", integer("shl", words.1, word(2)), word(11)))
    let centred = float("fsub", float("fmul", place, number(0x1p-53)), number(0.5))
    let (sine, cosine) = sineAndCosine(float("fmul", centred, number(Double.pi / 2)))
    let quarter = integer("lshr", words.1, word(62))
    let isOdd = integer("icmp ne", integer("and", quarter, word(1)), word(0))
    let isLower = integer("icmp uge", quarter, word(2))
    let isLeft = integer("icmp ult", integer("sub", quarter, word(1)), word(2))
    let (x, y) = (choose(isOdd, sine, cosine), choose(isOdd, cosine, sine))
    let (minusX, minusY) = (stage.emit("fneg \(numbers) \(x)"), stage.emit("fneg \(numbers) \(y)"))
    return (
      float("fmul", radius, choose(isLeft, minusX, x)), float("fmul", radius, choose(isLower, minusY, y))
    )
  }

  /// A whole number below 2^53 as a floating-point number.
  private mutating func fraction(_ word: String) -> String { stage.emit("sitofp \(words) \(word) to \(numbers)") }

  private mutating func polynomial(_ coefficients: [Double], _ x: String) -> String {
    var sum = number(coefficients[coefficients.count - 1])
    for coefficient in coefficients.dropLast().reversed() {
      sum = float("fadd", float("fmul", sum, x), number(coefficient))
    }
    return sum
  }

  private mutating func logarithm(_ x: String) -> String {
    let bits = stage.emit("bitcast \(numbers) \(x) to \(words)")
    let exponent = integer("sub", integer("lshr", bits, word(52)), word(1023))
    let pattern = integer("or", integer("and", bits, word(0xf_ffff_ffff_ffff)), word(0x3ff0_0000_0000_0000))
    let significand = stage.emit("bitcast \(words) \(pattern) to \(numbers)")
    let isLarge = float("fcmp ogt", significand, number(2.0.squareRoot()))
    let reduced = choose(isLarge, float("fmul", significand, number(0.5)), significand)
    let larger = integer("add", exponent, word(1))
    let truths = stage.interpretation.lanePart.truthType
    let shifted = stage.emit("select \(truths) \(isLarge), \(words) \(larger), \(words) \(exponent)")
    let k = stage.emit("sitofp \(words) \(shifted) to \(numbers)")
    let f = float("fsub", reduced, number(1))
    let s = float("fdiv", f, float("fadd", number(2), f))
    let z = float("fmul", s, s)
    let rest = float("fmul", z, polynomial(NormalGenerator.Polynomial.logarithm, z))
    let half = float("fmul", float("fmul", number(0.5), f), f)
    let low = float("fmul", k, number(NormalGenerator.Polynomial.lowLogarithmOf2))
    let tail = float("fadd", float("fmul", s, float("fadd", half, rest)), low)
    let high = float("fmul", k, number(NormalGenerator.Polynomial.highLogarithmOf2))
    return float("fsub", high, float("fsub", float("fsub", half, tail), f))
  }

  private mutating func sineAndCosine(_ x: String) -> (String, String) {
    let z = float("fmul", x, x)
    let odd = float("fmul", float("fmul", x, z), polynomial(NormalGenerator.Polynomial.sine, z))
    let even = float("fmul", float("fmul", z, z), polynomial(NormalGenerator.Polynomial.cosine, z))
    let sine = float("fadd", x, odd)
    let cosine = float("fsub", number(1), float("fsub", float("fmul", number(0.5), z), even))
    return (sine, cosine)
  }
}
