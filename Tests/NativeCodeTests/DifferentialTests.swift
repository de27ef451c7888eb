// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import TestSupport
import Testing

@testable import NativeCode

/// Machine code against the `Double` interpretation, the slow and obviously right one.
@Suite("Machine code against doubles") struct DifferentialTests {
  static let hostile: [Double] = [
    0, -0.0, 1, -1, 0.5, -0.5, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e-8, -1e-8, 1.0.nextDown, 1.0.nextUp,
    710, -746, 1e300, 2, -2, 3.5,
  ]
  static let unaryFunctions: [UnaryFunction] = [
    .negate, .absolute, .sign, .heaviside, .floor, .ceiling, .not, .squareRoot, .exp, .log, .log10, .sin, .cos, .tan,
    .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .erf, .erfc, .gamma, .logGamma,
    .polygamma(order: 0), .bernoulli(order: 0), .bernoulli(order: 1), .bernoulli(order: 2), .sinc(order: 0),
    .sinc(order: 1),
  ]
  static let binaryFunctions: [BinaryFunction] = [
    .add, .subtract, .multiply, .divide, .power, .atan2, .maximum, .minimum, .modulo, .less, .lessOrEqual, .greater,
    .greaterOrEqual, .equal, .notEqual, .and, .or,
  ]

  /// All results at all points; one point at a time runs as scalar code.
  static func values(
    _ expressions: [Expression], points: [[Double]], uniforms: [Double] = [], oneByOne: Bool
  ) throws -> [[Double]] {
    let function = try NativeCompiler().compile(expressions, lanes: ["x", "y"], uniforms: ["p", "q"])
    let (xs, ys) = (points.map { $0[0] }, points.map { $0[1] })
    let parameters = uniforms + [0]
    let count = points.count
    var output = [Double](repeating: 0, count: count * expressions.count)
    xs.withUnsafeBufferPointer { xs in
      ys.withUnsafeBufferPointer { ys in
        output.withUnsafeMutableBufferPointer { output in
          guard let x = xs.baseAddress, let y = ys.baseAddress, let out = output.baseAddress else { return }
          for k in 0..<(oneByOne ? count : 1) {
            function.run(
              laneInputs: [x + k, y + k], uniformInputs: parameters, count: oneByOne ? 1 : count, into: out + k,
              stride: count)
          }
        }
      }
    }
    return expressions.indices.map { Array(output[$0 * count..<($0 + 1) * count]) }
  }

  static func isSame(_ a: Double, _ b: Double) -> Bool { a == b || (a.isNaN && b.isNaN) }

  @Test(arguments: unaryFunctions, [true, false])
  func functionsOfOneArgument(_ function: UnaryFunction, oneByOne: Bool) throws {
    var random = SeededGenerator(seed: 7)
    let arguments = DifferentialTests.hostile + (0..<300).map { _ in Double.random(in: -12...12, using: &random) }
    let expression = Expression.unary(function, .symbol("x"))
    let values = try DifferentialTests.values([expression], points: arguments.map { [$0, 0] }, oneByOne: oneByOne)[0]
    let ulps: Double = oneByOne ? 0 : 4
    for (x, value) in zip(arguments, values) {
      let expected = function.value(x)
      let close = abs(value - expected) <= ulps * expected.ulp
      #expect(DifferentialTests.isSame(value, expected) || close, "\(function) at \(x): \(value), not \(expected)")
    }
  }

  @Test(arguments: binaryFunctions, [true, false])
  func functionsOfTwoArguments(_ function: BinaryFunction, oneByOne: Bool) throws {
    var random = SeededGenerator(seed: 8)
    var points = DifferentialTests.hostile.flatMap { x in DifferentialTests.hostile.map { [x, $0] } }
    for _ in 0..<300 { points.append([.random(in: -5...5, using: &random), .random(in: -5...5, using: &random)]) }
    let expression = Expression.binary(function, .symbol("x"), .symbol("y"))
    let values = try DifferentialTests.values([expression], points: points, oneByOne: oneByOne)[0]
    for (point, value) in zip(points, values) {
      let expected = function.value(point[0], point[1])
      let close = abs(value - expected) <= (oneByOne ? 0 : 4) * expected.ulp
      #expect(DifferentialTests.isSame(value, expected) || close, "\(function) at \(point): \(value), not \(expected)")
    }
  }

