// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Results

/// The coefficients of normal forms at points of codimension 2 (Kuznetsov 2004, chapters 8 and 9; Kuznetsov 1999 and 2005).
///
/// Critical vectors have <q, q> = <p, q> = 1 in the field's `unitLengths`; of a double eigenvalue |q0| = 1, <q0, q1> = 0.
struct CodimensionTwoForms {
  private let equilibria: EquilibriumProblem
  private let point: [Double]
  private let jacobian: Matrix
  private let forms: NormalForms
  private var isMap: Bool { equilibria.field.isMap }

  init(_ equilibria: EquilibriumProblem, at point: [Double]) {
    self.equilibria = equilibria
    self.point = point
    jacobian = equilibria.jacobian(at: point)
    forms = NormalForms(problem: equilibria, at: point)
  }

  /// The coefficients at a point of some kind, by name; empty if they cannot be computed, as of flows with delays.
  func coefficients(_ kind: CodimensionTwoType, angles: [Double]) -> [String: Double] {
    if equilibria.delays != nil { return [:] }
    return switch kind {
    case .cusp: cusp()
    case .bogdanovTakens: doubleZero(isMap ? 1 : 0)
    case .resonance1: doubleZero(1)
    case .resonance2: doubleFlip()
    case .generalizedHopf: manifold(real: [], angles, 5).map { ["l2": $0.coefficient(0, [3, 2]).real] } ?? [:]
    case .cycleCusp, .neutralSaddle, .neutralSaddleFocus, .neutralFocus, .doubleInward, .doubleOutward,
      .divergentInward,
      .divergentOutward, .saddleNodeLoop, .degenerateBranchPoint, .branchPointHopf, .branchPointFlip,
      .branchPointNeimarkSacker, .branchPointBogdanovTakens:
      [:]
    case .generalizedFlip: manifold(real: [-1], [], 5).map { ["b": $0.coefficient(0, [5]).real] } ?? [:]
    case .chenciner:
      circle(angles) { manifold, turned in
        Self.secondLyapunov(cubic: turned(manifold.coefficient(0, [2, 1])), turned(manifold.coefficient(0, [3, 2])))
      }
    case .resonance3:
      circle(angles) { manifold, turned in
        let (b, c) = (manifold.coefficient(0, [0, 2]).length, turned(manifold.coefficient(0, [2, 1])))
        // b z*^2 beside c z |z|^2.
        let isRounding = b < Self.vanishing * max(1e-3, c.length.squareRoot())
        return ["b": isRounding ? 0 : b, "c": c.real]
      }
    case .resonance4:
      circle(angles) { manifold, turned in
        let (c, d) = (turned(manifold.coefficient(0, [2, 1])), manifold.coefficient(0, [0, 3]).length)
        let all = ["cRe": c.real, "cIm": c.imaginary, "d": d]
        return d > 1e-9 * c.length && d > 1e-12 ? all.merging(["a": c.length / d]) { $1 } : all
      }
    case .zeroHopf: zeroHopf(angles)
    case .hopfHopf: doubleHopf(angles)
    case .foldFlip: foldFlip()
    case .foldNeimarkSacker: realAndPair(1, angles)
    case .flipNeimarkSacker: realAndPair(-1, angles)
    case .doubleNeimarkSacker: doubleHopf(angles)
    }
  }

  /// The manifold of some real eigenvalues, then of pairs, each followed by its conjugate.
  private func manifold(real: [Double], _ angles: [Double], _ order: Int) -> CenterManifold? {
    var critical: [CenterManifold.Critical] = []
    for value in real {
      guard let (q, p) = forms.critical(value) else { return nil }
      let zeros = [Double](repeating: 0, count: q.count)
      critical.append(
        CenterManifold.Critical(
          value: Complex(value), q: ComplexVector(real: q, imaginary: zeros),
          p: ComplexVector(real: p, imaginary: zeros)))
    }
    for angle in angles {
      let value = isMap ? Complex(Double.cos(angle), Double.sin(angle)) : Complex(0, angle)
      guard let (_, q, p) = forms.critical(value) else { return nil }
      critical.append(CenterManifold.Critical(value: value, q: q, p: p))
      critical.append(CenterManifold.Critical(value: value.conjugate, q: q.conjugate, p: p.conjugate))
    }
    return CenterManifold(equilibria.field, at: point, jacobian: jacobian, critical: critical, order: order)
  }

