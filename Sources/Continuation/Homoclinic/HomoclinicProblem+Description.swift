// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Results

extension HomoclinicProblem {
  /// What is known of a homoclinic orbit.
  struct Description: Sendable {
    var point: CycleBifurcationCurve.Point
    /// Extrema and the time between both ends.
    var cycle: CycleProblem.Description
    /// The greatest extent of the orbit, in typical sizes of the state.
    var amplitude: Double
    /// The eigenvalues of the equilibrium on both subspaces, those of the least rates first.
    var outward: [Complex<Double>]
    var inward: [Complex<Double>]
    /// How fast the parameters, over their windows, move the slowest part of the saddle's right-hand side; it vanishes at branch points.
    var transversality: Double
    /// Whether the orbit stays for long beside another equilibrium on its way.
    var meetsOther: Bool
    /// The functions that change sign at points of codimension 2.
    var tests: [CodimensionTwoTest: Double]

    /// The least rate, inward or outward.
    var rate: Double { min(-(inward.first?.real ?? 0), outward.first?.real ?? 0) }
    /// Whether the least rate is that of a pair.
    var isLeastOfPair: Bool {
      [inward.first, outward.first].compactMap(\.self).min { abs($0.real) < abs($1.real) }?.imaginary != 0
    }
  }

  func describe(_ unknowns: [Double], tangent: [Double], factorization: any BorderedFactorization) -> Description {
    let (outward, inward) = spectrum(unknowns)
    let profile = orbit.profile(orbit(unknowns))
    var cycle = CycleProblem.Description(profile, period: unknowns[periodIndex])
    // The orbit begins and ends at the saddle, of which its discretised part stays clear.
    for (index, value) in self.saddle(unknowns).enumerated() {
      let ends = [value, value + orbit.winding[index]]
      cycle.minima[index] = min(cycle.minima[index], ends[0], ends[1])
      cycle.maxima[index] = max(cycle.maxima[index], ends[0], ends[1])
    }
    let saddle = Saddle(outward: outward, inward: inward)
    let point = CyclePoint(
      parameter: unknowns[parameterIndices[0]], period: cycle.period, minima: cycle.minima, maxima: cycle.maxima,
      means: profile.means, multipliers: [], trivialMultiplier: .nan, unstableCount: saddle.unstableCount, arclength: 0,
      residual: maximumNorm(residual(at: unknowns)), times: [], states: [], winding: orbit.winding)
    let extents = zip(zip(cycle.maxima, cycle.minima), orbit.leastScales).map { ($0.0 - $0.1) / $1 }
    return Description(
      point: CycleBifurcationCurve.Point(
        parameters: parameters(unknowns), cycle: point, unstableCount: saddle.unstableCount,
        direction: (parameterIndices + [periodIndex]).map { tangent[$0] }, saddle: outward + inward),
      cycle: cycle, amplitude: extents.max() ?? 0, outward: outward, inward: inward,
      transversality: transversality(unknowns), meetsOther: meetsOther(unknowns, saddle), tests: saddle.tests)
  }

  /// The eigenvalues on both subspaces, by growing distance from the imaginary axis.
  private func spectrum(_ unknowns: [Double]) -> (outward: [Complex<Double>], inward: [Complex<Double>]) {
    let point = saddle(unknowns) + parameters(unknowns)
    let matrix = orbit.field.jacobian(at: point)
    let y = coordinates(unknowns)
    func values(_ subspace: InvariantSubspace, _ y: Matrix) -> [Complex<Double>] {
      Eigendecomposition.eigenvalues(subspace.inside.transposed * (matrix * subspace.basis(y))) ?? []
    }
    return (
      values(unstable, y.unstable).sorted { $0.real < $1.real }, values(stable, y.stable).sorted { $0.real > $1.real }
    )
  }

  /// The left singular vector of the least singular value of the saddle's Jacobian times the derivatives by the parameters.
  private func transversality(_ unknowns: [Double]) -> Double {
    let derivatives = orbit.field.derivatives(at: saddle(unknowns) + parameters(unknowns))
    let matrix = derivatives.block(rows: 0..<n, columns: 0..<n)
    guard let left = SingularValueDecomposition(matrix)?.smallestLeftVector else { return .nan }
    return (0..<2).map { index in
      let width = plane.ranges[index].upperBound - plane.ranges[index].lowerBound
      return width * abs((0..<n).reduce(0) { $0 + left[$1] * derivatives[$1, n + index] })
    }.max() ?? .nan
  }

