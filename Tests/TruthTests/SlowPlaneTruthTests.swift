// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

@testable import FastSlow

/// Fast–slow motions with two slow variables whose class is published and whose numbers were computed by other means.
@Suite("Published fast–slow motions with two slow variables") struct SlowPlaneTruthTests {
  private func analyze(_ text: String, slow: [String] = []) throws -> SlowPlaneResult {
    let model = try ODEFile(text: text, fileName: "model.ode").model
    let dissection = try FastSlowAnalyzer.dissect(model, settings: FastSlowSettings(slow: slow))
    guard case .twoSlow(let result) = dissection else {
      Issue.record("two variables are slow, not one")
      throw FastSlowError.nothingSlow(rates: [])
    }
    return result
  }

  private static func koper(lambda: Double, eps: Double, order: [Int] = [0, 1, 2]) -> String {
    let equations = ["x'=(-10*y-x^3+3*x-lambda)/eps", "y'=x-2*y+z", "z'=y-z"]
    return "par lambda=\(lambda),eps=\(eps)\ninit x=-1.5,y=-0.7,z=-0.6\n"
      + order.map { equations[$0] + "\n" }.joined() + "done\n"
  }

  @Test("Koper's model: a folded node and the oscillations that it makes, slow variables first")
  func koper() throws {
    let result = try analyze(Self.koper(lambda: 7, eps: 0.01, order: [2, 1, 0]))
    #expect(Set(result.slow) == ["y", "z"])
    #expect(result.fast == ["x"])
    let node = try #require(result.foldedSingularities.first { $0.kind == .node })
    let root = Double.sqrt(19)
    #expect(abs(try #require(node.ratio) - (5 - root) / (5 + root)) < 1e-10)
    #expect(node.smallOscillations == 7)
    #expect(abs((node.state["z"] ?? .nan) + 0.8) < 1e-10)
    #expect(result.motion.motion == .mixedMode)
    #expect(result.motion.labels == [node.label])
    // The pattern 1^1 1^2 was found by LSODA at a relative tolerance of 1e-10.
    let pattern = try #require(result.pattern)
    #expect(pattern.groups.map(\.large) == [1, 1])
    #expect(Set(pattern.groups.map(\.small)) == [1, 2])
  }

  @Test("Ermentrout and Kopell's parabolic burster: an angle that goes round while the saddle-node is passed")
  func thetaBurster() throws {
    let result = try analyze(
      """
      par a=0.2,eps=0.04
      th'=1-cos(th)+(1+cos(th))*(a+x)
      x'=eps*(x-y-x*(x^2+y^2))
      y'=eps*(x+y-y*(x^2+y^2))
      init th=0,x=1,y=0
      done
      """)
    #expect(Set(result.slow) == ["x", "y"])
    #expect(result.motion.name == "circle/circle" && result.motion.doubt == nil)
    let burst = try #require(result.burst)
    // One turn of the slow circle.
    #expect(abs(burst.period - 2 * Double.pi / 0.04) < 0.01)
    // Every spike is a turn: the frequency of the circle x = cos, averaged where it is above -a, is sqrt(a + x) / pi.
    #expect(burst.spikes.allSatisfy { (20...26).contains($0) })
  }

  /// Hindmarsh and Rose's burster with the slow current in two parts of different rates.
  private static let twoParts = """
    par I=2, r=0.005, s=4, xr=-1.6
    init x=-1.3, y=-7, a=1.1, b=0.7
    x' = y - x^3 + 3*x^2 - a - b + I
    y' = 1 - 5*x^2 - y
    a' = r*(0.6*s*(x-xr) - a)
    b' = 0.7*r*(0.4*s*(x-xr) - b)
    done
    """

  @Test("the end of cycles on a line across the plane, and the critical manifold over it")
  func lines() throws {
    let result = try analyze(Self.twoParts, slow: ["a", "b"])
    #expect(result.motion.name == "fold/homoclinic")
    let burst = try #require(result.burst)
    let phase = try #require(burst.activePhases.first)
    let model = try ODEFile(text: Self.twoParts, fileName: "model.ode").model
    let lines = SlowPlaneLines(
      fast: try model.freezing(slow: ["a", "b"]), plane: result.diagram, orbit: result.trajectory,
      isCancelled: { false })
    let spikes = result.trajectory.spikes.filter { phase[0] <= $0 && $0 <= phase[1] }
    let (found, note) = lines.endOfCycles(after: spikes, at: phase[1])
    #expect(note == nil)
    let end = try #require(found)
    #expect(end.transition == .homoclinic, "\(end)")
    // Frozen, the two parts count by their sum alone: the saddle is met where that is I + 0.08560088199.
    let numbers = end.label.split(separator: " ").compactMap { Double($0) }
    #expect(numbers.count == 2 && abs(numbers.reduce(0, +) - 2.08560088) < 2e-5, "\(end.label)")
    // At rest y = 1 - 5 x² and a + b = I + 1 - x³ - 2 x².
    let manifold = try #require(result.criticalManifold)
    #expect(manifold.count > 10)
    for line in manifold {
      for curve in line.curves {
        for (a, x) in zip(curve.slow, curve.states["x"] ?? []) {
          #expect(abs(a + line.held - (3 - x * x * x - 2 * x * x)) < 1e-7)
        }
      }
    }
  }

