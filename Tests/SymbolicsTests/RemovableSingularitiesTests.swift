// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

/// The opening rates of Hodgkin and Huxley (1952) as published in many spellings.
struct RemovableSingularitiesTests {
  /// A formula that must be finite, with three derivatives, around its singular point.
  struct Spelling: Sendable, CustomStringConvertible {
    let description: String
    /// A function of v.
    let formula: @Sendable (Expression) -> Expression

    init(_ description: String, _ formula: @escaping @Sendable (Expression) -> Expression) {
      (self.description, self.formula) = (description, formula)
    }
  }

  static let exp: @Sendable (Expression) -> Expression = { Expression.exp($0) }

  /// Spellings of 0.1 (v + 40) / (1 - exp(-(v + 40)/10)), with its singular point at -40.
  static let sodium: [Spelling] = [
    Spelling(".1(v+40)/(1-exp(-(v+40)/10))") { 0.1 * ($0 + 40) / (1 - exp(-($0 + 40) / 10)) },
    Spelling("(.1v+4)/(1-exp(-.1v-4))") { (0.1 * $0 + 4) / (1 - exp(-0.1 * $0 - 4)) },
    Spelling("(.1v+4)/(1-exp(-(v+40)/10))") { (0.1 * $0 + 4) / (1 - exp(-($0 + 40) / 10)) },
    Spelling("-.1(v+40)/(exp(-.1(v+40))-1)") { -0.1 * ($0 + 40) / (exp(-0.1 * ($0 + 40)) - 1) },
    Spelling("-.1(v+40)/(-1+exp(-(v+40)/10))") { -0.1 * ($0 + 40) / (-1 + exp(-($0 + 40) / 10)) },
    Spelling(".1(-40-v)/(exp((-40-v)/10)-1)") { 0.1 * (-40 - $0) / (exp((-40 - $0) / 10) - 1) },
    Spelling("(v+40)/(10(1-exp(-(v+40)/10)))") { ($0 + 40) / (10 * (1 - exp(-($0 + 40) / 10))) },
    Spelling("(v+40)/(10-10exp(-4-v/10))") { ($0 + 40) / (10 - 10 * exp(-4 - $0 / 10)) },
    Spelling("u/(exp(u)-1), u=-(v+40)/10") {
      let u = -($0 + 40) / 10; return u / (exp(u) - 1)
    },
    Spelling("u*(1/(exp(u)-1)), u=-(v+40)/10") {
      let u = -($0 + 40) / 10; return u * (1 / (exp(u) - 1))
    },
    Spelling("1/(1-exp(-(v+40)/10))*.1(v+40)") { 1 / (1 - exp(-($0 + 40) / 10)) * (0.1 * ($0 + 40)) },
    Spelling("(v+40)exp(u)/(10(exp(u)-1)), u=(v+40)/10") {
      let u = ($0 + 40) / 10
      return ($0 + 40) * exp(u) / (10 * (exp(u) - 1))
    },
    Spelling(".1(v+40)/(1-exp(-4)exp(-v/10))") { 0.1 * ($0 + 40) / (1 - exp(-4) * exp(-$0 / 10)) },
    Spelling(".1(v+40)exp(v/10)/(exp(v/10)-exp(-4))") { 0.1 * ($0 + 40) * exp($0 / 10) / (exp($0 / 10) - exp(-4)) },
    Spelling("(1-exp(-(v+40)/10))^-1*.1(v+40)") { .pow(1 - exp(-($0 + 40) / 10), -1) * 0.1 * ($0 + 40) },
    Spelling("rest at 0: .1(25-V)/(exp((25-V)/10)-1), V=v+65") {
      let v = $0 + 65
      return 0.1 * (25 - v) / (exp((25 - v) / 10) - 1)
    },
    Spelling("rest at 0: (2.5-.1V)/(exp(2.5-.1V)-1), V=v+65") {
      let v = $0 + 65
      return (2.5 - 0.1 * v) / (exp(2.5 - 0.1 * v) - 1)
    },
    Spelling("parameters: a(v-vh)/(1-exp(-(v-vh)/k))") { v in
      let (a, vh, k) = (Expression.symbol("a"), Expression.symbol("vh"), Expression.symbol("k"))
      return (a * (v - vh) / (1 - exp(-(v - vh) / k))).substituting(["a": 0.1, "vh": -40, "k": 10])
    },
    Spelling("parameters: a(vh-v)/(exp((vh-v)/k)-1), set later") { v in
      let (a, vh, k) = (Expression.symbol("a"), Expression.symbol("vh"), Expression.symbol("k"))
      return (a * (vh - v) / (exp((vh - v) / k) - 1)).substituting(["a": 0.1, "vh": -40, "k": 10])
    },
    Spelling("parameters that make it singular only when set: (v-vm)/(1-exp(-(v-vn)/k))") { v in
      let (vm, vn, k) = (Expression.symbol("vm"), Expression.symbol("vn"), Expression.symbol("k"))
      return (0.1 * (v - vm) / (1 - exp(-(v - vn) / k))).substituting(["vm": -40, "vn": -40, "k": 10])
    },
    Spelling("(a v-b)/(1-exp(-d(a v-b)))") { v in
      let (a, b, d) = (Expression.symbol("a"), Expression.symbol("b"), Expression.symbol("d"))
      return ((a * v - b) / (1 - exp(-d * (a * v - b)))).substituting(["a": 0.1, "b": -4, "d": 1])
    },
    Spelling("u coth form: (u/tanh(u)+u), u=(v+40)/20") {
      let u = ($0 + 40) / 20; return u / .tanh(u) + u
    },
    Spelling("exp(u) u/sinh(u), u=(v+40)/20") {
      let u = ($0 + 40) / 20; return exp(u) * u / .sinh(u)
    },
    Spelling("1/((1-exp(-u))/u), u=(v+40)/10") {
      let u = ($0 + 40) / 10; return 1 / ((1 - exp(-u)) / u)
    },
  ]

