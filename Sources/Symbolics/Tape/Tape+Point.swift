// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Tape {
  /// Evaluates all results at a single point, as integrators do again and again: without loops over points, and with all values in
  /// one piece of memory.
  func runPoint(
    _ laneInputs: UnsafePointer<UnsafePointer<Double>>, _ uniformInputs: UnsafePointer<Double>,
    into output: UnsafeMutablePointer<Double>, stride: Int
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: pointMemorySize + 1) { memory in
      guard let base = memory.baseAddress else { return }
      runUniform(uniformInputs, base)
      let firstLane = initialSlots.count
      let firstRegister = firstLane + lanes.count
      for column in lanes.indices { base[firstLane + column] = laneInputs[column][0] }
      let point = TapePoint(memory: base, lanes: firstLane, registers: firstRegister, functions: functions)
      laneCode.withUnsafeBufferPointer { code in
        for instruction in code {
          if case .weightedSum(let start, let first, let count) = instruction.operation {
            base[firstRegister + instruction.target] = sum(from: point[start], first..<first + count, base)
          } else {
            base[firstRegister + instruction.target] = point.value(instruction.operation)
          }
        }
      }
      for (row, result) in results.enumerated() { output[row * stride] = point[result] }
    }
  }
}

extension Tape {
  /// Adds the terms of a weighted sum to a value, one after the other.
  private func sum(from start: Double, _ range: Range<Int>, _ memory: UnsafeMutablePointer<Double>) -> Double {
    let lane = memory + initialSlots.count
    return terms.withUnsafeBufferPointer { terms in
      var sum = start
      for number in range { sum += memory[terms[number].weight] * lane[terms[number].lane] }
      return sum
    }
  }
}

/// The values of one point: slots, lane inputs, registers.
struct TapePoint {
  let memory: UnsafeMutablePointer<Double>
  /// Where the lane inputs and the registers begin.
  let lanes: Int
  let registers: Int
  let functions: [UnaryFunction]

  @inline(__always)
  subscript(operand: TapeOperand) -> Double {
    switch operand {
    case .uniform(let slot): memory[slot]
    case .lane(let column): memory[lanes + column]
    case .register(let register): memory[registers + register]
    }
  }

  @inline(__always)
  func value(_ operation: TapeInstruction.Operation) -> Double {
    switch operation {
    case .unary(let function, let x): value(function, self[x])
    case .binary(let function, let x, let y): value(function, self[x], self[y])
    case .integerPower(let x, let n): TapePoint.power(self[x], n)
    case .conditional(let condition, let x, let y): self[condition] != 0 ? self[x] : self[y]
    case .weightedSum(let start, first: _, count: _): self[start]
    }
  }

  @inline(__always)
  private func value(_ function: TapeInstruction.Function, _ x: Double) -> Double {
    switch function {
    case .negate: -x
    case .absolute: abs(x)
    case .squareRoot: x.squareRoot()
    case .exp: Double.exp(x)
    case .tanh: Double.tanh(x)
    case .cosh: Double.cosh(x)
    case .sin: Double.sin(x)
    case .cos: Double.cos(x)
    case .listed(let number): functions[number].value(x)
    }
  }

  @inline(__always)
  private func value(_ function: BinaryFunction, _ x: Double, _ y: Double) -> Double {
    switch function {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    default: function.value(x, y)
    }
  }

  /// A small positive integer power by repeated squaring.
  @inline(__always)
  static func power(_ x: Double, _ n: Int) -> Double {
    switch n {
    case 2: return x * x
    case 3: return x * x * x
    case 4:
      let square = x * x
      return square * square
    default:
      var (result, base, exponent) = (1.0, x, n)
      while exponent > 0 {
        if exponent & 1 == 1 { result *= base }
        base *= base
        exponent >>= 1
      }
      return result
    }
  }
}
