// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@testable import PhasePlane

@Suite struct WindowTests {
  /// The window that is chosen for a text, and the notes.
  private func selection(_ text: String) throws -> PlaneSelection {
    try PlaneSelection(ODEFile(text: text, fileName: "test.ode").model, PhasePlaneSettings())
  }

  /// Windows hold what is known to be there and are not much larger.
  @Test(
    "Windows of systems of known size",
    arguments: [
      // Fixed points (1/5, 1/5) and (-1/15, 1/15); the trajectory from the origin diverges.
      ("x'=abs(x)-y\ny'=abs(y)-.5*x-.1\ndone", -0.06...0.2, 0.0...0.2, 6.0),
      // A saddle alone: everything leaves.
      ("x'=10*(y-x)\ny'=27*x-y\ninit x=1,y=1\ndone", 0...1, 0...1, 6),
      // r' = r (r - 0.5) (1 - r) (r - 1.5) (2 - r): the origin attracts, cycles of radius 1 and 2 as well.
      (
        "r2=x^2+y^2\nr=sqrt(r2+1e-12)\nf=(r-.5)*(1-r)*(r-1.5)*(2-r)\nx'=x*f-y\ny'=y*f+x\ninit x=0.1,y=0\ndone",
        -1...1, -1...1, 5
      ),
      // The relaxation oscillation goes through (±2, ±2/3).
      ("par mu=1000\nx'=mu*(x-x^3/3-y)\ny'=x/mu\ninit x=0.1,y=0\ndone", -1.9...1.9, -0.66...0.66, 2),
      // The cycle of Van der Pol's equation has the amplitude 2.
      ("x'=y\ny'=(1-x^2)*y-x\ninit x=0.1,y=0\ndone", -2...2, -2.6...2.6, 2),
      // The Hénon map escapes from some starts; its attractor lies in [-1.29, 1.28] x [-0.39, 0.39].
      ("x(t+1)=1-1.4*x^2+y\ny(t+1)=.3*x\ndone", -1.2...1.2, -0.3...0.3, 3),
    ] as [(String, ClosedRange<Double>, ClosedRange<Double>, Double)])
  func windowsOfKnownSystems(
    text: String, x: ClosedRange<Double>, y: ClosedRange<Double>, factor: Double
  ) throws {
    let window = try selection(text).window
    #expect(window.lower.x <= x.lowerBound && window.upper.x >= x.upperBound, "\(window)")
    #expect(window.lower.y <= y.lowerBound && window.upper.y >= y.upperBound, "\(window)")
    #expect(window.size.x <= factor * (x.upperBound - x.lowerBound), "\(window)")
    #expect(window.size.y <= factor * (y.upperBound - y.lowerBound), "\(window)")
  }

  /// Planar models of the zoo without their windows: what is found is about what their authors chose.
  @Test(arguments: Zoo.models.map(\.name))
  func zooWithoutWindows(name: String) throws {
    let entry = try #require(Zoo.entry(named: name))
    let model = try ODEFile(text: entry.text, fileName: name).model
    guard model.dimension == 2, let x = model.hints.horizontalRange, let y = model.hints.verticalRange else { return }
    let bare = entry.text.split(separator: "\n").filter { !$0.hasPrefix("# range") }.map { line in
      line.hasPrefix("@ xp") ? "" : String(line)
    }.joined(separator: "\n")
    let found = try selection(bare).window
    let chosen = PlaneWindow(x: x, y: y)
    #expect(all(found.size .< 4 * chosen.size) && all(found.size .> 0.1 * chosen.size), "\(found), not \(chosen)")
    #expect(chosen.contains(found.center, margin: 0.5))
  }

  /// XPPAUT plots the first variable over time unless told otherwise.
  @Test func windowOfPlotOverTime() throws {
    let text = "x'=y\ny'=-x-y\ninit x=1,y=0\n@ xlo=0,xhi=40,ylo=-3,yhi=3.5\ndone"
    let selection = try selection(text)
    #expect(selection.window.x == -3...3.5)
    #expect(
      selection.notes.contains { $0.hasPrefix("The window that the model gives is that of a plot of x over time") })
    let line = try ODEFile(text: "v'=v-v^3\n@ ylo=-2,yhi=3\ndone", fileName: "line.ode").model
    #expect(PhaseLineSettings().window(for: line) == -2...3)
    #expect(line.plottedRange(of: "v") == -2...3)
  }
}