  /// The autocatalator of Petrov, Scott and Showalter (1992). From period to period differences change their sign and fall to 0.72; own
  /// integration by LSODA at 1e-11.
  @Test("mixed modes to which the trajectory comes from either side in turn have their own period, not twice that")
  func alternating() throws {
    let result = try analyze(
      """
      a'=0.3*(2.5+c)-a*b^2-a
      b'=(a*b^2+a-b)/0.013
      c'=b-c
      init a=1,b=1,c=1
      done
      """, slow: ["a", "c"])
    #expect(result.motion.motion == .mixedMode)
    #expect(result.pattern?.text == "1^1")
    #expect(abs(try #require(result.trajectory.period) - 1.70246817) < 1e-7)
    // Folds lie at 2 a b = 1, the folded node at a = 1/2.
    let node = try #require(result.foldedSingularities.first)
    #expect(abs(try #require(node.state["a"]) - 0.5) < 1e-9 && node.kind == .node)
  }

  @Test("Koper's model: a relaxation oscillation between two folds")
  func relaxation() throws {
    let result = try analyze(Self.koper(lambda: 0, eps: 0.03))
    #expect(result.motion.motion == .relaxation)
    #expect(result.motion.name == "fold/fold")
    #expect(result.pattern == nil)
    #expect(result.visits.count == 2)
    // Both folds are at y = ±2 / k, where the fast variable jumps.
    for crossing in result.crossings where (crossing.distance ?? 1) < 0.1 {
      #expect(abs(abs(crossing.slow["y"] ?? .nan) - 0.2) < 1e-3)
    }
  }

  @Test("pseudo-plateau bursting of a pituitary cell is a mixed-mode oscillation (Vo and others 2010)")
  func pituitary() throws {
    let result = try analyze(
      """
      par gk=5,ga=4,cm=2,tn=40,th=20,gl=0.3,gca=2
      init v=-60,n=0.1,h=0.1
      act(x,s)=1/(1+exp(-x/s))
      v'=-(gca*act(v+20,12)*(v-50)+gk*n*(v+75)+ga*act(v+20,10)*h*(v+75)+gl*(v+50))/cm
      n'=(act(v+5,10)-n)/tn
      h'=(act(-v-60,5)-h)/th
      done
      """, slow: ["n", "h"])
    // Roots and eigenvalues by 40 digits of another program.
    let node = try #require(result.foldedSingularities.first { $0.kind == .node })
    #expect(abs((node.state["v"] ?? .nan) + 16.62280433614228) < 1e-9)
    #expect(abs((node.state["h"] ?? .nan) - 0.0269004298649077) < 1e-11)
    #expect(abs(node.eigenvalues[0][0] + 0.059956345601453) < 1e-11)
    #expect(abs(node.eigenvalues[1][0] + 0.0061448264463478) < 1e-11)
    #expect(node.smallOscillations == 5)
    #expect(result.motion.motion == .mixedMode)
    #expect(result.motion.labels == [node.label])
    #expect(result.pattern?.text == "1^4")
  }

  @Test("a parabolic burster crosses the curve of saddle-nodes on invariant circles in and out")
  func parabolic() throws {
    // Morris and Lecar's equations with a slow calcium current and a potassium current that calcium opens.
    let result = try analyze(
      """
      par I=45,gkca=0.5,gs=1,eps=0.002,mu=0.02
      init v=-40,w=0,ca=1,s=0.1
      ica=2*(1+tanh((v+1.2)/18))*(v-120)
      v'=(I-2*(v+60)-8*w*(v+84)-ica-gkca*ca/(1+ca)*(v+84)-gs*s*(v-120))/20
      w'=0.067*(0.5*(1+tanh((v-12)/17.4))-w)*cosh((v-12)/34.8)
      ca'=eps*(-mu*ica-ca)
      s'=10*eps*(0.5*(1+tanh((v-12)/24))-s)
      done
      """, slow: ["ca", "s"])
    #expect(result.motion.motion == .bursting)
    #expect(result.motion.name == "circle/circle")
    #expect(result.motion.classicalName == "parabolic")
    #expect(Set(try #require(result.burst).spikes) == [8])
    // Averaged over spikes calcium rises, and its current deactivates at rest.
    #expect(result.averagedFlow.contains { !$0.stable.isEmpty })
  }

