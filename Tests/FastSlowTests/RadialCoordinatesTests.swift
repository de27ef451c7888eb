// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

@testable import FastSlow

@Suite("Coordinates near invariant planes") struct RadialCoordinatesTests {
  private func model(_ text: String) throws -> Model { try ODEFile(text: text, fileName: "model.ode").model }

  @Test("the smallest sets of variables that stay at zero are read from the formulas")
  func planes() throws {
    let several = try model(
      """
      par a=0.3
      x' = u*x-y-x*(x^2+y^2)
      n' = n*(1-n-u)
      y' = x+u*y-y*(x^2+y^2)
      u' = 0.01*(a-x^2-n)
      s' = 1-s
      done
      """)
    #expect(several.invariantPlanes == [["n"], ["x", "y"]])
    // A focus at zero is no plane beside which something drifts.
    #expect(try model("x'=-y\ny'=x-y\ndone").invariantPlanes.isEmpty)
    #expect(try model("x'=a+x*y\ny'=u*y+1\nu'=1\npar a=0\ndone").invariantPlanes.isEmpty)
  }

  /// A path that comes near to x = y = 0 and stays away from n = 0.
  private func path(_ final: [String: Double]) -> SimulatedTrajectory {
    SimulatedTrajectory(
      stop: .reachedEnd, explanation: "", isComplete: true, finalTime: 1, final: final, steps: 0, rejectedSteps: 0,
      events: [],
      times: [0, 1], values: ["x": [0.5, 1e-9], "y": [0.2, 1e-9], "n": [1, 1]])
  }

  @Test("rates in the coordinates are those of the model, at any distance", arguments: [0.7, 1e-3, 1e-40])
  func rates(distance: Double) throws {
    let plain = try model("x'=u*x-2*y-x*n\nn'=n*(1-n)\ny'=x+u*y+sin(y)\nu'=0.1-x^2\ndone")
    var coordinates = RadialCoordinates(plain)
    let isNew = coordinates.learn(from: path([:]), 1e-5)
    #expect(isNew)
    let plane = try #require(coordinates.near.first)
    #expect(coordinates.near.count == 1 && plane.names == ["x", "y"])
    let state = ["x": 0.6 * distance, "y": -0.8 * distance, "n": 0.5, "u": -0.3]
    let transformed = try coordinates.transformed(plain)
    let all = coordinates.completed(state)
    let numbers = transformed.variableNames.map { all[$0] ?? .nan }
    let rates = Dictionary(
      zip(transformed.variableNames, try CompiledModel(transformed).values(at: numbers, parameters: []))
    ) { $1 }
    let own = try CompiledModel(plain).values(
      at: plain.variableNames.map { state[$0] ?? .nan }, parameters: plain.parameterValues)
    let (logarithm, growth) = (all[plane.logarithm] ?? .nan, rates[plane.logarithm] ?? .nan)
    for (name, rate) in zip(plain.variableNames, own) {
      guard plane.names.contains(name) else {
        #expect(abs((rates[name] ?? .nan) - rate) < 1e-15)
        continue
      }
      let direction = plane.direction(name)
      let change = Double.exp(logarithm) * ((rates[direction] ?? .nan) + (all[direction] ?? .nan) * growth)
      #expect(abs(change - rate) < 1e-13 * distance)
    }
    let back = coordinates.completed(path(all))
    #expect(abs((back.final["x"] ?? .nan) - 0.6 * distance) < 1e-13 * distance)
  }
}
