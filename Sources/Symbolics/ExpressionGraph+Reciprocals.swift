// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ExpressionGraph {
  /// The same operations with products by reciprocals in place of quotients, where the divisor consists of numbers and of
  /// quantities that are the same at all points, so that the reciprocal can be computed once for all of them.
  ///
  /// Such a product is within 1.5 ulp of the quotient if divisor and reciprocal are normal numbers. Quotients that decide
  /// something stay as they are: those in the arguments of functions that jump, in comparisons and in conditions.
  /// - Parameter uniform: The names of the quantities that are the same at all points.
  /// - Returns: The operations, and the positions of the divisors that are no numbers, which have to be checked.
  public func usingReciprocals(uniform: Set<String>) -> (graph: ExpressionGraph, divisors: [Int]) {
    let (isUniform, isDecisive) = (uniformNodes(uniform), decisiveNodes())
    var rewriting = Rewriting()
    for (position, node) in nodes.enumerated() {
      if case .binary(.divide, let x, let y) = node, isUniform[y], !isUniform[x], !isDecisive[position] {
        rewriting.appendQuotient(x, y, divisor: nodes[y])
      } else {
        rewriting.append(node)
      }
    }
    return (
      ExpressionGraph(nodes: rewriting.nodes, roots: roots.map { rewriting.positions[$0] }), rewriting.divisors
    )
  }

  private func uniformNodes(_ uniform: Set<String>) -> [Bool] {
    var result: [Bool] = []
    for node in nodes {
      if case .symbol(let name) = node {
        result.append(uniform.contains(name))
      } else {
        result.append(node.operands.allSatisfy { result[$0] })
      }
    }
    return result
  }

  /// The operations on whose last bit something depends that is not continuous.
  private func decisiveNodes() -> [Bool] {
    var result = [Bool](repeating: false, count: nodes.count)
    for (position, node) in nodes.enumerated().reversed() {
      let decisive: [Int] =
        switch node {
        case _ where result[position]: node.operands
        case .unary(let function, let x): function.isPiecewiseConstant ? [x] : []
        case .binary(.power, _, let exponent): [exponent]
        case .binary(.besselJ, let order, _), .binary(.besselY, let order, _), .binary(.besselI, let order, _): [order]
        case .binary(let function, let x, let y): function.isPiecewiseConstant || function == .modulo ? [x, y] : []
        case .conditional(let condition, _, _): [condition]
        case .constant, .symbol: []
        }
      for operand in decisive { result[operand] = true }
    }
    return result
  }

  /// A list of operations that grows while another one is read.
  private struct Rewriting {
    var nodes: [Node] = []
    /// Where the operations of the other list are.
    var positions: [Int] = []
    var divisors: [Int] = []
    private var reciprocals: [Int: Int] = [:]

    mutating func append(_ node: Node) {
      positions.append(nodes.count)
      nodes.append(node.mappingOperands { positions[$0] })
    }

    mutating func appendQuotient(_ x: Int, _ y: Int, divisor: Node) {
      guard let reciprocal = reciprocal(of: y, divisor) else { return append(.binary(.divide, x, y)) }
      positions.append(nodes.count)
      nodes.append(.binary(.multiply, positions[x], reciprocal))
    }

    /// Nil for a number without a normal reciprocal.
    private mutating func reciprocal(of y: Int, _ divisor: Node) -> Int? {
      if let known = reciprocals[y] { return known }
      if case .constant(let value) = divisor {
        guard value.isNormal, (1 / value).isNormal else { return nil }
        nodes.append(.constant(1 / value))
      } else {
        divisors.append(positions[y])
        nodes += [.constant(1), .binary(.divide, nodes.count, positions[y])]
      }
      reciprocals[y] = nodes.count - 1
      return nodes.count - 1
    }
  }
}

extension ExpressionGraph.Node {
  /// The same operation on operands elsewhere.
  func mappingOperands(_ place: (Int) -> Int) -> ExpressionGraph.Node {
    switch self {
    case .constant, .symbol: self
    case .unary(let function, let x): .unary(function, place(x))
    case .binary(let function, let x, let y): .binary(function, place(x), place(y))
    case .conditional(let condition, let x, let y): .conditional(place(condition), place(x), place(y))
    }
  }
}
