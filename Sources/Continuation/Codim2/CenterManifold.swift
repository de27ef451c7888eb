// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The normal form on the center manifold of an equilibrium whose critical eigenvalues are semisimple, to any order: from the
/// homological equation, power by power (Kuznetsov 1999, SIAM J. Numer. Anal. 36: 1104; for maps Kuznetsov and Meijer 2005,
/// SIAM J. Sci. Comput. 26: 1932).
///
/// With x = H(z) and z' = G(z), or z -> G(z), one complex coordinate for each critical eigenvalue m(j):
/// ```
/// flow  DH(z) G(z) = f(H(z))    (sum(a m) - A) h(a) = r(a) - sum q(j) g(j, a)
/// map   H(G(z))    = f(H(z))    (prod(m^a) - A) h(a) = r(a) - sum q(j) g(j, a)
/// ```
/// where g(j, a) is zero unless the number in front of A is m(j): then it is <p(j), r(a)>, and h(a) is orthogonal to p(j). Coefficients
/// are those of the powers themselves, without factorials.
struct CenterManifold {
  typealias Exponents = [Int]

  /// A critical eigenvalue with its vectors, <p, q> = 1.
  struct Critical {
    var value: Complex<Double>
    var q: ComplexVector
    var p: ComplexVector
  }

  private let forms: MultilinearForms
  private let jacobian: Matrix
  private let isMap: Bool
  private let critical: [Critical]
  private var graph: [Exponents: ComplexVector] = [:]
  private var normalForm: [[Exponents: Complex<Double>]]

  /// Differences of eigenvalues below this part of the largest are resonances.
  private static let resonance = 1e-7

  /// - Parameters:
  ///   - field: The system.
  ///   - point: State and free parameters.
  ///   - jacobian: A there.
  ///   - critical: The critical eigenvalues; of a pair both.
  ///   - order: The highest total power; of the highest only what is resonant is computed.
  init?(_ field: ParameterizedField, at point: [Double], jacobian: Matrix, critical: [Critical], order: Int) {
    forms = MultilinearForms(field: field, point: point)
    self.jacobian = jacobian
    self.critical = critical
    isMap = field.isMap
    normalForm = critical.map { _ in [:] }
    for (j, eigen) in critical.enumerated() { graph[unitExponents(j)] = eigen.q }
    for degree in 2...order {
      for exponents in Self.exponents(critical.count, degree) {
        let resonant = critical.indices.filter { isResonant(exponents, $0) }
        if degree == order, resonant.isEmpty { continue }
        guard let right = rightHandSide(exponents) else { return nil }
        for j in resonant { normalForm[j][exponents] = ComplexVector.inner(critical[j].p, right) }
        if degree == order { continue }
        guard let h = solve(multiplier(exponents), right, resonant) else { return nil }
        graph[exponents] = h
      }
    }
  }

  /// The coefficient of a power in the equation of a coordinate; zero if it is not resonant.
  func coefficient(_ coordinate: Int, _ exponents: Exponents) -> Complex<Double> {
    normalForm[coordinate][exponents] ?? 0
  }

  private func unitExponents(_ index: Int) -> Exponents { critical.indices.map { $0 == index ? 1 : 0 } }

  /// The number in front of A in the equation of a power.
  private func multiplier(_ exponents: Exponents) -> Complex<Double> {
    zip(critical, exponents).reduce(isMap ? 1 : 0) { total, pair in
      let (eigen, power) = pair
      if !isMap { return total + Complex(Double(power)) * eigen.value }
      return (0..<power).reduce(total) { product, _ in product * eigen.value }
    }
  }

  private func isResonant(_ exponents: Exponents, _ coordinate: Int) -> Bool {
    let size = critical.reduce(1e-300) { max($0, $1.value.length) }
    return (multiplier(exponents) - critical[coordinate].value).length < Self.resonance * size
  }

  /// All exponents of a total degree.
  private static func exponents(_ count: Int, _ degree: Int) -> [Exponents] {
    if count == 1 { return [[degree]] }
    return (0...degree).reversed().flatMap { first in exponents(count - 1, degree - first).map { [first] + $0 } }
  }

  /// What is known of a power's equation: of f(H), less what the terms known of H and G make on the other side.
  private func rightHandSide(_ exponents: Exponents) -> ComplexVector? {
    let known = graph.keys.filter { zip($0, exponents).allSatisfy { $0 <= $1 } }
      .sorted { $0.lexicographicallyPrecedes($1) }
    var total = ComplexVector(zeros: jacobian.rowCount)
    collect(exponents, from: known[...], chosen: []) { chosen in
      guard chosen.count > 1 else { return }
      // A set of like factors stands for all their orders.
      let repeats = Dictionary(grouping: chosen, by: { $0 }).values.map { (1...$0.count).reduce(1, *) }.reduce(1, *)
      let value = forms.multilinear(chosen.compactMap { graph[$0] })
      total = total + Complex(1 / Double(repeats)) * value
    }
    for exponent in known where exponent.reduce(0, +) > 1 && exponent != exponents {
      guard let h = graph[exponent] else { continue }
      total = total + (-transported(exponent, exponents)) * h
    }
    return total.isFinite ? total : nil
  }

  /// All ways to write exponents as a sum, each once.
  private func collect(
    _ rest: Exponents, from known: ArraySlice<Exponents>, chosen: [Exponents], _ body: ([Exponents]) -> Void
  ) {
    if rest.allSatisfy({ $0 == 0 }) {
      body(chosen)
      return
    }
    for index in known.indices where zip(known[index], rest).allSatisfy({ $0 <= $1 }) {
      let left = zip(rest, known[index]).map { $0 - $1 }
      collect(left, from: known[index...], chosen: chosen + [known[index]], body)
    }
  }

