// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

/// Zeros at which a formula jumps have no linearization, however smooth its pieces are.
@Suite struct JumpTestTests {
  private func type(_ xRate: Expression, _ yRate: Expression) throws -> (FixedPointType, String?) {
    let system = try PlanarSystem(planarModel(xRate, yRate))
    let point = FixedPointClassifier(system, window: square(1)).describe(at: [0, 0])
    return (point.type, point.reason)
  }

  /// At the origin each of these is zero, and jumps by 1 beside it.
  @Test func jumpsAreSeen() throws {
    let step: Expression = .unary(.heaviside, x)
    let floor: Expression = .unary(.floor, x)
    for rate in [step - 1, floor - x] as [Expression] {
      let found = try type(rate, y)
      #expect(found == (.undetermined, "the right-hand side jumps there"))
    }
  }

  /// Pieces that meet, and a jump elsewhere.
  @Test func continuousFormulasKeepTheirTypes() throws {
    let bent: Expression = x * x * .unary(.sign, x)
    let elsewhere: Expression = .unary(.heaviside, x - 0.01)
    for term in [bent, elsewhere] {
      #expect(try type(term - x, -2 * y).0 == .stableNode)
    }
  }
}
