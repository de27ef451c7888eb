// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers

/// The coefficients of normal forms at bifurcations of cycles, by periodic normalisation (Kuznetsov, Govaerts, Doedel and
/// Dhooge 2005, SIAM J. Numer. Anal. 43, 1407).
///
/// Critical functions have mean square 1 over a turn, lengths being measured in the field's `unitLengths`. Where the paper takes the product with an
/// adjoint function, the coefficient is here the scalar of a bordered equation whose column is the critical function: the
/// same number, for any column outside the range.
struct CycleNormalForms {
  private let linear: LinearCycleSystem
  /// State and parameter at the collocation points, variable by variable.
  private let points: [Double]
  private let n: Int
  private var period: Double { linear.period }

  init(_ problem: CycleProblem, at unknowns: [Double]) {
    linear = LinearCycleSystem(problem, at: unknowns)
    n = problem.n
    points = problem.collocationStates(unknowns)
  }

  /// b in x' = g (p - p0) + b x^2 at a fold of cycles, with the critical function turned so that g > 0: for b < 0 there are two
  /// cycles on the side of larger parameters, for b > 0 on the other.
  ///
  /// v' = A v + S f with mean square 1; with S = 1 the coefficient is that of the paper.
  func limitPointCoefficient(_ function: [Double], speed: Double) -> Double? {
    let (nodes, v, quadratic) = foldTerms(function, speed: speed)
    let rows = [linear.problem.phaseWeights + [0, 0], meanRow(nodes, 2)]
    let columns = [linear.flow, v.map { period * $0 }]
    guard let factorization = linear.factorize(.periodic, columns: columns, rows: rows),
      let answer = linear.solve(factorization, quadratic.map { period * $0 }, conditions: [0, 0]),
      let unfolding = linear.solve(factorization, linear.parameterSlope, conditions: [0, 0])
    else { return nil }
    return unfolding.scalars[1] < 0 ? -answer.scalars[1] : answer.scalars[1]
  }

  /// What vanishes at degenerate folds of cycles and changes sign there, along a curve of folds on which the critical function is
  /// continuous: the products of an adjoint function with the quadratic terms (a cusp of cycles), and with the critical function (a
  /// second multiplier 1, the resonance 1:1). b is their ratio.
  ///
  /// Both are scalars of a bordered equation with a fixed column, so that both have poles where the adjoint function has no part along
  /// that column; there neither is small.
  func limitPointProducts(_ function: [Double], speed: Double) -> (quadratic: Double, own: Double)? {
    let (nodes, v, quadratic) = foldTerms(function, speed: speed)
    let rows = [linear.problem.phaseWeights + [0, 0], meanRow(nodes, 2)]
    let columns = [linear.flow, linear.arbitraryFunction(dimension: n)]
    guard let factorization = linear.factorize(.periodic, columns: columns, rows: rows),
      let products = linear.solve(factorization, quadratic.map { period * $0 }, conditions: [0, 0]),
      let own = linear.solve(factorization, v.map { period * $0 }, conditions: [0, 0])
    else { return nil }
    return (products.scalars[1], own.scalars[1])
  }

  /// The critical function of a fold at the nodes and at the collocation points, with mean square 1, and B(v, v) / 2 + S A v.
  private func foldTerms(
    _ function: [Double], speed: Double
  ) -> (nodes: [Double], values: [Double], quadratic: [Double]) {
    let (nodes, factor) = normalized(acrossFlow(function))
    let v = linear.collocated(nodes, dimension: n)
    // S is per turn in the collocated equations; per unit of time here.
    let s = factor * speed / period
    let jacobian = linear.applyingJacobian(v)
    return (nodes, v, zip(second(v, v), jacobian).map { $0 / 2 + s * $1 })
  }

  /// c in x' = c x^3 at a period doubling (section 3.2): negative where the cycle of twice the period is stable.
  func periodDoublingCoefficient(_ function: [Double]) -> Double? {
    cubicCoefficient(function, .antiperiodic)
  }

  /// c in x' = c x^3 at a symmetric branch point, where cycles of lower symmetry are born: negative where they take over
  /// the stability.
  func pitchforkCoefficient(_ function: [Double]) -> Double? {
    cubicCoefficient(function, .periodic)
  }

