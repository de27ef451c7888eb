// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Tape {
  /// Evaluates all results at many points.
  /// - Parameters:
  ///   - laneInputs: For each lane input a pointer to its column of `count` values.
  ///   - uniformInputs: The values of the uniform inputs.
  ///   - count: The number of points.
  ///   - output: Receives result `r` of point `k` at `r * stride + k`.
  ///   - stride: The distance between the columns of the output; at least `count`.
  /// - Complexity: O(count × instructions); no allocation but the registers, which live on the stack when they are few.
  public func run(
    laneInputs: UnsafePointer<UnsafePointer<Double>>, uniformInputs: UnsafePointer<Double>, count: Int,
    into output: UnsafeMutablePointer<Double>, stride: Int
  ) {
    if count == 1 { return runPoint(laneInputs, uniformInputs, into: output, stride: stride) }
    let block = min(count, Tape.blockSize)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: initialSlots.count + laneRegisterCount * block + 1) {
      memory in
      guard let base = memory.baseAddress else { return }
      runUniform(uniformInputs, base)
      let machine = TapeBlock(
        laneInputs: laneInputs, uniforms: base, registers: base + initialSlots.count, width: block,
        functions: functions, terms: terms)
      var start = 0
      while start < count {
        let size = min(block, count - start)
        for instruction in laneCode { machine.execute(instruction, start: start, size: size) }
        for (row, result) in results.enumerated() {
          machine.copy(result, start: start, size: size, to: output + row * stride + start)
        }
        start += size
      }
    }
  }

  /// Fills the slots: numbers, uniform inputs, and what follows from these.
  func runUniform(_ inputs: UnsafePointer<Double>, _ slots: UnsafeMutablePointer<Double>) {
    initialSlots.withUnsafeBufferPointer {
      if let numbers = $0.baseAddress { slots.update(from: numbers, count: $0.count) }
    }
    slots.update(from: inputs, count: uniforms.count)
    let point = TapePoint(memory: slots, lanes: 0, registers: 0, functions: functions)
    for instruction in uniformCode { slots[instruction.target] = point.value(instruction.operation) }
  }
}

/// The registers of one run and the loops over a block of points.
struct TapeBlock {
  let laneInputs: UnsafePointer<UnsafePointer<Double>>
  let uniforms: UnsafeMutablePointer<Double>
  let registers: UnsafeMutablePointer<Double>
  let width: Int
  let functions: [UnaryFunction]
  let terms: [TapeTerm]

  /// A column of values, or one value for the whole block.
  private enum Source {
    case column(UnsafePointer<Double>)
    case single(Double)
  }

  private func source(_ operand: TapeOperand, _ start: Int) -> Source {
    switch operand {
    case .lane(let column): .column(laneInputs[column] + start)
    case .register(let register): .column(UnsafePointer(registers + register * width))
    case .uniform(let slot): .single(uniforms[slot])
    }
  }

  func copy(_ operand: TapeOperand, start: Int, size: Int, to target: UnsafeMutablePointer<Double>) {
    switch source(operand, start) {
    case .column(let column): target.update(from: column, count: size)
    case .single(let value): target.update(repeating: value, count: size)
    }
  }

  func execute(_ instruction: TapeInstruction, start: Int, size: Int) {
    let target = registers + instruction.target * width
    switch instruction.operation {
    case .unary(let function, let x): apply(function, source(x, start), size, target)
    case .binary(let function, let x, let y): apply(function, source(x, start), source(y, start), size, target)
    case .integerPower(let x, let n): map(source(x, start), size, target) { TapePoint.power($0, n) }
    case .conditional(let condition, let x, let y):
      choose(source(condition, start), source(x, start), source(y, start), size, target)
    case .weightedSum(let first, let firstTerm, let count):
      // A register that is read here for the last time may be the target.
      map(source(first, start), size, target) { $0 }
      for term in terms[firstTerm..<firstTerm + count] {
        let (weight, column) = (uniforms[term.weight], laneInputs[term.lane] + start)
        for k in 0..<size { target[k] += weight * column[k] }
      }
    }
  }

  @inline(__always)
  private func map(
    _ x: Source, _ size: Int, _ target: UnsafeMutablePointer<Double>, _ function: (Double) -> Double
  ) {
    switch x {
    case .column(let x): for k in 0..<size { target[k] = function(x[k]) }
    case .single(let x): target.update(repeating: function(x), count: size)
    }
  }

  @inline(__always)
  private func map(
    _ x: Source, _ y: Source, _ size: Int, _ target: UnsafeMutablePointer<Double>,
    _ function: (Double, Double) -> Double
  ) {
    switch (x, y) {
    case (.column(let x), .column(let y)): for k in 0..<size { target[k] = function(x[k], y[k]) }
    case (.column(let x), .single(let y)): for k in 0..<size { target[k] = function(x[k], y) }
    case (.single(let x), .column(let y)): for k in 0..<size { target[k] = function(x, y[k]) }
    case (.single(let x), .single(let y)): target.update(repeating: function(x, y), count: size)
    }
  }

  /// The commonest functions have loops of their own, which the compiler can turn into vector instructions.
  private func apply(
    _ function: TapeInstruction.Function, _ x: Source, _ size: Int, _ target: UnsafeMutablePointer<Double>
  ) {
    switch function {
    case .negate: map(x, size, target) { -$0 }
    case .absolute: map(x, size, target) { abs($0) }
    case .squareRoot: map(x, size, target) { $0.squareRoot() }
    case .exp: map(x, size, target) { Double.exp($0) }
    case .tanh: map(x, size, target) { Double.tanh($0) }
    case .cosh: map(x, size, target) { Double.cosh($0) }
    case .sin: map(x, size, target) { Double.sin($0) }
    case .cos: map(x, size, target) { Double.cos($0) }
    case .listed(let number):
      let function = functions[number]
      map(x, size, target) { function.value($0) }
    }
  }

  private func apply(
    _ function: BinaryFunction, _ x: Source, _ y: Source, _ size: Int, _ target: UnsafeMutablePointer<Double>
  ) {
    switch function {
    case .add: map(x, y, size, target) { $0 + $1 }
    case .subtract: map(x, y, size, target) { $0 - $1 }
    case .multiply: map(x, y, size, target) { $0 * $1 }
    case .divide: map(x, y, size, target) { $0 / $1 }
    default: map(x, y, size, target) { function.value($0, $1) }
    }
  }

  private func choose(
    _ condition: Source, _ x: Source, _ y: Source, _ size: Int, _ target: UnsafeMutablePointer<Double>
  ) {
    @inline(__always) func value(_ source: Source, _ k: Int) -> Double {
      switch source {
      case .column(let column): column[k]
      case .single(let single): single
      }
    }
    for k in 0..<size { target[k] = value(condition, k) != 0 ? value(x, k) : value(y, k) }
  }
}