  /// The coefficient of a power in z^b carried along: of its rate in a flow, of G^b in a map.
  private func transported(_ b: Exponents, _ exponents: Exponents) -> Complex<Double> {
    if isMap {
      let polynomials = critical.indices.map { j in
        normalForm[j].merging([unitExponents(j): critical[j].value]) { first, _ in first }
      }
      var product: [Exponents: Complex<Double>] = [critical.map { _ in 0 }: 1]
      for (j, power) in b.enumerated() {
        for _ in 0..<power { product = Self.product(product, polynomials[j], within: exponents) }
      }
      return product[exponents] ?? 0
    }
    return b.indices.filter { b[$0] > 0 }.reduce(0) { sum, j in
      let needed = b.indices.map { exponents[$0] - b[$0] + ($0 == j ? 1 : 0) }
      return sum + Complex(Double(b[j])) * (normalForm[j][needed] ?? 0)
    }
  }

  private static func product(
    _ a: [Exponents: Complex<Double>], _ b: [Exponents: Complex<Double>], within limit: Exponents
  ) -> [Exponents: Complex<Double>] {
    var result: [Exponents: Complex<Double>] = [:]
    // In a fixed order, so that sums are the same in every run.
    for (x, p) in a.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      for (y, q) in b.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        let sum = zip(x, y).map { $0 + $1 }
        if zip(sum, limit).allSatisfy({ $0 <= $1 }) { result[sum, default: 0] += p * q }
      }
    }
    return result
  }

  /// The h of (m - A) h + sum q(j) s(j) = r, <p(j), h> = 0 over the resonant coordinates.
  private func solve(_ m: Complex<Double>, _ r: ComplexVector, _ resonant: [Int]) -> ComplexVector? {
    let n = jacobian.rowCount
    let order = n + resonant.count
    var system = Matrix(rows: 2 * order, columns: 2 * order)
    /// A complex entry as a block of two by two.
    func set(_ i: Int, _ j: Int, _ value: Complex<Double>) {
      system[i, j] = value.real
      system[order + i, order + j] = value.real
      system[i, order + j] = -value.imaginary
      system[order + i, j] = value.imaginary
    }
    for i in 0..<n { for j in 0..<n { set(i, j, (i == j ? m : 0) - Complex(jacobian[i, j])) } }
    for (k, j) in resonant.enumerated() {
      for i in 0..<n {
        set(i, n + k, Complex(critical[j].q.real[i], critical[j].q.imaginary[i]))
        set(n + k, i, Complex(critical[j].p.real[i], -critical[j].p.imaginary[i]))
      }
    }
    let zeros = [Double](repeating: 0, count: resonant.count)
    guard let x = LUFactorization(system).solve(r.real + zeros + r.imaginary + zeros) else { return nil }
    return ComplexVector(real: Array(x[0..<n]), imaginary: Array(x[order..<(order + n)]))
  }
}

extension ComplexVector {
  init(zeros count: Int) {
    self.init(real: [Double](repeating: 0, count: count), imaginary: [Double](repeating: 0, count: count))
  }

  var isFinite: Bool { real.allSatisfy(\.isFinite) && imaginary.allSatisfy(\.isFinite) }
}

extension MultilinearForms {
  /// The derivative of as many directions as there are vectors, applied to them, by polarisation of Taylor coefficients along
  /// their real and imaginary parts.
  func multilinear(_ vectors: [ComplexVector]) -> ComplexVector {
    var total = ComplexVector(zeros: field.dimension)
    // Bit k of a choice says whether the imaginary part of vector k is taken.
    for choice in 0..<(1 << vectors.count) {
      let imaginary = vectors.indices.filter { choice >> $0 & 1 == 1 }
      let parts = vectors.indices.map { choice >> $0 & 1 == 1 ? vectors[$0].imaginary : vectors[$0].real }
      if parts.contains(where: { $0.allSatisfy { $0 == 0 } }) { continue }
      let value = multilinear(parts)
      let zeros = [Double](repeating: 0, count: value.count)
      let sign = imaginary.count % 4 < 2 ? 1.0 : -1
      let signed = value.map { sign * $0 }
      total =
        total
        + (imaginary.count % 2 == 0
          ? ComplexVector(real: signed, imaginary: zeros) : ComplexVector(real: zeros, imaginary: signed))
    }
    return total
  }

  /// The same for real vectors: sums over signs of the Taylor coefficients along v(1) ± v(2) ± … , all of them of one length.
  private func multilinear(_ directions: [[Double]]) -> [Double] {
    let balanced = directions.map(\.ofUnitSize)
    let vectors = balanced.map(\.vector)
    let (order, n) = (vectors.count, field.dimension)
    var total = [Double](repeating: 0, count: n)
    let zeros = [Double](repeating: 0, count: point.count - n)
    for choice in 0..<(1 << (order - 1)) {
      var direction = vectors[0]
      var sign = 1.0
      for k in 1..<order {
        let factor = choice >> (k - 1) & 1 == 1 ? -1.0 : 1
        sign *= factor
        for i in 0..<n { direction[i] += factor * vectors[k][i] }
      }
      let coefficient = field.taylorCoefficients(at: point, along: direction + zeros, order: order)[order]
      for i in 0..<n { total[i] += sign * coefficient[i] }
    }
    let scale = balanced.reduce(1 / Double(1 << (order - 1))) { $0 * $1.size }
    return total.map { scale * $0 }
  }
}