  private func cubicCoefficient(_ function: [Double], _ turn: LinearCycleSystem.Turn) -> Double? {
    let (nodes, _) = normalized(turn == .periodic ? acrossFlow(function) : function)
    let v = linear.collocated(nodes, dimension: n)
    guard let (h, a) = quadraticResponse(second(v, v), also: turn == .periodic ? nodes : nil) else { return nil }
    let (cubic, mixed) = (third(v, v, v), second(v, h))
    let jacobian = linear.applyingJacobian(v)
    var right = v
    for k in v.indices { right[k] = period * (cubic[k] / 6 + mixed[k] / 2 - a / 2 * jacobian[k]) }
    var columns = [v.map { period * $0 }]
    var rows = [meanRow(nodes, 1)]
    var conditions = [0.0]
    if turn == .periodic {
      // The flow's own direction is in the kernel, too.
      columns.append(linear.flow)
      rows = [meanRow(nodes, 2), linear.problem.phaseWeights + [0, 0]]
      conditions.append(0)
    }
    guard let factorization = linear.factorize(turn, columns: columns, rows: rows) else { return nil }
    guard let coefficient = linear.solve(factorization, right, conditions: conditions)?.scalars[0] else { return nil }
    // The rate of change, per turn, of a displacement of one natural size.
    let size = maximumNorm(v)
    return abs(coefficient) * period / (size * size) < Self.rounding ? 0 : coefficient
  }

  /// Rates of this size, per turn and for a displacement of one natural size, are zero but for errors of discretisation.
  private static let rounding = 1e-10

  /// h' = A h + r - a f, periodic: h at the collocation points and a.
  private func quadraticResponse(_ right: [Double], also critical: [Double]?) -> (h: [Double], a: Double)? {
    let s = critical == nil ? 1 : 2
    var columns = [linear.flow]
    var rows = [linear.problem.phaseWeights + [Double](repeating: 0, count: s)]
    if let critical {
      columns.append(linear.collocated(critical, dimension: n).map { period * $0 })
      rows.append(meanRow(critical, 2))
    }
    guard let factorization = linear.factorize(.periodic, columns: columns, rows: rows),
      let (nodes, scalars) = linear.solve(
        factorization, right.map { period * $0 }, conditions: [Double](repeating: 0, count: s))
    else { return nil }
    return (linear.collocated(nodes, dimension: n), scalars[0])
  }

  /// d in z' = i w z + d z |z|^2 at a Neimark–Sacker point (section 3.3): its real part is negative where the torus is stable.
  ///
  /// - Parameter functions: Real and imaginary part of the critical function at the nodes.
  /// - Returns: nil also at the strong resonance of angle 2 pi / 3, where the cubic normal form is another.
  func neimarkSackerCoefficient(_ functions: [[Double]], angle: Double) -> Complex<Double>? {
    let weights = (0..<2).map { linear.collocated(functions[$0], dimension: n) }
    let square = weights.reduce(0) { $0 + meanSquare($1) }
    let factor = 1 / square.squareRoot()
    let parts = functions.map { $0.map { factor * $0 } }
    let v = weights.map { $0.map { factor * $0 } }
    let (rr, ii, ri) = (second(v[0], v[0]), second(v[1], v[1]), second(v[0], v[1]))
    guard let (mean, a) = quadraticResponse(zip(rr, ii).map(+), also: nil) else { return nil }
    let double = LinearCycleSystem.Turn.rotating(angle: 2 * angle)
    let quadratic = interleaved(zip(rr, ii).map(-), ri.map { 2 * $0 })
    guard let secondHarmonic = linear.factorize(double, columns: [], rows: []),
      let harmonic = linear.solve(secondHarmonic, quadratic.map { period * $0 }, conditions: [])?.nodes
    else { return nil }
    let h = separated(linear.collocated(harmonic, dimension: 2 * n))
    let right = cubicTerms(v, mean: mean, harmonic: h, a: a, frequency: angle / period)
    return projection(right, on: parts, v, angle: angle)
  }

  /// C(v, v, v*) / 2 + B(v, h11) + B(v*, h20) / 2 - a (A v - i w v).
  private func cubicTerms(
    _ v: [[Double]], mean: [Double], harmonic h: [[Double]], a: Double, frequency: Double
  ) -> [[Double]] {
    let (r, s) = (v[0], v[1])
    let (rrr, rss, rrs, sss) = (third(r, r, r), third(r, s, s), third(r, r, s), third(s, s, s))
    let (meanR, meanS) = (second(r, mean), second(s, mean))
    let (rr, ss, rs, sr) = (second(r, h[0]), second(s, h[1]), second(r, h[1]), second(s, h[0]))
    let jacobian = v.map(linear.applyingJacobian)
    var (real, imaginary) = (r, s)
    for k in r.indices {
      let shift = (jacobian[0][k] + frequency * s[k], jacobian[1][k] - frequency * r[k])
      real[k] = (rrr[k] + rss[k]) / 2 + meanR[k]
      real[k] += (rr[k] + ss[k]) / 2 - a * shift.0
      imaginary[k] = (rrs[k] + sss[k]) / 2 + meanS[k]
      imaginary[k] += (rs[k] - sr[k]) / 2 - a * shift.1
    }
    return [real, imaginary]
  }