  @Test(arguments: 0..<12, [true, false]) func randomExpressions(_ seed: UInt64, oneByOne: Bool) throws {
    var random = RandomExpressions(seed: seed)
    let expressions = (0..<12).map { _ in random.next(depth: 6, symbols: ["x", "y", "p", "q"]) }
    var points = DifferentialTests.hostile.map { [$0, Double.random(in: -4...4, using: &random.generator)] }
    for _ in 0..<60 {
      points.append([.random(in: -4...4, using: &random.generator), .random(in: -4...4, using: &random.generator)])
    }
    let values = try DifferentialTests.values(
      expressions, points: points, uniforms: [0.75, -1.5], oneByOne: oneByOne)
    for (row, expression) in expressions.enumerated() {
      for (k, point) in points.enumerated() {
        let symbols = ["x": point[0], "y": point[1], "p": 0.75, "q": -1.5]
        var interpretation = ErrorBound(symbols: symbols, ulps: 8)
        let expected = ExpressionGraph([expression]).interpret(&interpretation)[0]
        let close = expected.error.isInfinite || abs(values[row][k] - expected.value) <= expected.error
        #expect(
          DifferentialTests.isSame(values[row][k], expected.value) || close,
          "\(expression.infix) at \(point): \(values[row][k]), not \(expected.value) ± \(expected.error)")
      }
    }
  }

  /// Without powers, which are multiplied out, scalar code gives the reference's bits.
  @Test(arguments: 20..<32) func scalarCodeIsExact(_ seed: UInt64) throws {
    var random = RandomExpressions(seed: seed)
    random.binary.removeAll { $0 == .power }
    let expressions = (0..<12).map { _ in random.next(depth: 6, symbols: ["x", "y", "p", "q"]) }
    let points = DifferentialTests.hostile.map { [$0, Double.random(in: -4...4, using: &random.generator)] }
    let values = try DifferentialTests.values(expressions, points: points, uniforms: [0.75, -1.5], oneByOne: true)
    for (row, expression) in expressions.enumerated() {
      for (k, point) in points.enumerated() {
        let expected = try expression.evaluate(["x": point[0], "y": point[1], "p": 0.75, "q": -1.5])
        #expect(DifferentialTests.isSame(values[row][k], expected), "\(expression.infix) at \(point)")
      }
    }
  }

  /// Right-hand sides, Jacobian and parameter derivatives of each zoo model, in scalar and in vector code.
  @Test(arguments: Zoo.models.map(\.name)) func zooModels(_ name: String) throws {
    let entry = try #require(Zoo.entry(named: name))
    let model = try ODEFile.read(text: entry.text, fileName: name)
    let native = try CompiledModel(model, compiler: NativeCompiler())
    var random = SeededGenerator(seed: 3)
    let count = 19
    let states = model.variables.map { variable in
      (0..<count).map { _ in Double.random(in: variable.range ?? -2...2, using: &random) }
    }
    let times = (0..<count).map { Double($0) / 4 }
    let rows =
      model.rates + Expression.jacobian(model.rates, model.variableNames).flatMap { $0 }
      + Expression.jacobian(model.rates, model.parameterNames).flatMap { $0 }
    let graph = ExpressionGraph(rows)
    let (flat, parameters) = (states.flatMap { $0 }, model.parameterValues + [0])
    var output = [Double](repeating: 0, count: rows.count * count)
    let dimension = model.dimension
    flat.withUnsafeBufferPointer { flat in
      guard let base = flat.baseAddress else { return }
      let batch = PointBatch(states: base, times: times, parameters: parameters, count: count, stride: count)
      output.withUnsafeMutableBufferPointer { output in
        guard let out = output.baseAddress else { return }
        native.values(batch, into: out)
        native.jacobian(batch, into: out + dimension * count)
        native.parameterJacobian(batch, into: out + dimension * (1 + dimension) * count)
      }
    }
    for k in 0..<count {
      var symbols = ["t": times[k]]
      for (name, column) in zip(model.variableNames, states) { symbols[name] = column[k] }
      for parameter in model.parameters { symbols[parameter.name] = parameter.value }
      var interpretation = ErrorBound(symbols: symbols, ulps: 8)
      let expected = graph.interpret(&interpretation)
      let single = native.values(at: states.map { $0[k] }, parameters: model.parameterValues, time: times[k])
      for (row, expected) in expected.enumerated() {
        let value = output[row * count + k]
        #expect(DifferentialTests.isSame(value, expected.value) || abs(value - expected.value) <= expected.error)
        if row < dimension {
          #expect(
            DifferentialTests.isSame(single[row], expected.value) || abs(single[row] - expected.value) <= expected.error
          )
        }
      }
    }
  }
}
