// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Expressions compiled for many points at once: a list of register instructions, run over blocks of points.
///
/// Inputs are of two kinds: *lanes* differ from point to point (variables, time), *uniforms* are the same for all points of
/// a call (parameters). What depends on uniforms alone is computed once a call. Results equal those of the `Double`
/// interpretation to the last bit or two: small integer powers are multiplied out.
public struct Tape: Sendable {
  /// The names of the inputs that differ from point to point, in the order of their columns.
  public let lanes: [String]
  /// The names of the inputs that are the same for all points.
  public let uniforms: [String]
  /// The number of results at each point.
  public let resultCount: Int

  /// What the slots hold at the start of a run: the numbers of the formulas in their places.
  let initialSlots: [Double]
  let uniformCode: [TapeInstruction]
  let laneCode: [TapeInstruction]
  /// The functions that instructions refer to by number.
  let functions: [UnaryFunction]
  /// The terms of the weighted sums, one sum after the other.
  let terms: [TapeTerm]
  let results: [TapeOperand]
  let laneRegisterCount: Int
  /// Slots, then lane inputs, then registers, of a run over a single point.
  var pointMemorySize: Int { initialSlots.count + lanes.count + laneRegisterCount }

  /// The points of a block: few enough for the registers to stay in the nearest cache.
  static let blockSize = 128

  /// Compiles expressions.
  /// - Parameters:
  ///   - expressions: The results, in order.
  ///   - lanes: The symbols that differ from point to point.
  ///   - uniforms: The symbols that are the same for all points of a call.
  /// - Throws: `UnknownSymbol` if an expression contains a symbol that is in neither list.
  /// - Complexity: O(distinct subexpressions).
  public init(_ expressions: [Expression], lanes: [String], uniforms: [String]) throws(UnknownSymbol) {
    self.lanes = lanes
    self.uniforms = uniforms
    resultCount = expressions.count
    let graph = ExpressionGraph(expressions)
    var assembler = TapeAssembler(graph: graph, lanes: lanes, uniforms: uniforms)
    try assembler.assemble()
    initialSlots = assembler.initialSlots
    uniformCode = assembler.uniformCode
    laneCode = assembler.laneCode
    results = graph.roots.map { assembler.operands[$0] }
    functions = assembler.functions
    terms = assembler.terms
    laneRegisterCount = assembler.laneRegisterCount
  }
}

/// Where an instruction finds a value.
enum TapeOperand: Hashable, Sendable {
  /// A column of the lane inputs.
  case lane(Int)
  /// A register that holds one value for each point of a block.
  case register(Int)
  /// A slot that holds one value for all points: a uniform input, a number, or what follows from these.
  case uniform(Int)
}

/// One operation of a tape: nothing in it is counted by reference, so that reading it costs nothing.
struct TapeInstruction: Sendable {
  enum Operation: Sendable {
    case unary(Function, TapeOperand)
    case binary(BinaryFunction, TapeOperand, TapeOperand)
    /// A power with a small positive integer exponent, multiplied out.
    case integerPower(TapeOperand, Int)
    case conditional(TapeOperand, TapeOperand, TapeOperand)
    /// A long sum of inputs with weights, term after term, as networks have them: the first operand and so many terms of the tape's list.
    case weightedSum(TapeOperand, first: Int, count: Int)
  }

  /// A function of one argument: the commonest by themselves, others by their number in the tape's list.
  enum Function: Sendable {
    case negate, absolute, squareRoot, exp, tanh, cosh, sin, cos
    case listed(Int)
  }

  let operation: Operation
  let target: Int
}

/// A term of a weighted sum: the slot of the weight and the column of the lane input.
struct TapeTerm: Sendable {
  let weight: Int
  let lane: Int
}