  private func projection(
    _ right: [[Double]], on parts: [[Double]], _ v: [[Double]], angle: Double
  ) -> Complex<Double>? {
    let minus = v[1].map { -$0 }
    let columns = [interleaved(v[0], v[1]), interleaved(minus, v[0])].map { $0.map { period * $0 } }
    let weights = linear.nodeWeights(dimension: 2 * n)
    let nodes = [
      interleaved(parts[0], parts[1]), interleaved(parts[1].map { -$0 }, parts[0]),
    ]
    let rows = nodes.map { zip(weights, $0).map { $0 * $1 } + [0, 0] }
    guard let factorization = linear.factorize(.rotating(angle: angle), columns: columns, rows: rows),
      let answer = linear.solve(
        factorization, interleaved(right[0], right[1]).map { period * $0 }, conditions: [0, 0])
    else { return nil }
    return Complex(answer.scalars[0], answer.scalars[1])
  }

  /// A function at the nodes without its part along the flow, which solves the same equations: the product of the two has mean zero,
  /// in the field's units of length.
  private func acrossFlow(_ function: [Double]) -> [Double] {
    let flow = linear.problem.rates(atNodesOf: linear.unknowns)
    let values = linear.collocated(function, dimension: n)
    let along = linear.collocated(flow, dimension: n)
    let share = meanProduct(values, along) / meanSquare(along)
    guard share.isFinite else { return function }
    return zip(function, flow).map { $0 - share * $1 }
  }

  /// The mean product of two functions at the collocation points, in the field's units of length.
  private func meanProduct(_ a: [Double], _ b: [Double]) -> Double { linear.mean(measured(a), measured(b)) }

  /// The mean square of a function at the collocation points, in the field's units of length.
  private func meanSquare(_ values: [Double]) -> Double { meanProduct(values, values) }

  /// A change of the coordinates at the collocation points as one of the variables in the field's units of length.
  private func measured(_ values: [Double]) -> [Double] {
    let (lengths, coordinates) = (linear.problem.stateField.unitLengths, linear.problem.coordinates)
    let count = linear.pointCount
    let place = coordinates.areStates ? [] : linear.along { points[$0 * count + $1] }
    let slopes = coordinates.slopes(place)
    return values.enumerated().map { index, value in
      value * lengths[index % n] * (slopes.isEmpty ? 1 : slopes[index])
    }
  }

  /// A function at the nodes with mean square 1, and the factor that made it so.
  private func normalized(_ function: [Double]) -> (nodes: [Double], factor: Double) {
    let values = linear.collocated(function, dimension: n)
    let factor = 1 / meanSquare(values).squareRoot()
    return (function.map { factor * $0 }, factor)
  }

  /// The condition that the part along a function vanishes.
  private func meanRow(_ nodes: [Double], _ scalarCount: Int) -> [Double] {
    zip(linear.nodeWeights(dimension: n), nodes).map { $0 * $1 } + [Double](repeating: 0, count: scalarCount)
  }

  /// B(u, v) at the collocation points.
  private func second(_ u: [Double], _ v: [Double]) -> [Double] {
    let count = linear.pointCount
    return byPoint(linear.problem.field.secondDerivatives(at: points, byVariable(u), byVariable(v), count: count))
  }

  /// C(u, v, w) at the collocation points.
  private func third(_ u: [Double], _ v: [Double], _ w: [Double]) -> [Double] {
    let field = linear.problem.field
    return byPoint(
      field.thirdDerivatives(at: points, byVariable(u), byVariable(v), byVariable(w), count: linear.pointCount))
  }

  /// A function `[point * n + i]` as a direction in state and parameter `[i * count + point]`.
  private func byVariable(_ function: [Double]) -> [Double] {
    let count = linear.pointCount
    var columns = [Double](repeating: 0, count: (n + 1) * count)
    for point in 0..<count {
      for i in 0..<n { columns[i * count + point] = function[point * n + i] }
    }
    return columns
  }

  private func byPoint(_ columns: [Double]) -> [Double] {
    let count = linear.pointCount
    return (0..<count).flatMap { point in (0..<n).map { columns[$0 * count + point] } }
  }

  /// Real and imaginary parts at each node or point, one after the other.
  private func interleaved(_ real: [Double], _ imaginary: [Double]) -> [Double] {
    (0..<(real.count / n)).flatMap { k -> [Double] in
      let range = (k * n)..<((k + 1) * n)
      return Array(real[range]) + Array(imaginary[range])
    }
  }

  private func separated(_ pairs: [Double]) -> [[Double]] {
    let count = pairs.count / (2 * n)
    return (0..<2).map { part -> [Double] in
      (0..<count).flatMap { k -> ArraySlice<Double> in
        let start = (2 * k + part) * n
        return pairs[start..<(start + n)]
      }
    }
  }
}
