// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Many expressions compiled in parts: LLVM's time grows with the square of the length of straight-line code.
///
/// Each part has its own share of the results, next to each other in the output. What parts have in common is computed in each.
struct PartedFunction: CompiledFunction {
  /// The number of operations in a part.
  static let partSize = 1500
  /// Parts that together have so many times the operations of the whole are not made.
  static let largestRepetition = 2

  let resultCount: Int
  private let parts: [(function: any CompiledFunction, first: Int)]

  /// How expressions are compiled.
  enum Division: Equatable {
    /// At once.
    case whole
    /// In parts, by the numbers of expressions.
    case parts([Range<Int>])
    /// Not at all: they are long, and share so much that parts would repeat it.
    case none
  }

  /// Compiles parts.
  init(
    _ ranges: [Range<Int>], _ expressions: [Expression],
    compile: ([Expression]) throws(UnknownSymbol) -> any CompiledFunction
  ) throws(UnknownSymbol) {
    var parts: [(function: any CompiledFunction, first: Int)] = []
    for range in ranges { parts.append((try compile(Array(expressions[range])), range.lowerBound)) }
    self.parts = parts
    resultCount = expressions.count
  }

  /// Divides expressions, in order, into parts of a bounded number of operations.
  /// - Complexity: O(operations of all parts).
  static func division(_ expressions: [Expression]) -> Division {
    let size = ExpressionGraph(expressions).nodes.count
    guard size > partSize else { return .whole }
    var (ranges, start, total) = ([Range<Int>](), 0, 0)
    // Twice as many expressions as have room on average: to look at more would take the square of their number in time.
    let most = max(1, 2 * partSize * expressions.count / size)
    while start < expressions.count {
      // As many expressions as have room, by halving.
      var count = min(expressions.count - start, most)
      var length = ExpressionGraph(Array(expressions[start..<start + count])).nodes.count
      while count > 1, length > partSize {
        count = max(1, min(count - 1, count * partSize / length))
        length = ExpressionGraph(Array(expressions[start..<start + count])).nodes.count
      }
      total += length
      if total > largestRepetition * size || length > 4 * partSize { return .none }
      ranges.append(start..<start + count)
      start += count
    }
    return .parts(ranges)
  }

  func run(
    laneInputs: UnsafePointer<UnsafePointer<Double>>, uniformInputs: UnsafePointer<Double>, count: Int,
    into output: UnsafeMutablePointer<Double>, stride: Int
  ) {
    for part in parts {
      part.function.run(
        laneInputs: laneInputs, uniformInputs: uniformInputs, count: count, into: output + part.first * stride,
        stride: stride)
    }
  }
}
