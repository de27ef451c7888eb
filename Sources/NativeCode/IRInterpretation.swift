// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Reads an expression as LLVM code: the machine-code interpretation.
///
/// Each value is computed once, either in the uniform part, before the loop over points, or in the lane part, in the
/// loop. No operation is reordered or fused, so scalar code gives the bits of the `Double` interpretation, but for powers
/// with small whole exponents, which are multiplied out. Vector code calls libmvec, accurate to 4 ulp a function.
struct IRInterpretation: Interpretation {
  struct Value {
    let name: String
    let isUniform: Bool
    /// The number, if it is known now.
    var literal: Double?
  }

  /// Scalar code that runs once, before the loop.
  var uniformPart: IRWriter
  /// Code for one register of points.
  var lanePart: IRWriter
  /// The functions that the code calls, with their types.
  var declarations: Set<String> = []
  /// What the symbols stand for; changed where the same expressions are wanted at several points.
  var inputs: [String: Value]
  private var splats: [String: String] = [:]

  init(width: Int, registerWidth: Int? = nil, inputs: [String: Value], fusesProducts: Bool = false) {
    uniformPart = IRWriter(width: 1, prefix: "u", fusesProducts: fusesProducts)
    lanePart = IRWriter(
      width: width, registerWidth: registerWidth ?? width, prefix: "v", fusesProducts: fusesProducts)
    self.inputs = inputs
  }

  func constant(_ value: Double) -> Value {
    Value(name: uniformPart.literal(value), isUniform: true, literal: value)
  }

  func symbol(_ name: String) -> Value { inputs[name] ?? constant(.nan) }

  mutating func unary(_ function: UnaryFunction, _ x: Value) -> Value {
    apply([x]) { writer, operands, declarations in
      UnaryFunctionIR.emit(function, operands[0], &writer, &declarations)
    }
  }

  mutating func binary(_ function: BinaryFunction, _ x: Value, _ y: Value) -> Value {
    if function == .power, let exponent = y.literal, let n = Int(exactly: exponent), (2...8).contains(n) {
      return apply([x]) { writer, operands, _ in BinaryFunctionIR.emitPower(operands[0], n, &writer) }
    }
    if function == .divide, let divisor = y.literal, divisor.isFinite, divisor.significand == 1, (1 / divisor).isNormal
    {
      // Powers of two have exact inverses.
      return binary(.multiply, x, constant(1 / divisor))
    }
    return apply([x, y]) { writer, operands, declarations in
      BinaryFunctionIR.emit(function, operands[0], operands[1], &writer, &declarations)
    }
  }

  mutating func conditional(_ condition: Value, _ x: Value, _ y: Value) -> Value {
    apply([condition, x, y]) { writer, operands, _ in
      let truth = writer.compare("une", operands[0], writer.literal(0))
      return writer.choose(truth, operands[1], operands[2])
    }
  }

  /// The name of a value in a register of points.
  mutating func laneName(_ value: Value) -> String {
    if !value.isUniform || lanePart.width == 1 { return value.name }
    if let literal = value.literal { return lanePart.literal(literal) }
    if let known = splats[value.name] { return known }
    // Written with the uniform part, so that it happens once.
    var writer = IRWriter(width: lanePart.width, prefix: "s\(splats.count)_")
    let name = writer.splat(value.name)
    uniformPart.append(writer)
    splats[value.name] = name
    return name
  }

  private mutating func apply(
    _ operands: [Value], _ emit: (inout IRWriter, [String], inout Set<String>) -> String
  ) -> Value {
    if operands.allSatisfy(\.isUniform) {
      return Value(name: emit(&uniformPart, operands.map(\.name), &declarations), isUniform: true)
    }
    let names = operands.map { laneName($0) }
    return Value(name: emit(&lanePart, names, &declarations), isUniform: false)
  }
}