  /// Value and three derivatives by v, computed with 80 digits by mpmath.
  static let sodiumValues: [(v: Double, derivatives: [Double])] = [
    (-40, [1, 0.05, 0.001666666666666666667, 0]),
    (
      -39.999999999, [1.000000000049999827, 0.05000000000166666088, 0.001666666666666666667, -3.333321766755640662e-15]
    ),
    (-40.00001, [0.9999995000000831746, 0.04999998333333332804, 0.0016666666666665, 3.333333334390982011e-11]),
    (-39.75, [1.012552082790806684, 0.05041665798630486948, 0.001666562503875134991, -8.332713320776612353e-7]),
    (-47, [0.6905037045441243087, 0.03852060780370314641, 0.001587328541096632119, 0.0000220176980241094705]),
    (-5, [3.608981807402299252, 0.09187624134713085779, 0.0005515902384740447516, -0.00003170348154652110803]),
  ]

  static func check(_ formula: Expression, _ singularity: Double, _ scale: Double, _ what: String) throws {
    var derivative = formula
    for order in 0...3 {
      for (v, expected) in Self.sodiumValues {
        let value = try derivative.evaluate(["v": v + 40 + singularity])
        let reference = scale * expected[order]
        // Shifting v rounds it, and so does a constant such as exp(-4).
        let tolerance = 4e-14 * reference.magnitude + scale * 4e-15 * .pow(0.1, order)
        #expect(
          (value - reference).magnitude <= tolerance, "\(what), derivative \(order) at \(v): \(value), \(reference)")
      }
      derivative = derivative.derivative("v")
    }
  }

  @Test(arguments: sodium)
  func openingRateOfSodium(spelling: Spelling) throws {
    try Self.check(spelling.formula(.symbol("v")), -40, 1, spelling.description)
  }

  /// 0.01 (v + 55) / (1 - exp(-(v + 55)/10)) and others: the same function moved and scaled.
  @Test func openingRateOfPotassium() throws {
    let v = Expression.symbol("v")
    try Self.check(0.01 * (v + 55) / (1 - .exp(-(v + 55) / 10)), -55, 0.1, "moved")
    try Self.check(0.01 * (10 - v) / (.exp((10 - v) / 10) - 1), 10, 0.1, "1952, V to the right")
    try Self.check((0.1 - 0.01 * v) / (.exp(1 - 0.1 * v) - 1), 10, 0.1, "expanded")
    try Self.check(-0.01 * (v + 34) / (.exp(-0.1 * (v + 34)) - 1), -34, 0.1, "Wang and Buzsaki 1996")
  }

  @Test func otherQuotients() throws {
    let x = Expression.symbol("x")
    let one: [(String, Expression)] = [
      ("x/tanh(x)", x / .tanh(x)), ("tanh(x)/x", .tanh(x) / x), ("x/sinh(x)", x / .sinh(x)),
      ("sinh(x)/x", .sinh(x) / x), ("(exp(x)-1)/x", (.exp(x) - 1) / x), ("sin(x)/x", .sin(x) / x),
      ("x/sin(x)", x / .sin(x)), ("sin(3x)/(3x)", .sin(3 * x) / (3 * x)),
      ("x^2/(exp(x)-1)^2", .pow(x / (.exp(x) - 1), 2)),
      ("2x/(exp(x)-exp(-x))", 2 * x / (.exp(x) - .exp(-x))), ("x*(1/tanh(x))", x * (1 / .tanh(x))),
    ]
    for (name, formula) in one {
      #expect(try formula.evaluate(["x": 0]) == 1, "\(name)")
      let third = formula.derivative("x").derivative("x").derivative("x")
      #expect(try third.evaluate(["x": 0]).isFinite, "\(name)")
      // Elsewhere nothing has changed.
      for point in [-3.5, -0.75, 0.5, 2.0] {
        let plain: Double =
          switch name {
          case "x/tanh(x)", "x*(1/tanh(x))": point / .tanh(point)
          case "tanh(x)/x": .tanh(point) / point
          case "x/sinh(x)", "2x/(exp(x)-exp(-x))": point / .sinh(point)
          case "sinh(x)/x": .sinh(point) / point
          case "(exp(x)-1)/x": .expMinusOne(point) / point
          case "sin(x)/x": .sin(point) / point
          case "x/sin(x)": point / .sin(point)
          case "sin(3x)/(3x)": .sin(3 * point) / (3 * point)
          default: .pow(point / .expMinusOne(point), 2)
          }
        let value = try formula.evaluate(["x": point])
        #expect((value - plain).magnitude <= 4e-15 * plain.magnitude, "\(name) at \(point)")
      }
    }
  }

  /// log(1 + x)/x = 1 - x/2 + x^2/3 - x^3/4
  @Test func logarithm() throws {
    let x = Expression.symbol("x")
    var derivative = .log(1 + x) / x
    for expected in [1, -0.5, 2.0 / 3, -1.5] {
      let value = try derivative.evaluate(["x": 0])
      #expect((value - expected).magnitude < 1e-15)
      derivative = derivative.derivative("x")
    }
    #expect(try ((x - 1) / .log(x)).evaluate(["x": 1]) == 1)
    #expect(try (.log(x) / (x - 1)).evaluate(["x": 4]) == .log(4) / 3)
  }

  /// Exact second derivatives at 0: x coth x = 1 + x^2/3, x/sinh x = 1 - x^2/6, (exp(x) - 1)/x = 1 + x/2 + x^2/6.
  @Test func secondDerivativesAtZero() throws {
    let x = Expression.symbol("x")
    let expected: [(Expression, Double)] = [
      (x / .tanh(x), 2.0 / 3), (.tanh(x) / x, -2.0 / 3), (x / .sinh(x), -1.0 / 3), (.sinh(x) / x, 1.0 / 3),
      ((.exp(x) - 1) / x, 1.0 / 3), (.sin(x) / x, -1.0 / 3), (x / .sin(x), 1.0 / 3),
    ]
    for (formula, second) in expected {
      let value = try formula.derivative("x").derivative("x").evaluate(["x": 0])
      #expect((value - second).magnitude < 1e-15)
    }
  }

  @Test func truePolesStay() throws {
    let v = Expression.symbol("v")
    let poles: [(Expression, Double)] = [
      ((v + 40) / (1 - .exp(-(v + 41) / 10)), -41), ((v + 40) / (1 + .exp(-(v + 40) / 10)) / (v + 40) / (v + 40), -40),
      (1 / (1 - .exp(-v)), 0), ((v + 1) / .tanh(v), 0), (.cos(v) / v, 0), ((.exp(v) - 2) / v, 0),
      (.pow(v, 2) / .pow(.exp(v) - 1, 3), 0), ((v + 40) / (1 - .exp(-(2 * v + 40) / 10)), -20),
    ]
    for (formula, pole) in poles {
      let near = try formula.evaluate(["v": pole + 1e-9]).magnitude
      #expect(near > 1e6, "\(formula.symbols) lost its pole at \(pole)")
    }
    // A zero of the denominator that no real v reaches.
    #expect(try ((v + 40) / (1 + .exp(-(v + 40) / 10))).evaluate(["v": -40]) == 0)
  }

  @Test func intervalsReachAcrossTheSingularity() throws {
    let v = Expression.symbol("v")
    let rate = 0.1 * (v + 40) / (1 - .exp(-(v + 40) / 10))
    let slope = rate.derivative("v")
    let box = Interval(-41, -39)
    var interpretation = ScalarInterpretation(symbols: ["v": box])
    let values = ExpressionGraph([rate, slope]).interpret(&interpretation)
    for value in values { #expect(value.isBounded && value.isContinuous) }
    #expect(values[0].contains(1) && values[0].width < 0.11)
    #expect(values[1].contains(0.05) && values[1].width < 0.004)
  }
}