  /// Whether the orbit comes so close to another equilibrium that most of its time is spent there.
  private func meetsOther(_ unknowns: [Double], _ saddle: Saddle) -> Bool {
    let (period, point) = (unknowns[periodIndex], self.saddle(unknowns))
    guard period > Self.longStay * saddle.passage(Double.log(1 / Self.nearness)) else { return false }
    let rates = orbit.rates(atNodesOf: orbit(unknowns))
    func size(_ vector: (Int) -> Double) -> Double {
      (0..<n).map { abs(vector($0)) / orbit.scales[$0] }.max() ?? 0
    }
    let inner = (0..<orbit.nodeCount).filter { node in
      [0, 1.0].allSatisfy { turn in size { unknowns[node * n + $0] - turn * orbit.winding[$0] - point[$0] } > Self.apart
      }
    }
    guard let slowest = inner.min(by: { a, b in size { rates[a * n + $0] } < size { rates[b * n + $0] } }) else {
      return false
    }
    let start = Array(unknowns[(slowest * n)..<((slowest + 1) * n)])
    let field = orbit.field
    let outcome = NewtonSolver(tolerance: 1e-10, maximumIterations: 20).solve(
      from: start, scales: Array(orbit.scales.prefix(n))
    ) {
      field.equilibriumResidual(at: $0 + self.parameters(unknowns))
    } jacobian: {
      field.jacobian(at: $0 + self.parameters(unknowns))
    }
    guard let root = outcome.root?.point else { return false }
    return size { root[$0] - start[$0] } < Self.nearness && size { root[$0] - point[$0] } > Self.apart
  }

  /// Orbits that come this near to another equilibrium, in parts of their extent, ...
  private static let nearness = 1e-3
  /// ... further than this from their own, ...
  private static let apart = 0.05
  /// ... and take so many times as long as one passage of their own saddle from such a distance, meet it.
  private static let longStay = 3.0
}

/// The equilibrium of a homoclinic orbit by its eigenvalues.
private struct Saddle {
  /// By growing distance from the imaginary axis.
  let outward: [Complex<Double>]
  let inward: [Complex<Double>]

  /// The sum of the leading rates, which vanishes at a neutral saddle.
  var quantity: Double { (outward.first?.real ?? .nan) + (inward.first?.real ?? .nan) }

  /// The multipliers outside the unit circle of the cycle that is born of the orbit (Shilnikov et al. 2001, chapter 13).
  var unstableCount: Int { outward.count - 1 + (quantity > 0 ? 1 : 0) }

  /// The time in which distances grow, and shrink, by a factor with this logarithm.
  func passage(_ logarithm: Double) -> Double {
    [outward, inward].reduce(0) { $0 + logarithm / max(abs($1.first?.real ?? 0), .leastNormalMagnitude) }
  }

  var tests: [CodimensionTwoTest: Double] {
    [
      .neutralSaddle: quantity, .doubleOutward: Saddle.discriminant(outward),
      .doubleInward: Saddle.discriminant(inward), .divergentOutward: Saddle.divergence(outward, inward),
      .divergentInward: Saddle.divergence(inward, outward),
    ].compactMapValues { $0 }
  }

  /// Positive where the two leading eigenvalues are real, negative where they are a pair.
  private static func discriminant(_ eigenvalues: [Complex<Double>]) -> Double? {
    guard eigenvalues.count > 1 else { return nil }
    let (a, b) = (eigenvalues[0], eigenvalues[1])
    if a.imaginary != 0 { return -a.imaginary * a.imaginary }
    return b.imaginary == 0 ? (a.real - b.real) * (a.real - b.real) : nil
  }

  /// The sum of the real parts of a leading pair and of the leading eigenvalue of the other side.
  private static func divergence(_ own: [Complex<Double>], _ other: [Complex<Double>]) -> Double? {
    guard let leading = own.first, leading.imaginary != 0, let opposite = other.first else { return nil }
    return 2 * leading.real + opposite.real
  }
}

extension HomoclinicProblem.Description {
  /// The size of a function of the eigenvalues: that of the leading ones, or of their squares.
  func size(of test: CodimensionTwoTest) -> Double {
    let length = [inward.first, outward.first].compactMap { $0?.length }.max() ?? 0
    return [.doubleInward, .doubleOutward].contains(test) ? length * length : length
  }

  /// What a saddle is called whose leading rates cancel, by which of them belong to foci.
  var neutralKind: CodimensionTwoType {
    switch (inward.first?.imaginary != 0, outward.first?.imaginary != 0) {
    case (false, false): .neutralSaddle
    case (true, true): .neutralFocus
    default: .neutralSaddleFocus
    }
  }
}
