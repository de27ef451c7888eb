// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import FastSlow
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

/// Fast–slow motions whose class is published and whose numbers were computed by other means.
@Suite("Published fast–slow motions") struct FastSlowTruthTests {
  private func analyze(_ text: String, _ settings: FastSlowSettings = FastSlowSettings()) throws -> FastSlowResult {
    try FastSlowAnalyzer.analyze(ODEFile(text: text, fileName: "model.ode").model, settings: settings)
  }

  struct Burster: Sendable, CustomTestStringConvertible {
    var title: String
    var text: String
    var slow: String
    var name: String
    var spikes: Int
    var period: Double
    /// Special points of the fast subsystem, in the slow variable, and their accuracy.
    var points: [(type: String, slow: Double, within: Double)]
    var testDescription: String { title }
  }

  private static func hindmarshRose(_ rate: Double) -> String {
    """
    par I=2, r=\(rate), s=4, xr=-1.6
    init x=-1.3, y=-7, z=1.8
    x' = y - x^3 + 3*x^2 - z + I
    y' = 1 - 5*x^2 - y
    z' = r*(s*(x-xr) - z)
    done
    """
  }

  static let bursters: [Burster] = [
    Burster(
      title: "Hindmarsh and Rose, r = 0.005", text: hindmarshRose(0.005), slow: "z", name: "fold/homoclinic", spikes: 3,
      period: 156.5755, points: [("LP", 2 - 5 / 27.0, 1e-9), ("HOM", 2.08560088199, 1e-6)]),
    Burster(
      title: "Chay and Keizer (1983)",
      text: """
        par cm=5300, gca=1000, vca=25, gk=2700, vk=-75, gkca=3000, kd=5, gkatp=130, f=0.001, alpha=4.5e-6, kc=0.2
        init v=-60, n=0.0002, c=0.1
        minf(v) = 1/(1+exp((-20-v)/12))
        ninf(v) = 1/(1+exp((-16-v)/5.6))
        ica = gca*minf(v)*(v-vca)
        v' = -(ica + gk*n*(v-vk) + gkca*c/(kd+c)*(v-vk) + gkatp*(v-vk))/cm
        n' = (ninf(v)-n)/20
        c' = f*(-alpha*ica - kc*c)
        done
        """, slow: "c", name: "fold/homoclinic", spikes: 15, period: 5982.5434,
      points: [("LP", 0.109194543973, 1e-10), ("HOM", 0.14443751153, 1e-7)]),
    Burster(
      title: "Hindmarsh and Rose in other units",
      text: """
        par I=2, r=0.001, s=4, xr=-1.6
        init x=-1300, y=-7, z=1.8e-6
        q = x/1000
        w = z*1e6
        x' = 1e6*(y - q^3 + 3*q^2 - w + I)
        y' = 1000*(1 - 5*q^2 - y)
        z' = 1e-3*r*(s*(q-xr) - w)
        done
        """, slow: "z", name: "fold/homoclinic", spikes: 9, period: 0.4307756,
      points: [("LP", 1e-6 * (2 - 5 / 27.0), 1e-14)]),
    Burster(
      title: "Pernarowski (1994), spikes that wind towards the upper state of rest",
      text: """
        par a=0.25, eta=0.75, v=0.5, beta=4, ub=-0.954, eps=0.0025
        init u=-1, w=0, c=0
        f = -a/3*u^3 + a*v*u^2 + (1-a*(v^2-eta^2))*u
        g = (1-a/3)*u^3 + a*v*u^2 - (2+a*(v^2-eta^2))*u - 3
        u' = f - w - c
        w' = g - w
        c' = eps*(beta*(u-ub) - c)
        done
        """, slow: "c", name: "fold/subHopf", spikes: 6, period: 569.96293,
      points: [("LP", 1, 1e-9), ("H", 4.796875, 1e-9)]),
    Burster(
      title: "Izhikevich (2007), persistent sodium and potassium with a slow M current",
      text: Zoo.entry(named: "slow-potassium-burster")?.text ?? "", slow: "nM", name: "fold/homoclinic", spikes: 9,
      period: 84.796805, points: []),
  ]

  @Test("the class, the spikes and the period of bursters", arguments: bursters)
  func classifies(_ burster: Burster) throws {
    let result = try analyze(burster.text)
    #expect(result.slow == burster.slow)
    #expect(result.motion.motion == .bursting)
    #expect(result.motion.name == burster.name)
    let burst = try #require(result.burst)
    #expect(Set(burst.spikes) == [burster.spikes])
    #expect(abs(burst.period - burster.period) < 1e-6 * burster.period)
    for point in burster.points {
      let found = result.diagram.specialPoints.filter { $0.type.rawValue == point.type }
        .compactMap { $0.parameters[burster.slow] }
      #expect(found.contains { abs($0 - point.slow) < point.within }, "\(point.type) near \(point.slow) among \(found)")
    }
  }

  @Test("elliptic bursting in the normal form: the Hopf point is passed late, as far as it was approached from afar")
  func elliptic() throws {
    let result = try analyze(
      """
      par eta=0.05, a=0.5, om=3
      init x=0.5, y=0, u=-0.3
      q = x^2+y^2
      x' = u*x - om*y + 2*x*q - x*q^2
      y' = om*x + u*y + 2*y*q - y*q^2
      u' = eta*(a-q)
      done
      """)
    #expect(result.motion.name == "subHopf/fold cycle")
    #expect(result.motion.classicalName == "elliptic")
    // Cycles have u = q² - 2 q, where the branch is curved, and the averaged rate vanishes at q = a; solved for, not read off.
    let rest = try #require(result.slowFlow.rests.first { $0.kind == .cycles })
    #expect(abs(rest.slow + 0.75) < 1e-6)
    let burst = try #require(result.burst)
    // The envelope repeats after 123.083626571; spikes come at any phase of it.
    #expect(abs(burst.period - 123.083626571) < 0.5)
    let passage = try #require(result.delayedPassages.first)
    let predicted = try #require(passage.predictedExit)
    // On the equilibrium the slow rate is constant and the growth rate is u itself: way out is way in.
    #expect(abs(predicted + passage.entry) < 1e-9)
    #expect(abs(passage.exit - predicted) < 0.05)
  }

