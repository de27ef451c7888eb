// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Results

extension SlowManifold {
  /// Where a fast variable of the first order differs by more than this share of its range, higher orders count.
  private static let largestCorrection = 0.03

  /// The slow manifold along the stable equilibria of a diagram.
  ///
  /// On x = x0(z) + x1(z) with f(x0, z) = 0 the equation f(x, z) = x' = x0'(z) g gives f_x x1 = x0' g, where x0' = -f_x⁻¹ f_z.
  init(_ full: Model, _ diagram: BifurcationResult, _ orbit: AttractorOrbit) throws(ModelError) {
    self.init(stretches: [])
    let slow = diagram.parameter.name
    guard let place = full.variableIndex(slow) else { return }
    let expansion = FirstOrder(field: try CompiledModel(full), slow: place)
    let names = full.variableNames
    let ranges = names.map { name in
      let column = orbit.values[name] ?? []
      return (column.max() ?? 0) - (column.min() ?? 0)
    }
    for branch in diagram.branches where branch.kind == .equilibria {
      var stretch: [(slow: Double, state: [Double])] = []
      for k in branch.parameter.indices {
        let state = names.map { $0 == slow ? branch.parameter[k] : branch.states[$0]?[k] ?? .nan }
        let correction = branch.stable[k] ? expansion.correction(at: state) : nil
        let holds = correction.map { zip($0, ranges).allSatisfy { abs($0) <= Self.largestCorrection * $1 } } ?? false
        if holds, let correction { stretch.append((branch.parameter[k], zip(state, correction).map { $0 + $1 })) }
        if !holds || k == branch.parameter.count - 1 {
          append(stretch, branch, names.filter { $0 != slow }.map { ($0, full.variableIndex($0) ?? 0) })
          stretch = []
        }
      }
    }
  }

  private mutating func append(
    _ points: [(slow: Double, state: [Double])], _ branch: BifurcationBranch, _ fast: [(name: String, index: Int)]
  ) {
    guard points.count > 1 else { return }
    let columns = fast.map { variable in (variable.name, points.map { $0.state[variable.index] }) }
    stretches.append(
      Stretch(branch: branch.id, slow: points.map(\.slow), values: Dictionary(columns) { $1 }))
  }
}

/// The first order of the slow manifold at a state of rest of the fast variables.
struct FirstOrder {
  let field: CompiledModel
  /// The position of the slow variable.
  let slow: Int

  /// The state of rest near a state, to the first order moved to the slow manifold; nil where there is none.
  func manifold(at state: [Double]) -> [Double]? {
    let (n, parameters) = (state.count, field.model.parameterValues)
    let fast = (0..<n).filter { $0 != slow }
    func whole(_ numbers: [Double]) -> [Double] {
      var whole = state
      for (i, place) in fast.enumerated() { whole[place] = numbers[i] }
      return whole
    }
    let outcome = NewtonSolver().solve(
      from: fast.map { state[$0] }, scales: fast.map { max(abs(state[$0]), Self.leastScale) },
      residual: { numbers in
        let rates = field.values(at: whole(numbers), parameters: parameters)
        return fast.map { rates[$0] }
      },
      jacobian: { numbers in fastBlock(field.jacobian(at: whole(numbers), parameters: parameters), n) })
    guard let rest = outcome.root.map({ whole($0.point) }), let correction = correction(at: rest) else { return nil }
    return zip(rest, correction).map { $0 + $1 }
  }

  /// The size of a variable that is zero at rest.
  private static let leastScale = 1e-6

  private func fastBlock(_ jacobian: [Double], _ n: Int) -> Matrix {
    let fast = (0..<n).filter { $0 != slow }
    var matrix = Matrix(rows: n - 1, columns: n - 1)
    for (i, row) in fast.enumerated() {
      for (j, column) in fast.enumerated() { matrix[i, j] = jacobian[row * n + column] }
    }
    return matrix
  }

  /// What is added to each variable, to the slow one nothing; nil where the fast subsystem is singular.
  func correction(at state: [Double]) -> [Double]? {
    let n = state.count
    let parameters = field.model.parameterValues
    let jacobian = field.jacobian(at: state, parameters: parameters)
    let rate = field.values(at: state, parameters: parameters)[slow]
    let fast = (0..<n).filter { $0 != slow }
    let factorization = LUFactorization(fastBlock(jacobian, n))
    guard let tangent = factorization.solve(fast.map { -jacobian[$0 * n + slow] }),
      let first = factorization.solve(tangent.map { $0 * rate })
    else { return nil }
    var correction = [Double](repeating: 0, count: n)
    for (j, column) in fast.enumerated() { correction[column] = first[j] }
    return correction
  }
}