  /// th' = 1 - cos th + (1 + cos th) (x - 0.2) rests at x = 0 where cos th = 2 / 3: two states within a turn.
  @Test("states of rest that differ by turns of an angle are one, and what is zero but for rounding is zero")
  func equilibriaOfAngles() throws {
    let result = try analyze(
      """
      th'=1-cos(th)+(1+cos(th))*(x-0.2)
      x'=-0.01*y
      y'=0.01*x+0.005*y*(0.49-x^2-y^2)
      init th=0,x=0.7,y=0
      @ total=1500
      done
      """)
    #expect(result.motion.classicalName == "parabolic")
    #expect(result.equilibria.count == 2)
    for equilibrium in result.equilibria {
      #expect(equilibrium.state["x"] == 0 && equilibrium.state["y"] == 0)
      #expect(abs(abs(try #require(equilibrium.state["th"])) - Double.acos(2.0 / 3)) < 1e-9)
    }
  }

  @Test("more than two slow variables, and one named twice, are refused before anything is computed")
  func refusal() throws {
    // Trajectories of these diverge.
    let text = "x'=x^2+a+b+c\na'=-0.001*a\nb'=-0.001*b\nc'=-0.001*c\nx(0)=1\na(0)=1\nb(0)=1\nc(0)=1\ndone"
    let model = try ODEFile(text: text, fileName: "model.ode").model
    #expect(throws: FastSlowError.severalSlow(["a", "b", "c"], limit: 2)) {
      try FastSlowAnalyzer.dissect(model, settings: FastSlowSettings(slow: ["a", "b", "c"]))
    }
    #expect(throws: FastSlowError.namedTwice("A")) {
      try FastSlowAnalyzer.dissect(model, settings: FastSlowSettings(slow: ["a", "A"]))
    }
  }

  /// The envelope is r' = (0.1 + u) r - r³ with u = cos(0.005 t) / 2, in ln r by DOP853 with 1e-10.
  @Test("cycles that come and go at Hopf curves, with a delay as long as the rest was")
  func hopfAndBack() throws {
    let result = try analyze(
      """
      par e=0.005, c=0.1
      q = x^2+y^2
      x'=(c+u)*x-y-x*q
      y'=x+(c+u)*y-y*q
      u'=-e*w
      w'=e*u+e*w*(0.25-u^2-w^2)
      init x=1, u=0.5
      done
      """)
    #expect(result.motion.name == "Hopf/Hopf")
    let burst = try #require(result.burst)
    #expect(abs(burst.period - 1256.63706) < 1)
    // Above r = 0.3 the active phase lasts 308.509; the threshold is that of x.
    let (x, y) = (result.trajectory.values["x"] ?? [], result.trajectory.values["y"] ?? [])
    let nearest = zip(x, y).map { Double.log($0 * $0 + $1 * $1) / 2 }.min()
    #expect(abs(try #require(nearest) + 142.949) < 0.5)
    let rise = try #require(
      x.indices.dropFirst().first { k in
        let before = x[k - 1] * x[k - 1] + y[k - 1] * y[k - 1]
        return before < 0.09 && x[k] * x[k] + y[k] * y[k] >= 0.09
      })
    #expect(abs(try #require(result.trajectory.values["u"])[rise] - 0.49866) < 1e-3)
  }

  @Test("a curve that is crossed at one place again and again has one name there")
  func sameNames() throws {
    let result = try analyze(
      "par e=0.005\nth'=1-cos(th)+(1+cos(th))*(0.1+x)\nx'=e*y\ny'=-e*x+e*y*(1-x^2-y^2)\ninit x=1\ndone")
    #expect(result.motion.classicalName == "parabolic")
    let folds = result.crossings.filter { $0.kind == .limitPoint && ($0.distance ?? 1) < 0.25 }
    #expect(folds.count > 2 && folds.allSatisfy { $0.isOnInvariantCircle == true })
  }

  /// The growth rate u of the fast variables has the mean -0.5 over the slow cycle: they come to rest for ever, though u is positive at times.
  @Test("a slow cycle over states of rest is no relaxation oscillation")
  func slowCycle() throws {
    let result = try analyze(
      """
      par e=0.01
      q=x^2+y^2
      x'=u*x-y+2*x*q-x*q^2
      y'=x+u*y+2*y*q-y*q^2
      u'=-e*w
      w'=e*(u+0.5)+e*w*(1-(u+0.5)^2-w^2)
      init x=1,u=0.5
      done
      """)
    #expect(result.motion.motion == .slow)
    #expect(result.motion.classicalName == nil && result.motion.doubt == nil)
  }
}