  /// Coefficients of a map at one pair; the second argument divides by the multiplier.
  private func circle(
    _ angles: [Double], _ coefficients: (CenterManifold, (Complex<Double>) -> Complex<Double>) -> [String: Double]
  ) -> [String: Double] {
    guard let angle = angles.first, let manifold = manifold(real: [], [angle], 5) else { return [:] }
    return coefficients(manifold) { Complex(Double.cos(angle), -Double.sin(angle)) * $0 }
  }

  /// z -> exp(i theta) z (1 + d1 |z|^2 + d2 |z|^4): |z| is multiplied by 1 + Re d1 |z|^2 + l2 |z|^4, l2 = Re d2 + (Im d1)^2 / 2, where Re d1
  /// vanishes (Kuznetsov 2004, section 9.4).
  private static func secondLyapunov(cubic d1: Complex<Double>, _ d2: Complex<Double>) -> [String: Double] {
    let turn = d1.imaginary * d1.imaginary / 2
    let sum = d2.real + turn
    return ["d2": d2.real, "l2": abs(sum) < vanishing * max(abs(d2.real), turn) ? 0 : sum]
  }

  /// Coefficients below this part of the terms that they are made of, or of those beside them, vanish but for rounding.
  private static let vanishing = 1e-9

  /// w' = c w^3 (Kuznetsov 2004, section 8.2).
  private func cusp() -> [String: Double] {
    let value = isMap ? 1.0 : 0
    guard let (q, _) = forms.critical(value), let manifold = manifold(real: [value], [], 3) else { return [:] }
    return ["c": forms.rounded(manifold.coefficient(0, [3]).real, degree: 3, along: maximumNorm(q))]
  }

  /// w' = b w^2 + c |z|^2, z' = i omega z + d w z; s = sign(b c), theta = Re d / b (Kuznetsov 2004, section 8.5).
  private func zeroHopf(_ angles: [Double]) -> [String: Double] {
    guard let manifold = manifold(real: [0], angles, 3) else { return [:] }
    return Self.foldAndPair(
      manifold.coefficient(0, [2, 0, 0]).real, manifold.coefficient(0, [0, 1, 1]).real,
      manifold.coefficient(1, [1, 1, 0]))
  }

  /// Coefficients of a fold with a pair, for the sense of the fold's vector in which b is positive.
  private static func foldAndPair(_ b: Double, _ c: Double, _ d: Complex<Double>) -> [String: Double] {
    let (sign, size) = (b < 0 ? -1.0 : 1, max(abs(b), abs(c), d.length))
    let numbers = [b, c, d.real].map { abs($0) < vanishing * size ? 0 : sign * $0 }
    let all = ["b": numbers[0], "c": numbers[1], "d": numbers[2]]
    if numbers.contains(0) { return all }
    return all.merging(["s": numbers[1] < 0 ? -1 : 1, "theta": numbers[2] / numbers[0]]) { $1 }
  }

  /// The real parts of the cubic coefficients p(i, j) of z(i) |z(j)|^2; theta = p12 / p22, delta = p21 / p11 (section 8.6).
  private func doubleHopf(_ angles: [Double]) -> [String: Double] {
    guard angles.count == 2, isMap || CodimensionTwoPoint.resonance(angles) == nil,
      let manifold = manifold(real: [], angles, 3)
    else { return [:] }
    func part(_ coordinate: Int, _ exponents: [Int]) -> Double {
      let value = manifold.coefficient(coordinate, exponents)
      let angle = angles[coordinate / 2]
      return isMap ? (Complex(Double.cos(angle), -Double.sin(angle)) * value).real : value.real
    }
    let (p11, p12) = (part(0, [2, 1, 0, 0]), part(0, [1, 0, 1, 1]))
    let (p21, p22) = (part(2, [1, 1, 1, 0]), part(2, [0, 0, 2, 1]))
    return ["p11": p11, "p12": p12, "p21": p21, "p22": p22, "theta": p12 / p22, "delta": p21 / p11]
  }

