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

  // MARK: Delays

  /// A Hopf bifurcation with hysteresis whose envelope is known to ten digits from r' = u r + 2 r³ - r⁵ in ln r, by DOP853 with 1e-10.
  @Test(
    "a delay is not cut short where the state of rest is invariant, though the trajectory comes nearer to it than 1e-46"
  )
  func longDelay() throws {
    let result = try analyze(
      """
      par e=0.01, a=0.5
      q = x^2+y^2
      x' = u*x-y+2*x*q-x*q^2
      y' = x+u*y+2*y*q-y*q^2
      u' = e*(a-q)
      init x=1, u=0.2
      done
      """)
    #expect(result.motion.classicalName == "elliptic")
    let nearest = zip(result.trajectory.values["x"] ?? [], result.trajectory.values["y"] ?? [])
      .map { Double.log($0 * $0 + $1 * $1) / 2 }.min()
    #expect(abs(try #require(nearest) + 107.649) < 0.1)
    // Spikes come at any phase of the envelope.
    let burst = try #require(result.burst)
    #expect(abs(burst.period - 572.915039) < 2)
    #expect(abs(burst.activePhase - 160.2111) < 7)
    let passage = try #require(result.delayedPassages.first)
    #expect(abs(passage.exit - 1.0309) < 0.01)
    #expect(abs(passage.exit - (try #require(passage.predictedExit))) < 0.03)
    #expect(!result.notes.contains { $0.contains("sooner than an exact one") })
  }

  @Test("a ramp through a pitchfork: way out is way in")
  func pitchforkRamp() throws {
    var settings = FastSlowSettings()
    settings.drift = FastSlowSettings.Drift(parameter: "mu", from: -1, to: 2, rate: 0.01)
    let result = try analyze("par mu=-1\nx'=mu*x-x^3\ninit x=0.5\ndone", settings)
    // x = 0.5 exp((mu² - 1) / 0.02) while x³ is small.
    let passage = try #require(result.delayedPassages.first)
    #expect(passage.point.hasPrefix("BP") && abs(passage.slow) < 1e-9)
    #expect(abs(passage.entry + passage.exit) < 0.01)
    #expect(passage.exit > 0.95 && passage.exit < 1)
    #expect(abs(try #require(passage.predictedExit) + passage.entry) < 1e-6)
  }

  /// With 70 digits the trajectory leaves at I = 0.610: V differs from rest by more than 0.24, a twentieth of its range.
  @Test("a ramp leaves rest as late as the exact trajectory, though differences from rest shrink to less than rounding")
  func rampBeyondRounding() throws {
    var settings = FastSlowSettings()
    settings.drift = FastSlowSettings.Drift(parameter: "I", from: 0, to: 1, rate: 0.0005)
    let fitzHughNagumo = try #require(Zoo.entry(named: "fitzhugh-nagumo")?.text)
    let result = try analyze(fitzHughNagumo, settings)
    let passage = try #require(result.delayedPassages.first)
    #expect(abs(passage.exit - 0.610) < 0.01)
    #expect(abs(passage.exit - (try #require(passage.predictedExit))) < 0.003)
    #expect(result.notes.contains { $0.contains("less than numbers tell") && $0.contains("I = 0.6") })
    #expect(!result.notes.contains { $0.contains("sooner than an exact one") })
    let times = result.trajectory.times
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    #expect(abs(try #require(times.last) - 2000) < 1e-6)
    #expect(try #require(result.trajectory.spikes.first) > 1200)
    settings.drift?.rate = 0.005
    let quicker = try analyze(fitzHughNagumo, settings)
    #expect(!quicker.notes.contains { $0.contains("unstable") })
    // Far below rounding the rest is told of once.
    settings.drift = FastSlowSettings.Drift(parameter: "I", from: 0, to: 2, rate: 0.0002)
    let slower = try analyze(fitzHughNagumo, settings)
    #expect(slower.notes.count { $0.contains("unstable") } == 1)
    #expect(abs(try #require(slower.delayedPassages.first).exit - 0.616) < 0.003)
  }

  /// States of rest of four variables repel in two directions and attract in the others.
  @Test("a ramp of a model with strongly stable directions beside the unstable ones leaves where predicted")
  func rampOfHodgkinAndHuxley() throws {
    var settings = FastSlowSettings()
    settings.drift = FastSlowSettings.Drift(parameter: "I", from: 0, to: 20, rate: 0.001)
    let result = try analyze(try #require(Zoo.entry(named: "hodgkin-huxley")?.text), settings)
    let passage = try #require(result.delayedPassages.first)
    #expect(passage.exit > passage.slow + 1)
    #expect(abs(passage.exit - (try #require(passage.predictedExit))) < 0.1)
  }

  @Test("where rest is not at zero and errors cut a delay of a burst short, a note says so")
  func delayBeyondTolerance() throws {
    let text = """
      par e=0.01, a=0.5
      y = w-0.1*u
      q = x^2+y^2
      x' = u*x-y+2*x*q-x*q^2
      w' = x+u*y+2*y*q-y*q^2
      u' = e*(a-q)
      init x=1, u=0.2
      done
      """
    #expect(try analyze(text).notes.contains { $0.contains("sooner than an exact one") && $0.contains("u = ") })
  }

  @Test("a ramp past a fold ends where the trajectory diverges: 2.338 r^(2/3) beyond")
  func rampPastFold() throws {
    var settings = FastSlowSettings()
    settings.drift = FastSlowSettings.Drift(parameter: "mu", from: -1, to: 0.5, rate: 0.001)
    let result = try analyze("par mu=-1\nx'=mu+x^2\ninit x=-1\ndone", settings)
    #expect(result.notes.contains { $0.contains("the drift ends early") })
    let end = try #require(result.trajectory.values["mu"]?.last)
    #expect(abs(end - 2.338107410459767 * 0.01) < 1e-3)
    let visit = try #require(result.visits.first)
    #expect(visit.exitType == .limitPoint && abs(visit.slowAtEnd) < 0.024)
  }

  // MARK: Rates

  @Test("a variable at rest is not slow, wherever it rests", arguments: ["(0.3-w)/3", "-w/3", "0"])
  func variableAtRest(rate: String) throws {
    let text = Self.hindmarshRose(0.005).replacing("z' =", with: "w'=\(rate)\ninit w=1\nz' =").replacing(
      "- z + I", with: "- z + I - 0.1*w")
    let result = try analyze(text)
    #expect(result.slow == "z")
    #expect(result.motion.name == "fold/homoclinic")
  }

  @Test("Butera and others (1999), model 1, tonic: persistent sodium's inactivation alone is slow")
  func slowInactivation() throws {
    let result = try analyze(
      """
      par gton=0.3, EL=-60
      minfp=1/(1+exp(-(v+40)/6))
      minf=1/(1+exp(-(v+34)/5))
      ninf=1/(1+exp(-(v+29)/4))
      taun=10/cosh((v+29)/8)
      hinf=1/(1+exp((v+48)/6))
      tauh=10000/cosh((v+48)/12)
      v'=-(2.8*minfp*h*(v-50)+28*minf^3*(1-n)*(v-50)+11.2*n^4*(v+85)+2.8*(v-EL)+gton*v)/21
      n'=(ninf-n)/taun
      h'=(hinf-h)/tauh
      init v=-60, h=0.3
      done
      """)
    #expect(result.slow == "h")
    #expect(result.motion.motion == .tonic)
    #expect(abs(try #require(result.burst).period - 154.358472) < 1e-4)
  }

  /// The period was computed by DOP853 with 1e-11.
  @Test("one fast angle that goes round is tonic spiking")
  func rotation() throws {
    let result = try analyze(
      "th'=1-cos(th)+(1+cos(th))*(0.3-u)\nu'=0.01*(-u+0.3*(1-cos(th)))\ninit u=0.1\ndone")
    #expect(!result.notes.contains { $0.contains("--") })
    #expect(result.motion.motion == .tonic)
    #expect(abs(try #require(result.burst).period - 8.46758162) < 1e-6)
    #expect(result.visits.first?.kind == .cycles)
    // At the start the Jacobian has no rate but that of the slow variable.
    let quicker = try analyze(
      "th'=1-cos(th)+(1+cos(th))*(1.3-u)\nu'=0.001*(-u+0.1*(1-cos(th)))\ninit u=0.1\ndone")
    #expect(quicker.motion.motion == .tonic)
  }

  // MARK: One spike, velocities

  @Test("one spike after a long rest is no turn along cycles")
  func oneSpike() throws {
    let text = Self.hindmarshRose(0.005).replacing("I=2", with: "I=1.3")
    let result = try analyze(text)
    #expect(abs(try #require(result.trajectory.period) - 209.92) < 0.01)
    #expect(result.motion.motion != .tonic)
    let rest = try #require(result.visits.first { $0.kind == .equilibria })
    #expect(rest.slowAtStart > 1.4 && rest.slowAtEnd < 1.12 && rest.exitType == .limitPoint)
  }

  /// The slow motion is z' = -e x along z = x³ - x: the period to leading order is (3 - 2 ln 2) / e. Near the folds 0.5 x' = z - x³ + x.
  @Test("the singular cycle of a second-order oscillator, whose velocity is zero at all states of rest")
  func velocity() throws {
    let result = try analyze("par e=0.003\nx'=y\ny'=-0.5*y+z-x*(x^2-1)\nz'=-e*x\ninit x=1\ndone")
    let cycle = try #require(result.singularCycle)
    #expect(abs(cycle.period - (3 - 2 * Double.log(2)) / 0.003) < 1e-7)
    let (rate, product) = (0.003 / 3.0.squareRoot(), 4 * 3.0.squareRoot())
    let overshoot = 2.338107410459767 * Double.pow(rate, 2.0 / 3) / Double.pow(product, 1.0 / 3)
    #expect(abs(cycle.correctedPeriod - cycle.period - 3 * overshoot / rate) < 1e-4)
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
