// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Results
import Testing

@testable import FastSlow

@Suite("Folded singularities") struct FoldedSingularityTests {
  /// The folded singularities of a model whose curve of folds is given point by point.
  private func singularities(
    _ text: String, slow: [String], scales: [Double]? = nil, fold: (Double) -> [String: Double]
  ) throws -> [FoldedSingularity] {
    let model = try ODEFile(text: text, fileName: "model.ode").model
    let points = stride(from: -1.0, through: 1, by: 0.13).map(fold)
    func columns(_ names: [String]) -> [String: [Double]] {
      Dictionary(names.map { name in (name, points.map { $0[name] ?? .nan }) }) { $1 }
    }
    var diagram = TwoParameterResult(
      horizontal: AxisRange(name: slow[0], lower: -1, upper: 1),
      vertical: AxisRange(name: slow[1], lower: -1, upper: 1),
      variables: model.variableNames.filter { !slow.contains($0) }, isMap: false)
    diagram.branches = [
      TwoParameterBranch(
        id: 1, kind: .limitPoint, stop: ["", ""], ends: [], parameters: columns(slow),
        states: columns(diagram.variables), eigenvalues: [], unstableDirections: points.map { _ in 0 },
        labels: points.map { _ in "" })
    ]
    let system = try FoldSystem(model, slow: slow, scales: scales ?? model.variableNames.map { _ in 1 })
    return FoldedSingularity.all(on: diagram, of: model, system, typicalSpeed: 1)
  }

  /// The normal form of a folded node at the origin, whose desingularised flow has the eigenvalues -1 and -mu
  /// (Wechselberger 2005; Desroches and others 2012, equation 3.8), with time in units in which x is faster by 1 / eps.
  private static func normalForm(_ mu: Double) -> String {
    """
    par mu=\(mu),eps=0.01
    x'=(y-x^2)/eps
    y'=-(mu+1)*x-z
    z'=mu/2
    done
    """
  }

