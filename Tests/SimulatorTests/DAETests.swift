// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import ModelFormats
import Results
import Simulator
import Testing

@Suite("Differential-algebraic equations") struct DAETests {
  private func run(
    _ text: String, total: Double, tolerance: Double? = nil
  ) throws -> (trajectory: SimulatedTrajectory, settings: SimulationSettings) {
    let model = try ODEFile.read(text: text, fileName: "dae.ode")
    var request = SimulationSettings.Request()
    request.method = .stiff
    request.total = total
    request.tolerance = tolerance
    let analyzer = try SimulationAnalyzer(model)
    let settings = analyzer.naming(SimulationSettings(model: model, request: request))
    return (try #require(analyzer.run(settings).trajectories.first), settings)
  }

  /// x = sin t, z = cos t solve x' = z - x + sin t, z + z^3 + x = cos t + cos^3 t + sin t.
  private let harmonic = """
    x'=z-x+sin(t)
    0=z+z^3+x-cos(t)-cos(t)^3-sin(t)
    solv z=7
    aux twice=2*z
    """

  @Test("Errors fall with the tolerance, of the algebraic variable, too")
  func convergence() throws {
    var errors: [Double] = []
    for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
      let (path, settings) = try run(harmonic, total: 5, tolerance: tolerance)
      #expect(path.isComplete && settings.scheme == .implicit)
      let error = hypot((path.final["x"] ?? .nan) - sin(5), (path.final["z"] ?? .nan) - cos(5))
      #expect(error < 100 * tolerance)
      errors.append(error)
    }
    // Output points and the longest step keep the first error small.
    for (coarse, fine) in zip(errors.dropFirst(), errors.dropFirst(2)) { #expect(fine < 0.2 * coarse) }
  }

  @Test("The first values solve the equations, whatever the guess; quantities are those of the values integrated")
  func consistentStart() throws {
    let path = try run(harmonic, total: 1).trajectory
    #expect(abs((path.values["z"]?.first ?? .nan) - 1) < 1e-12)
    let (z, twice) = (path.values["z"] ?? [], path.values["twice"] ?? [])
    #expect(z.count > 2 && zip(z, twice).allSatisfy { 2 * $0 == $1 })
  }

  /// Robertson's reaction with the conservation law for its third equation, at t = 40 (Hindmarsh et al., example idaRoberts).
  @Test func robertson() throws {
    let text = """
      y1'=-0.04*y1+1e4*y2*y3
      y2'=0.04*y1-1e4*y2*y3-3e7*y2^2
      0=y1+y2+y3-1
      solv y3=0
      init y1=1
      """
    let path = try run(text, total: 40).trajectory
    let exact = ["y1": 0.7158270688, "y2": 9.185534765e-6, "y3": 0.2841637457]
    for (name, value) in exact { #expect(abs((path.final[name] ?? .nan) / value - 1) < 1e-7, "\(name)") }
  }

  /// Round the cusp of z^3 / 3 = y z + x and back to the same x and y: z has changed from one sheet to the other without a jump.
  @Test func continuousAcrossSheets() throws {
    let text = """
      x'=cos(t)
      y'=-sin(t)
      0=z^3/3-y*z-x
      solv z=1.7
      init y=1
      """
    let path = try run(text, total: 2 * .pi).trajectory
    let z = path.values["z"] ?? []
    #expect(abs((z.first ?? .nan) - 3.0.squareRoot()) < 1e-9)
    #expect(abs((path.final["z"] ?? .nan) + 3.0.squareRoot()) < 1e-6)
    #expect(zip(z, z.dropFirst()).allSatisfy { abs($0 - $1) < 0.1 })
  }

  /// The left branch of x = z - z^3 / 3 ends at its fold, and so does the solution.
  @Test func foldEndsTheSolution() throws {
    let path = try run("x'=1\n0=z-z^3/3-x\nsolv z=2\ninit x=-0.5\n", total: 10).trajectory
    #expect(!path.isComplete)
    #expect(abs(path.finalTime - (2.0 / 3 + 0.5)) < 1e-5)
  }

  /// x' = -z, z = x from 1, set back to 1 at 1 / 2: events every ln 2.
  @Test func resets() throws {
    let path = try run("x'=-z\n0=z-x\nsolv z=1\ninit x=1\nglobal -1 {x-0.5} {x=1}\n", total: 3).trajectory
    #expect(path.events.count == 4)
    for (number, event) in path.events.enumerated() {
      #expect(abs(event.time - Double(number + 1) * log(2)) < 1e-7)
    }
    #expect(abs((path.final["z"] ?? .nan) - exp(-(3 - 4 * log(2)))) < 1e-7)
  }
}
