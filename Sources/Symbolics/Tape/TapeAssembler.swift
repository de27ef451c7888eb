// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Turns a graph into the instructions of a tape: parts the uniform from the lane work and assigns registers.
struct TapeAssembler {
  let graph: ExpressionGraph
  private(set) var operands: [TapeOperand] = []
  private(set) var uniformCode: [TapeInstruction] = []
  private(set) var laneCode: [TapeInstruction] = []
  private(set) var uniformRegisterCount: Int
  private(set) var laneRegisterCount = 0

  private let laneColumns: [String: Int]
  private let uniformSlots: [String: Int]
  private var lastUse: [Int]
  private var freeRegisters: [Int] = []

  init(graph: ExpressionGraph, lanes: [String], uniforms: [String]) {
    self.graph = graph
    laneColumns = Dictionary(zip(lanes, lanes.indices), uniquingKeysWith: { first, _ in first })
    uniformSlots = Dictionary(zip(uniforms, uniforms.indices), uniquingKeysWith: { first, _ in first })
    uniformRegisterCount = uniforms.count
    lastUse = Array(repeating: -1, count: graph.nodes.count)
    for (position, node) in graph.nodes.enumerated() {
      for operand in node.operands { lastUse[operand] = position }
    }
    for root in graph.roots { lastUse[root] = graph.nodes.count }
  }

  mutating func assemble() throws(UnknownSymbol) {
    for (position, node) in graph.nodes.enumerated() {
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
        operands.append(uniform(.load(value)))
      case .unary, .binary, .conditional:
        operands.append(append(operation(node), at: position))
      }
    }
  }

  private func operation(_ node: ExpressionGraph.Node) -> TapeInstruction.Operation {
    switch node {
    case .constant(let value): .load(value)
    case .symbol: .load(.nan)
    case .unary(let function, let x): .unary(function, operands[x])
    case .binary(.power, let x, let y):
      if case .constant(let n) = graph.nodes[y], n == n.rounded(), n >= 2, n <= 8 {
        .integerPower(operands[x], Int(n))
      } else {
        .binary(.power, operands[x], operands[y])
      }
    case .binary(let function, let x, let y): .binary(function, operands[x], operands[y])
    case .conditional(let condition, let x, let y): .conditional(operands[condition], operands[x], operands[y])
    }
  }

  private mutating func append(_ operation: TapeInstruction.Operation, at position: Int) -> TapeOperand {
    let sources = graph.nodes[position].operands
    if sources.allSatisfy({ if case .uniform = operands[$0] { true } else { false } }) {
      return uniform(operation)
    }
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
    defer { uniformRegisterCount += 1 }
    uniformCode.append(TapeInstruction(operation: operation, target: uniformRegisterCount))
    return .uniform(uniformRegisterCount)
  }
}
