// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelFormats
import RealModule
import Results
import Testing

@testable import FastSlow

/// Trajectories that come to their attractors slowly, whose periods are known.
@Suite("Periods of attractors") struct AttractorSearchTests {
  private func orbit(_ text: String) throws -> AttractorOrbit {
    let model = try ODEFile(text: text, fileName: "model.ode").model
    var search = try AttractorSearch(model, FastSlowSettings(), spiking: 0, isCancelled: { false })
    return try search.run()
  }

  /// The phase of what decays to the circle r = 1 goes on as if it were there, but for a shift.
  @Test("a cycle that is come to from one side", arguments: [0.3, 0.01, 0.002])
  func spiral(decay: Double) throws {
    let found = try orbit(
      """
      par d=\(decay)
      r=sqrt(x^2+y^2)
      om=1+0.3*(r-1)
      x'=d*(1-r)*x-om*y
      y'=d*(1-r)*y+om*x
      init x=1.6
      done
      """)
    #expect(found.kind == .periodic)
    #expect(abs(try #require(found.period) - 2 * .pi) < 1e-7)
  }

  /// Differences from the circle r = 1, z = 0 turn by half a turn in every round: a Möbius strip, on which the multiplier is
  /// -exp(-2 pi d).
  @Test("a cycle that is come to from either side in turn has not twice the period", arguments: [0.3, 0.02, 0.004])
  func twisted(decay: Double) throws {
    let found = try orbit(
      """
      par d=\(decay)
      r=sqrt(x^2+y^2)
      a=r-1
      om=1+0.3*a
      growth=(-d*a-z*om/2)/r
      x'=growth*x-om*y
      y'=growth*y+om*x
      z'=-d*z+a*om/2
      init x=1, z=0.4
      done
      """)
    #expect(found.kind == .periodic)
    #expect(abs(try #require(found.period) - 2 * .pi) < 1e-7)
  }

  /// Beyond its doubling the cycle of the twisted strip is one of two rounds: a cubic term holds the difference at a given size.
  @Test("a cycle of two rounds has the period of both")
  func doubled() throws {
    let found = try orbit(
      """
      par d=0.05
      r=sqrt(x^2+y^2)
      a=r-1
      om=1+0.5*a
      size=(a^2+z^2)/0.04
      growth=(d*a*(1-size)-z*om/2)/r
      x'=growth*x-om*y
      y'=growth*y+om*x
      z'=d*z*(1-size)+a*om/2
      init x=1, z=0.1
      done
      """)
    #expect(found.kind == .periodic)
    // On the strip the difference is 0.2 sin(th/2), which shortens one round and lengthens the other.
    #expect(abs(try #require(found.period) - 4 * .pi / 0.99.squareRoot()) < 1e-6)
  }

  /// Beyond x = 1 the motion goes to infinity along y = 2 x, by a rate there that explicit steps have to follow.
  @Test("what goes to infinity is told, not followed in ever shorter steps", .timeLimit(.minutes(1)))
  func divergence() {
    #expect(throws: FastSlowError.self) {
      try orbit("x'=y\ny'=-x+x^2-y*(u+x)*0.5\nu'=0.002*(x-0.2)\ninit x=0.1,u=0.2\ndone")
    }
  }

  @Test("an equilibrium is told as one, with its place to the last digits")
  func rest() throws {
    let found = try orbit("x'=-x+y\ny'=0.1*(2-y-x*y)\ninit x=3,y=3\ndone")
    #expect(found.kind == .equilibrium)
    // x = y and 2 = x + x².
    #expect(abs(try #require(found.rest?["x"]) - 1) < 1e-6)
  }
}
