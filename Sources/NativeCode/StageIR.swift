// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// What the code of steps is made from.
struct StepSource: Hashable, Sendable {
  let rates: [Expression]
  let variables: [String]
  let parameters: [String]
  let scheme: RungeKuttaScheme
  /// The amplitudes of each source of noise, one for each variable; empty where noise is left aside.
  let noise: [[Expression]]
  /// Whether numbers are divided by what is the same for all steps, rather than multiplied by its reciprocal.
  var divides = false

  init(_ model: Model, _ scheme: RungeKuttaScheme, includesNoise: Bool = false) {
    precondition(!includesNoise || scheme == .euler, "noise goes with Euler's method alone")
    noise = includesNoise ? model.noiseAmplitudes : []
    rates = model.rates
    variables = model.variableNames
    parameters = model.parameterNames
    self.scheme = scheme
  }
}

/// Writes the stages of a Runge–Kutta step with the right-hand sides written out in each of them.
///
/// A product and a sum may be rounded together, as a C compiler does it. Quotients by numbers that are the same for all steps
/// are products with reciprocals, unless the source forbids it.
struct StageIR {
  let source: StepSource
  let usesTime: Bool
  private let graph: ExpressionGraph
  /// Those of the graph's operations whose reciprocals are used.
  private let divisors: [Int]
  var interpretation: IRInterpretation
  /// The amplitudes of the noise at the state that `rates` was last asked about.
  private(set) var amplitudes: [[String]] = []
  private var divisorNames: [String] = []
  private var loads: [String] = []

  init(_ source: StepSource, width: Int, registerWidth: Int? = nil) {
    self.source = source
    let formulas = ExpressionGraph(source.rates + source.noise.flatMap { $0 })
    (graph, divisors) =
      source.divides ? (formulas, []) : formulas.usingReciprocals(uniform: Set(source.parameters))
    let used = graph.symbols
    usesTime = used.contains("t")
    var inputs: [String: IRInterpretation.Value] = [:]
    for (position, name) in source.parameters.enumerated() where used.contains(name) {
      inputs[name] = ModuleIR.load(uniform: position, &loads)
    }
    interpretation = IRInterpretation(
      width: width, registerWidth: registerWidth ?? width, inputs: inputs, fusesProducts: true)
  }

  /// The rates of change at a state; `time` is used only if the rates depend on it.
  mutating func rates(_ state: [String], time: String) -> [String] {
    for (name, value) in zip(source.variables, state) {
      interpretation.inputs[name] = .init(name: value, isUniform: false)
    }
    if usesTime { interpretation.inputs["t"] = .init(name: time, isUniform: false) }
    let values = graph.interpretNodes(&interpretation)
    divisorNames = divisors.map { values[$0].name }
    let names = graph.roots.map { interpretation.laneName(values[$0]) }
    let dimension = source.variables.count
    amplitudes = source.noise.indices.map { j in Array(names[(j + 1) * dimension..<(j + 2) * dimension]) }
    return Array(names.prefix(dimension))
  }

  /// The code before the loop: the loads of the parameters, then what depends on them alone. It leaves for the block `refuse`
  /// where a divisor or its reciprocal is no normal number, otherwise for the given block.
  mutating func uniformLines(before block: String) -> [String] {
    let (smallest, largest) = (StageIR.divisors.lowerBound, StageIR.divisors.upperBound)
    var ordinary = "true"
    for name in divisorNames {
      let size = UnaryFunctionIR.intrinsic("fabs", name, &interpretation.uniformPart, &interpretation.declarations)
      for (condition, limit) in [("oge", smallest), ("ole", largest)] {
        let truth = interpretation.uniformPart.compare(condition, size, interpretation.uniformPart.literal(limit))
        ordinary = emitUniform("and i1 \(ordinary), \(truth)")
      }
    }
    return loads + interpretation.uniformPart.lines + ["  br i1 \(ordinary), label %\(block), label %refuse"]
  }

  /// The magnitudes of normal numbers with normal reciprocals.
  static let divisors = 0x1p-1021...0x1p1021

  /// Σ weights[j] rates[j], component by component, from the first weight on; nil if all weights are zero.
  mutating func sum(_ weights: [Double], _ rates: [[String]], _ component: Int) -> String? {
    var sum: String?
    for (weight, rate) in zip(weights, rates) where weight != 0 {
      let term = lane("fmul", literal(weight), rate[component])
      sum = sum.map { lane("fadd", $0, term) } ?? term
    }
    return sum
  }

  /// A number in every place of a register.
  func literal(_ value: Double) -> String { interpretation.lanePart.literal(value) }

  mutating func lane(_ instruction: String, _ x: String, _ y: String) -> String {
    interpretation.lanePart.arithmetic(instruction, x, y)
  }

  mutating func compare(_ condition: String, _ x: String, _ y: String) -> String {
    interpretation.lanePart.compare(condition, x, y)
  }

  mutating func choose(_ condition: String, _ x: String, _ y: String) -> String {
    interpretation.lanePart.choose(condition, x, y)
  }

  mutating func magnitude(_ x: String) -> String {
    UnaryFunctionIR.intrinsic("fabs", x, &interpretation.lanePart, &interpretation.declarations)
  }

  mutating func squareRoot(_ x: String) -> String {
    UnaryFunctionIR.intrinsic("sqrt", x, &interpretation.lanePart, &interpretation.declarations)
  }

  /// Writes any instruction of the loop.
  mutating func emit(_ instruction: String) -> String { interpretation.lanePart.emit(instruction) }

  /// Writes any instruction before the loop.
  mutating func emitUniform(_ instruction: String) -> String { interpretation.uniformPart.emit(instruction) }

  /// A scalar that is computed once, in every place of a register.
  mutating func uniform(_ emit: (inout IRWriter) -> String) -> String {
    let name = emit(&interpretation.uniformPart)
    return interpretation.laneName(.init(name: name, isUniform: true))
  }

  /// A scalar of the loop in every place of a register.
  mutating func splat(_ scalar: String) -> String { interpretation.lanePart.splat(scalar) }
}
