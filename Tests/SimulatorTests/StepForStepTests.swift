// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelFormats
import Results
import Simulator
import Testing

/// Runs of files by the method and the step that they ask for end where those of XPPAUT 6.11 end, also where the step is too long.
@Suite struct StepForStepTests {
  private func final(_ text: String) throws -> SimulatedTrajectory {
    let model = try ODEFile.read(text: "@ meth=rungekutta\n" + text, fileName: "test.ode")
    let result = try SimulationAnalyzer(model).run(SimulationSettings(model: model))
    return try #require(result.trajectories.first)
  }

  /// Each with the last row of XPPAUT's output.
  @Test(arguments: [
    // An event lies on the straight line between the ends of its step.
    ("v'=-v+1.2\nglobal 1 v-1 {v=0}\n@ total=10\n", ["v": 0.77583706]),
    // Events in either direction are set off by others at the same place: the two cells stay together.
    (
      "a'=-a+3*(b-a)+21\nb'=-b+3*(a-b)+21\nglobal 1 a-20 {a=-10;b=b+1}\nglobal 1 b-20 {b=-10;a=a+1}\n"
        + "global 0 a-20 {a=-10}\nglobal 0 b-20 {b=-10}\ninit b=15\n@ total=10,dt=.01\n",
      ["a": 2.7406859, "b": 2.7406859]
    ),
    // Delayed values are those at the ends of steps.
    (
      "p tau=3\nf(x)=1/(1+exp(-x))\ndx/dt=-x+f(4*x-4.8*delay(x,tau)-.8)\nx(0)=1-t\ninit x=1\n@ delay=20,total=4\n",
      ["x": 0.042329755]
    ),
    (
      "p tau=3.02\nf(x)=1/(1+exp(-x))\ndx/dt=-x+f(4*x-4.8*delay(x,tau)-.8)\nx(0)=1-t\ninit x=1\n@ delay=20,total=4\n",
      ["x": 0.041354127]
    ),
    ("v'=-v+1.2-.1*delay(v,1)\nglobal 1 v-.9 {v=0}\n@ total=10,delay=2\n", ["v": 0.69408423]),
  ])
  func lastRow(text: String, expected: [String: Double]) throws {
    let final = try final(text).final
    for (name, value) in expected { #expect(abs((final[name] ?? .nan) - value) < 2e-7) }
  }

  /// As many whole steps as fit, but a tenth, and whole intervals of output.
  @Test(arguments: [
    ("dt=.3", 0.9), ("dt=.3,nout=2", 1.2), ("dt=.3,meth=cvode,nout=10", 0.9), ("total=7.3", 7.3),
  ])
  func lengthOfARun(options: String, expected: Double) throws {
    #expect(abs(try final("x'=1\n@ total=1\n@ \(options)\n").finalTime - expected) < 1e-12)
  }

  /// A spike is counted once by a stiff method, too, whose polynomial misses the state from which it starts anew.
  @Test(arguments: [IntegrationMethod.stiff, .dormandPrince])
  func eventsAreCountedOnce(method: IntegrationMethod) throws {
    let model = try ODEFile.read(
      text: "v'=10*(v-v^3/3-w)\nw'=v+.2\nc'=0\ninit v=-1.5\nglobal 1 v {c=c+1}\n@ total=200\n", fileName: "test.ode")
    var request = SimulationSettings.Request()
    request.method = method
    let result = try SimulationAnalyzer(model).run(SimulationSettings(model: model, request: request))
    let trajectory = try #require(result.trajectories.first)
    let v = trajectory.values["v"] ?? []
    #expect(trajectory.final["c"] == Double(zip(v, v.dropFirst()).count { $0 < 0 && $1 >= 0 }))
  }

  /// A derivative that has no value where the rates have one does not stop a stiff method.
  @Test func derivativesWithoutValues() throws {
    let trajectory = try final("p'=-p\nh'=-h/(1+h/p^2)\ninit p=0,h=1\n@ total=5,meth=stiff\n")
    #expect(trajectory.isComplete && trajectory.final["h"] == 1)
  }
}
