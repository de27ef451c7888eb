// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelFormats
import RealModule
import Testing

@testable import FastSlow

/// Folds of critical manifolds as solutions of equations, on the cusp x' = y + z x - x³, whose folds are 27 y² = 4 z³.
@Suite("Folds of critical manifolds") struct FoldSystemTests {
  private func cusp(scales: [Double]) throws -> FoldSystem {
    let model = try ODEFile(
      text: "x'=y+z*x-x^3\ny'=0.01*(1-x)\nz'=0.01*(y-2*z+x)\ndone", fileName: "cusp.ode"
    ).model
    return try FoldSystem(model, slow: ["y", "z"], scales: scales)
  }

  @Test("a fold near a guess, in any sizes", arguments: [[1.0, 1, 1], [20, 1e-3, 3]])
  func fold(scales: [Double]) throws {
    let system = try cusp(scales: scales)
    // At z = 3 the folds are x = ±1, y = ∓2.
    let guess = system.scaled([1.2, -1.7, 3])
    let border = try #require(system.border(at: guess))
    let found = try #require(system.fold(near: guess, across: system.scaled([0, 0, 1]), border))
    let state = system.state(found)
    for (value, expected) in zip(state, [1.0, -2, 3]) { #expect(abs(value - expected) < 1e-9) }
  }

  /// w f_y g = g_y + x g_z, with w = 1 where there is one fast variable.
  @Test("what tells folded singularities on folds", arguments: [-1.5, -0.4, 0.8, 2])
  func switching(x: Double) throws {
    let system = try cusp(scales: [1, 1, 1])
    let (y, z) = (-2 * x * x * x, 3 * x * x)
    let border = try #require(system.border(at: [x, y, z]))
    let value = try #require(system.normalSwitching(at: [x, y, z], border))
    let expected = 0.01 * (1 - x) + x * 0.01 * (y - 2 * z + x)
    #expect(abs(abs(value) - abs(expected)) < 1e-12)
  }

  @Test("derivatives in sizes of variables are those of numbers")
  func derivatives() throws {
    let scales = [20, 1e-3, 3.0]
    let system = try cusp(scales: scales)
    let point = system.scaled([0.7, -0.4, 2])
    let jacobian = system.jacobian(at: point)
    #expect(abs(jacobian[0, 0] - (2 - 3 * 0.49)) < 1e-12)
    #expect(abs(jacobian[0, 1] - scales[1] / scales[0]) < 1e-15)
    #expect(abs(jacobian[0, 2] - 0.7 * scales[2] / scales[0]) < 1e-14)
    // The second derivative of x' along (1, 0, 0) is (-6 x, 0, 1) in the variables' own units.
    let curvature = system.curvature(at: point, along: system.scaled([1, 0, 0]))
    #expect(abs(curvature[0, 0] * scales[0] / scales[0] + 6 * 0.7) < 1e-10)
    #expect(abs(curvature[0, 2] * scales[0] / scales[2] - 1) < 1e-10)
    #expect(abs(curvature[0, 1]) < 1e-12)
  }

  @Test("two fast variables that are mixed have the same folds", arguments: [0.4, 1.3])
  func mixed(angle: Double) throws {
    let (c, s) = (Double.cos(angle), Double.sin(angle))
    // u = c a + s b obeys the cusp, v = -s a + c b decays to u².
    let model = try ODEFile(
      text: """
        u=\(c)*a+\(s)*b
        v=\(-s)*a+\(c)*b
        f=y+z*u-u^3
        g=u^2-v
        a'=\(c)*f-\(s)*g
        b'=\(s)*f+\(c)*g
        y'=0.01*(1-u)
        z'=0.01*(y-2*z+u)
        done
        """, fileName: "mixed.ode"
    ).model
    let system = try FoldSystem(model, slow: ["y", "z"], scales: [1, 1, 1, 1])
    let guess = [1.1 * c - 1.1 * s, 1.1 * s + 1.1 * c, -1.8, 3]
    let border = try #require(system.border(at: guess))
    let found = try #require(system.fold(near: guess, across: [0, 0, 0, 1], border))
    for (value, expected) in zip(found, [c - s, s + c, -2, 3]) { #expect(abs(value - expected) < 1e-9) }
  }
}