  @Test(
    "the normal form: eigenvalues, ratio, number of small oscillations",
    arguments: [(0.03, 17), (0.1234, 4), (0.7, 1)])
  func node(mu: Double, small: Int) throws {
    let found = try singularities(Self.normalForm(mu), slow: ["y", "z"]) { ["x": 0, "y": 0, "z": $0] }
    let node = try #require(found.first)
    #expect(found.count == 1)
    #expect(node.kind == .node && node.attracts && node.label == "FN1")
    #expect(abs(try #require(node.ratio) - mu) < 1e-12)
    #expect(abs(node.eigenvalues[0][0] + 100) < 1e-9 && abs(node.eigenvalues[1][0] + 100 * mu) < 1e-9)
    #expect(node.smallOscillations == small)
    #expect(node.state.values.allSatisfy { abs($0) < 1e-12 })
    let (weak, strong) = (try #require(node.weakDirection), try #require(node.strongDirection))
    for (direction, eigenvalue) in [(weak, -mu), (strong, -1)] {
      // x' = -(mu + 1) x - z and z' = mu x in the desingularised time.
      let (x, z) = (try #require(direction["x"]), try #require(direction["z"]))
      #expect(abs(mu * x - eigenvalue * z) < 1e-12)
      #expect(abs(try #require(direction["y"])) < 1e-12)
    }
  }

  @Test("a negative ratio is a folded saddle; of opposite stability a node is no way for canards")
  func otherKinds() throws {
    let saddle = try singularities(Self.normalForm(-0.5), slow: ["y", "z"]) { ["x": 0, "y": 0, "z": $0] }
    #expect(saddle.map(\.kind) == [.saddle])
    #expect(abs(try #require(saddle.first?.ratio) + 0.5) < 1e-12)
    #expect(saddle.first?.smallOscillations == nil)
    let reversed = Self.normalForm(0.2).replacing("-(mu+1)*x-z", with: "(mu+1)*x+z").replacing("=mu/2", with: "=-mu/2")
    let repelling = try singularities(reversed, slow: ["y", "z"]) { ["x": 0, "y": 0, "z": $0] }
    #expect(repelling.map(\.attracts) == [false])
    #expect(repelling.first?.smallOscillations == nil)
  }

  @Test("two fast variables, mixed, with the same slow flow give the same numbers", arguments: [0.03, 0.3])
  func twoFast(mu: Double) throws {
    // s follows x² + y / 2 at once, and feeds back on x: the critical manifold is y = x² as before. u = x + 2 s and v = s - x are
    // what the model has, in units that differ by a factor of a thousand.
    let text = """
      par mu=\(mu),eps=0.01
      x=(u-2000*v)/3
      s=(u+1000*v)/3
      r=s-x^2-y/2
      fx=(y-x^2+0.7*r)/eps
      fs=-r/eps
      u'=fx+2*fs
      v'=(fs-fx)/1000
      y'=-(mu+1)*x-z
      z'=mu/2
      done
      """
    let found = try singularities(text, slow: ["z", "y"], scales: [1, 1e-3, 1, 1]) {
      ["u": 0, "v": 0, "y": 0, "z": $0]
    }
    let node = try #require(found.first)
    #expect(found.count == 1 && node.kind == .node && node.attracts)
    #expect(node.unstableDirections == 0)
    #expect(abs(try #require(node.ratio) - mu) < 1e-11)
    // The critical eigenvalue is that of x, with s enslaved.
    #expect(abs(node.eigenvalues[0][0] + 100) < 1e-8)
    // The fast direction besides, turned round, attracts no longer.
    let unstable = try singularities(
      text.replacing("fs=-r/eps", with: "fs=r/eps"), slow: ["z", "y"], scales: [1, 1e-3, 1, 1]
    ) { ["u": 0, "v": 0, "y": 0, "z": $0] }
    #expect(unstable.first?.unstableDirections == 1)
    #expect(unstable.first?.smallOscillations == nil)
  }

  /// Koper's model: at x = ±1 the eigenvalues solve l² - k l / eps - 6 x k g / eps² = 0, g = delta (x - y) the rate of z there.
  @Test("Koper's model in closed form", arguments: [-7.9, -7, -5, 0, 3, 7, 8.5])
  func koper(lambda: Double) throws {
    let (k, eps, delta) = (-10.0, 0.01, 1.3)
    let text = """
      par lambda=\(lambda),k=\(k),eps=\(eps),delta=\(delta)
      x'=(k*y-x^3+3*x-lambda)/eps
      y'=x-2*y+z
      z'=delta*(y-z)
      done
      """
    for x in [-1.0, 1] {
      let y = (lambda - 2 * x) / k
      let z = 2 * y - x
      let found = try singularities(text, slow: ["y", "z"]) { ["x": x, "y": y, "z": z + 0.3 + $0] }
      let point = try #require(found.first)
      #expect(found.count == 1)
      #expect(abs((point.state["z"] ?? .nan) - z) < 1e-12)
      let discriminant = 1 + 24 * x * delta * (x - y) / k
      if discriminant < 0 {
        #expect(point.kind == .focus && point.ratio == nil)
        continue
      }
      let ratio = (1 - discriminant.squareRoot()) / (1 + discriminant.squareRoot())
      #expect(point.kind == (ratio > 0 ? .node : .saddle))
      #expect(abs(try #require(point.ratio) - ratio) < 1e-11)
      #expect(abs(point.eigenvalues[0][0] - k / eps * (1 + discriminant.squareRoot()) / 2) < 1e-7)
    }
  }

  @Test("where an equilibrium lies on the fold, it is a folded saddle-node of the second kind")
  func saddleNode() throws {
    let text = "par k=-10\nx'=(k*y-x^3+3*x-8)/0.01\ny'=x-2*y+z\nz'=y-z\ndone"
    let found = try singularities(text, slow: ["y", "z"]) { ["x": -1, "y": -1, "z": -0.83 + $0] }
    #expect(found.map(\.kind) == [.saddleNodeII])
    #expect(found.map(\.label) == ["FSN1"])
  }

  @Test("where two folded singularities meet off equilibria, it is one of the first kind")
  func saddleNodeOfFirstKind() throws {
    // Three at once.
    let text = "x'=(y-x^2)/0.01\ny'=-x-z^3\nz'=1\ndone"
    let found = try singularities(text, slow: ["y", "z"]) { ["x": 0, "y": 0, "z": $0] }
    #expect(found.map(\.kind) == [.saddleNodeI])
  }

  @Test("where both eigenvalues vanish there is no ratio, though rounding makes one")
  func doubleZero() throws {
    // On the fold y = 0 the desingularised flow is x' = z, z' = 0 to first order, with an equilibrium of the full system at the origin.
    let text = "x'=(y-x^2)/0.01\ny'=z+1e-17\nz'=y*(1-z)\ndone"
    let found = try singularities(text, slow: ["y", "z"]) { ["x": 0, "y": 0, "z": $0] }
    #expect(found.map(\.kind) == [.saddleNodeII])
    #expect(found.first?.ratio == nil)
  }
}
