// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Turns a graph into the instructions of a tape: parts the uniform from the lane work and assigns registers.
struct TapeAssembler {
  let graph: ExpressionGraph
  private(set) var operands: [TapeOperand] = []
  private(set) var uniformCode: [TapeInstruction] = []
  private(set) var laneCode: [TapeInstruction] = []
  private(set) var functions: [UnaryFunction] = []
  private(set) var terms: [TapeTerm] = []
  /// A slot for each uniform input, each number, and each value that follows from these.
  private(set) var initialSlots: [Double]
  private(set) var laneRegisterCount = 0

  private let laneColumns: [String: Int]
  private let uniformSlots: [String: Int]
  private var lastUse: [Int]
  private var freeRegisters: [Int] = []
  private var sums: WeightedSums

  init(graph: ExpressionGraph, lanes: [String], uniforms: [String]) {
    self.graph = graph
    laneColumns = Dictionary(zip(lanes, lanes.indices), uniquingKeysWith: { first, _ in first })
    uniformSlots = Dictionary(zip(uniforms, uniforms.indices), uniquingKeysWith: { first, _ in first })
    initialSlots = Array(repeating: .nan, count: uniforms.count)
    lastUse = Array(repeating: -1, count: graph.nodes.count)
    for (position, node) in graph.nodes.enumerated() {
      for operand in node.operands { lastUse[operand] = position }
    }
    for root in graph.roots { lastUse[root] = graph.nodes.count }
    sums = WeightedSums(graph, lanes: Set(lanes))
    for (position, sum) in sums.byPosition { lastUse[sum.start] = max(lastUse[sum.start], position) }
  }

  mutating func assemble() throws(UnknownSymbol) {
    for (position, node) in graph.nodes.enumerated() {
      if let sum = sums.byPosition[position] {
        operands.append(append(sum, at: position))
        continue
      }
      if sums.isAbsorbed[position] {
        // Nothing reads it.
        operands.append(.uniform(0))
        continue
      }
      switch node {
      case .symbol(let name):
        if let column = laneColumns[name] {
          operands.append(.lane(column))
        } else if let slot = uniformSlots[name] {
          operands.append(.uniform(slot))
        } else {
          throw UnknownSymbol(name: name)
        }
      case .constant(let value):
        operands.append(slot(value))
      case .unary(let function, let x):
        operands.append(append(.unary(self.function(function), operands[x]), at: position))
      case .binary(let function, let x, let y):
        operands.append(append(operation(function, x, y), at: position))
      case .conditional(let condition, let x, let y):
        operands.append(append(.conditional(operands[condition], operands[x], operands[y]), at: position))
      }
    }
  }

  private mutating func function(_ function: UnaryFunction) -> TapeInstruction.Function {
    switch function {
    case .negate: return .negate
    case .absolute: return .absolute
    case .squareRoot: return .squareRoot
    case .exp: return .exp
    case .tanh: return .tanh
    case .cosh: return .cosh
    case .sin: return .sin
    case .cos: return .cos
    default:
      functions.append(function)
      return .listed(functions.count - 1)
    }
  }

  private func operation(_ function: BinaryFunction, _ x: Int, _ y: Int) -> TapeInstruction.Operation {
    if function == .power, case .constant(let n) = graph.nodes[y], n == n.rounded(), n >= 2, n <= 8 {
      return .integerPower(operands[x], Int(n))
    }
    return .binary(function, operands[x], operands[y])
  }

  private mutating func append(_ operation: TapeInstruction.Operation, at position: Int) -> TapeOperand {
    let sources = graph.nodes[position].operands
    if sources.allSatisfy({ if case .uniform = operands[$0] { true } else { false } }) {
      return uniform(operation)
    }
    return appendToLanes(operation, sources: sources, at: position)
  }

  private mutating func append(_ sum: WeightedSums.Sum, at position: Int) -> TapeOperand {
    let first = terms.count
    for term in sum.terms {
      guard case .lane(let lane) = operands[term.lane] else { continue }
      let weight = term.weight.map { operands[$0] } ?? slot(1)
      guard case .uniform(let weightSlot) = weight else { continue }
      terms.append(TapeTerm(weight: weightSlot, lane: lane))
    }
    return appendToLanes(
      .weightedSum(operands[sum.start], first: first, count: terms.count - first), sources: [sum.start], at: position)
  }

  private mutating func appendToLanes(
    _ operation: TapeInstruction.Operation, sources: [Int], at position: Int
  ) -> TapeOperand {
    // A register whose last reader is this instruction may take its result: each point is read before it is written.
    for source in Set(sources) where lastUse[source] == position {
      if case .register(let register) = operands[source] { freeRegisters.append(register) }
    }
    let target = freeRegisters.popLast() ?? laneRegisterCount
    laneRegisterCount = max(laneRegisterCount, target + 1)
    laneCode.append(TapeInstruction(operation: operation, target: target))
    return .register(target)
  }

  private mutating func uniform(_ operation: TapeInstruction.Operation) -> TapeOperand {
    uniformCode.append(TapeInstruction(operation: operation, target: initialSlots.count))
    return slot(.nan)
  }

  private mutating func slot(_ value: Double) -> TapeOperand {
    initialSlots.append(value)
    return .uniform(initialSlots.count - 1)
  }
}
