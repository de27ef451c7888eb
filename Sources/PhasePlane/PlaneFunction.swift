// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Symbolics

/// Functions of the two coordinates of a plane, compiled, evaluated at many points at once.
public struct PlaneFunction: Sendable {
  private let compiled: CompiledExpressions
  /// The number of functions.
  public var count: Int { compiled.count }

  /// Compiles functions of the variables of a planar model without parameters.
  public init(_ expressions: [Expression], of model: Model) throws(PhasePlaneError) {
    do throws(ModelError) {
      compiled = try CompiledExpressions(expressions, of: model, compiler: GradualCompiler())
    } catch {
      throw .model(error)
    }
  }

  /// The values at some points: a column for each function.
  public func columns(at points: [SIMD2<Double>]) -> [[Double]] {
    let n = points.count
    if n == 0 { return [[Double]](repeating: [], count: count) }
    return compiled.columns(
      points.map(\.x) + points.map(\.y), times: [Double](repeating: 0, count: n), parameters: [])
  }

  /// The values of the first function at some points.
  public func values(at points: [SIMD2<Double>]) -> [Double] {
    let n = points.count
    if n == 0 { return [] }
    let all = flat(states: points.map(\.x) + points.map(\.y), count: n)
    return count == 1 ? all : Array(all.prefix(n))
  }

  /// The values of all functions at one point.
  public func callAsFunction(_ point: SIMD2<Double>) -> [Double] {
    flat(states: [point.x, point.y], count: 1)
  }

  private func flat(states: [Double], count n: Int) -> [Double] {
    compiled.values(states, times: [Double](repeating: 0, count: n), parameters: [])
  }
}
