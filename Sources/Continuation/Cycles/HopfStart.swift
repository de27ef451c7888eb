// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The first small cycle at a Hopf point: the linear oscillation of a small amplitude (Kuznetsov 2004, 3.4).
struct HopfStart {
  let problem: CycleProblem
  let unknowns: [Double]
  let direction: [Double]

  init?(
    _ hopf: SpecialEquilibrium, along vector: [Complex<Double>]?, frequency: Double, problem: EquilibriumProblem,
    settings: CycleSettings
  ) {
    let n = problem.field.dimension
    guard let q = vector ?? HopfStart.eigenvector(hopf, frequency, problem) else { return nil }
    // The amplitude is measured in the scaled variables.
    let size = (0..<n).reduce(0) { $0 + q[$1].lengthSquared / (2 * problem.scales[$1] * problem.scales[$1]) }
    let norm = size.squareRoot()
    let mesh = CycleMesh(uniform: settings.intervalCount)
    let empty = CycleProfile(mesh: mesh, degree: settings.degree, dimension: n, values: [])
    let oscillation = empty.nodeTimes.flatMap { time -> [Double] in
      let (c, s) = (Double.cos(2 * .pi * time), Double.sin(2 * .pi * time))
      return q.map { ($0.real * c - $0.imaginary * s) / norm }
    }
    let amplitude = settings.curve.initialStep
    let values = oscillation.enumerated().map { hopf.unknowns[$0.offset % n] + amplitude * $0.element }
    let reference = CycleProfile(mesh: mesh, degree: settings.degree, dimension: n, values: values)
    self.problem = CycleProblem(
      field: problem.field, scales: problem.scales, reference: reference,
      adaptationInterval: settings.adaptationInterval)
    unknowns = values + [2 * .pi / frequency, hopf.unknowns[n]]
    direction = oscillation + [0, 0]
  }

  private static func eigenvector(
    _ hopf: SpecialEquilibrium, _ frequency: Double, _ problem: EquilibriumProblem
  ) -> [Complex<Double>]? {
    guard let eigen = Eigendecomposition(problem.jacobian(at: hopf.unknowns)) else { return nil }
    let target = Complex(0, frequency)
    let index = eigen.values.indices.min {
      (eigen.values[$0] - target).length < (eigen.values[$1] - target).length
    }
    return index.map { eigen.rightVectors[$0] }
  }
}