  @Test("relaxation oscillations of van der Pol's equation", arguments: [(0.01, 1.907836957), (0.1, 2.868609534)])
  func relaxation(epsilon: Double, period: Double) throws {
    let result = try analyze(
      """
      par a=0, eps=\(epsilon)
      init x=2, y=0.6666666666666666
      x' = (y - x^3/3 + x)/eps
      y' = a - x
      done
      """, FastSlowSettings(slow: ["y"]))
    #expect(result.motion.name == "fold/fold")
    #expect(result.motion.motion == .relaxation)
    #expect(abs(try #require(result.burst).period - period) < 1e-7)
    let cycle = try #require(result.singularCycle)
    #expect(abs(cycle.period - (3 - 2 * Double.log(2))) < 1e-10)
    #expect(abs(cycle.correctedPeriod - cycle.period - 3 * 2.338107410459767 * Double.pow(epsilon, 2.0 / 3)) < 1e-7)
  }

  @Test("averaged slow rates are means over frozen cycles")
  func averagedRate() throws {
    // At frozen z the fast system is a rotation on the circle of radius sqrt(z), where x² has the mean z / 2.
    let result = try analyze(
      """
      par eps=0.005
      init x=1, y=0, z=1.2
      x' = z*x - 3*y - x*(x^2+y^2)
      y' = 3*x + z*y - y*(x^2+y^2)
      z' = eps*(1 - x^2 - 0.1*z)
      done
      """, FastSlowSettings(slow: ["z"]))
    let cycles = try #require(result.diagram.branches.first { $0.kind == .cycles })
    let flow = try #require(result.slowFlow.branches.first { $0.branch == cycles.id })
    for (slow, rate) in zip(flow.slow, flow.rate) {
      #expect(abs(rate - 0.005 * (1 - slow / 2 - 0.1 * slow)) < 1e-9)
    }
    #expect(result.motion.motion == .tonic)
    let rest = try #require(result.slowFlow.rests.first { $0.kind == .cycles })
    #expect(rest.attracts && abs(rest.slow - 1 / 0.6) < 1e-7)
    #expect(try #require(rest.uncertainty) < 1e-6)
  }

  @Test("how far beyond a bifurcation a branch is left is the same for both branches of a symmetric oscillation")
  func delays() throws {
    let result = try analyze(
      """
      par a=0, eps=0.01
      init x=2, y=0.6666666666666666
      x' = (y - x^3/3 + x)/eps
      y' = a - x
      done
      """, FastSlowSettings(slow: ["y"]))
    #expect(Set(result.visits.map { $0.slowAtEnd > $0.slowAtStart }) == [true, false])
    let delays = result.visits.compactMap(\.delay)
    #expect(delays.count == 2 && abs(delays[0] - delays[1]) < 1e-6)
  }

  @Test("time is held where it matters, and what is set at certain times is left aside")
  func time() throws {
    let forced = Self.hindmarshRose(0.005)
      .replacing("par ", with: "par amp=0, ").replacing("- z + I", with: "- z + I + amp*heav(t-100)")
      .replacing("done", with: "global 1 {t-50} {x=0.5}\ndone")
    let quiet = try analyze(Self.hindmarshRose(0.005))
    let still = try analyze(forced)
    #expect(still.motion == quiet.motion && still.notes == ["what the model sets at certain times is left aside"])
    let stronger = forced.replacing("amp=0", with: "amp=0.3")
    #expect(throws: FastSlowError.dependsOnTime("model")) { try analyze(stronger) }
    var settings = FastSlowSettings()
    settings.time = 200
    let held = try analyze(stronger, settings)
    let fold = try #require(held.diagram.specialPoints.first { $0.type == .limitPoint })
    #expect(abs(try #require(fold.parameters["z"]) - (2.3 - 5 / 27)) < 1e-9)
  }

  @Test("noise is left aside: the trajectory is that of the equations without it")
  func noise() throws {
    let text = Self.hindmarshRose(0.005)
    let quiet = try analyze(text)
    let noisy = try analyze("wiener w\n" + text.replacing("x' =", with: "x' = w +"))
    #expect(noisy.motion.name == quiet.motion.name && noisy.burst == quiet.burst)
    #expect(noisy.notes.contains("the noise of the model is left aside"))
  }

  @Test("what cannot be dissected is refused by name")
  func refusals() throws {
    let equal = "x'=-x+y^2\ny'=1-x*y-y\ndone"
    #expect(throws: FastSlowError.self) { try analyze("x(t+1)=x*y\ny(t+1)=x\ndone") }
    #expect(throws: FastSlowError.self) { try analyze("x'=-x\ndone") }
    #expect(throws: FastSlowError.self) { try analyze(equal, FastSlowSettings(slow: ["w"])) }
    #expect(throws: FastSlowError.self) { try analyze("x'=x*y-t\ny'=-y\ndone") }
    let resets = "v'=0.04*v^2+5*v+140-u+10\nu'=0.02*(0.2*v-u)\nglobal 1 {v-30} {v=-50;u=u+2}\ninit v=-65,u=-13\ndone"
    #expect(throws: FastSlowError.resets("model")) { try analyze(resets) }
  }
}