  /// w -> w + a w^2 + b v^2, v -> -v + e w v, with the cubic coefficients that decide (Kuznetsov, Meijer and van Veen 2004).
  private func foldFlip() -> [String: Double] {
    guard let manifold = manifold(real: [1, -1], [], 3) else { return [:] }
    let a = manifold.coefficient(0, [2, 0]).real
    // For the sense of the fold's vector in which a is positive.
    let sign = a < 0 ? -1.0 : 1
    return [
      "a": sign * a, "b": sign * manifold.coefficient(0, [0, 2]).real,
      "e": sign * manifold.coefficient(1, [1, 1]).real,
    ]
  }

  /// A real multiplier 1 or -1 and a pair.
  private func realAndPair(_ value: Double, _ angles: [Double]) -> [String: Double] {
    guard let manifold = manifold(real: [value], angles, 3), let angle = angles.first else { return [:] }
    let back = Complex(Double.cos(angle), -Double.sin(angle))
    if value == 1 {
      let (b, c) = (manifold.coefficient(0, [2, 0, 0]).real, manifold.coefficient(0, [0, 1, 1]).real)
      return Self.foldAndPair(b, c, back * manifold.coefficient(1, [1, 1, 0]))
    }
    return [
      "p11": -manifold.coefficient(0, [3, 0, 0]).real, "p12": -manifold.coefficient(0, [1, 1, 1]).real,
      "p21": (back * manifold.coefficient(1, [2, 1, 0])).real, "p22": (back * manifold.coefficient(1, [0, 2, 1])).real,
    ]
  }

  /// w0' = w1, w1' = a w0^2 + b w0 w1 (8.50); for maps w0 -> w0 + w1, w1 -> w1 + a w0^2 + b w0 w1.
  private func doubleZero(_ value: Double) -> [String: Double] {
    guard let chain = JordanChain(jacobian, of: value, lengths: equilibria.field.unitLengths) else { return [:] }
    let slopes = chain.slopes(MultilinearForms(field: equilibria.field, point: point), shift: chain.q0)
    // The vectors are known up to a common sign, that for which a is positive.
    let sign = slopes.w0 < 0 ? -1.0 : 1
    return [("a", slopes.w0 / 2), ("b", slopes.w1)].reduce(into: [:]) {
      $0[$1.0] = forms.rounded(sign * $1.1, degree: 2, along: maximumNorm(chain.q0))
    }
  }

  /// w0 -> -w0 + w1, w1 -> -w1 + c w0^3 + d w0^2 w1 (Kuznetsov and Meijer 2005).
  private func doubleFlip() -> [String: Double] {
    guard let chain = JordanChain(jacobian, of: -1, lengths: equilibria.field.unitLengths) else { return [:] }
    let (multilinear, linearization) = (
      MultilinearForms(field: equilibria.field, point: point), DenseLinearization(jacobian: jacobian)
    )
    guard let h20 = linearization.solve(1, multilinear.second(chain.q0, chain.q0)),
      let h11 = linearization.solve(1, zip(multilinear.second(chain.q0, chain.q1), h20).map { $0 + $1 })
    else { return [:] }
    let cubic = zip(
      multilinear.third(chain.q0, chain.q0, chain.q0), multilinear.second(chain.q0, h20).map { 3 * $0 }
    ).map { $0 + $1 }
    let mixed = zip(
      multilinear.third(chain.q0, chain.q0, chain.q1),
      zip(multilinear.second(chain.q0, h11), multilinear.second(chain.q1, h20)).map { 2 * $0 + $1 }
    ).map { $0 + $1 }
    return [
      "c": dotProduct(chain.p1, cubic) / 6, "d": (dotProduct(chain.p1, mixed) + dotProduct(chain.p0, cubic)) / 2,
    ]
  }
}
