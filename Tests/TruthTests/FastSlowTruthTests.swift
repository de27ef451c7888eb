// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import FastSlow
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

/// The classes of fast–slow motions that are published, with numbers computed by other means.
@Suite("Published fast–slow motions") struct FastSlowTruthTests {
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

  static let bursters: [Burster] = [
    Burster(
      title: "Hindmarsh and Rose, r = 0.005", text: FastSlowModel.hindmarshRose(0.005), slow: "z",
      name: "fold/homoclinic", spikes: 3,
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
    let result = try FastSlowModel.analyze(burster.text)
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
    let result = try FastSlowModel.analyze(
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

  @Test("a variable at rest is not slow, wherever it rests", arguments: ["(0.3-w)/3", "-w/3", "0"])
  func variableAtRest(rate: String) throws {
    let text = FastSlowModel.hindmarshRose(0.005).replacing("z' =", with: "w'=\(rate)\ninit w=1\nz' =").replacing(
      "- z + I", with: "- z + I - 0.1*w")
    let result = try FastSlowModel.analyze(text)
    #expect(result.slow == "z")
    #expect(result.motion.name == "fold/homoclinic")
  }

  @Test("Butera and others (1999), model 1, tonic: persistent sodium's inactivation alone is slow")
  func slowInactivation() throws {
    let result = try FastSlowModel.analyze(
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
    #expect(abs(try #require(result.burst).period - 154.3580734) < 1e-5)
  }

  /// The period was computed by DOP853 with 1e-11.
  @Test("one fast angle that goes round is tonic spiking")
  func rotation() throws {
    let result = try FastSlowModel.analyze(
      "th'=1-cos(th)+(1+cos(th))*(0.3-u)\nu'=0.01*(-u+0.3*(1-cos(th)))\ninit u=0.1\ndone")
    #expect(!result.notes.contains { $0.contains("--") })
    #expect(result.motion.motion == .tonic)
    #expect(abs(try #require(result.burst).period - 8.46758162) < 1e-6)
    #expect(result.visits.first?.kind == .cycles)
    // At the start the Jacobian has no rate but that of the slow variable.
    let quicker = try FastSlowModel.analyze(
      "th'=1-cos(th)+(1+cos(th))*(1.3-u)\nu'=0.001*(-u+0.1*(1-cos(th)))\ninit u=0.1\ndone")
    #expect(quicker.motion.motion == .tonic)
  }

  @Test("one spike after a long rest is no turn along cycles")
  func oneSpike() throws {
    let text = FastSlowModel.hindmarshRose(0.005).replacing("I=2", with: "I=1.3")
    let result = try FastSlowModel.analyze(text)
    #expect(abs(try #require(result.trajectory.period) - 209.92) < 0.01)
    #expect(result.motion.motion != .tonic)
    let rest = try #require(result.visits.first { $0.kind == .equilibria })
    #expect(rest.slowAtStart > 1.4 && rest.slowAtEnd < 1.12 && rest.exitType == .limitPoint)
  }

  /// The slow variable is fast enough for the trajectory to pass rest without coming near it.
  @Test("the way from the saddle to rest leads along their fold: the burst is still square-wave")
  func quickRest() throws {
    let text = FastSlowModel.hindmarshRose(0.003).replacing("I=2", with: "I=3.25")
    let result = try FastSlowModel.analyze(text)
    #expect(result.motion.name == "fold/homoclinic")
    #expect(result.motion.labels == ["LP1", "HOM1"])
    let rest = try #require(result.visits.first { $0.kind == .equilibria })
    #expect(rest.slowAtStart > rest.slowAtEnd && rest.exitType == .limitPoint)
    // Faster still it passes too far away, and this is told.
    let quicker = try FastSlowModel.analyze(text.replacing("r=0.003", with: "r=0.005"))
    #expect(quicker.motion.motion == .unknown && quicker.motion.doubt?.contains("too fast") == true)
  }

  /// In the normal form without a cubic term cycles of the radius r have u = r⁸ - r⁴: born unstable, they fold at u = -1/4.
  @Test("a Hopf point whose first coefficient vanishes is what its cycles say")
  func degenerateHopf() throws {
    let result = try FastSlowModel.analyze(
      """
      q=x^2+y^2
      x'=u*x-3*y+x*(q^2-q^4)
      y'=u*y+3*x+y*(q^2-q^4)
      u'=0.01*(0.4-q)
      init x=1
      done
      """)
    #expect(result.motion.name == "subHopf/fold cycle")
    #expect(result.motion.classicalName == "elliptic")
  }

  /// Own integration by LSODA, 1e-9 and 1e-11; from spike to spike the period falls by a quarter of its distance.
  @Test("a period to which the trajectory comes slowly is known to its last digits")
  func slowlySettling() throws {
    let result = try FastSlowModel.analyze(
      """
      v'=I-4.4*mi*(v-120)-8*w*(v+84)-2*(v+60)
      I'=0.002*(-20-v)
      w'=0.04*(wi-w)*cosh((v-2)/60)
      mi=0.5*(1+tanh((v+1.2)/18))
      wi=0.5*(1+tanh((v-2)/30))
      init v=-30,w=0,I=90
      done
      """, FastSlowSettings(slow: ["I"]))
    #expect(result.motion.motion == .tonic)
    #expect(abs(try #require(result.burst).period - 45.7419147) < 1e-6)
  }

  @Test(
    "Shilnikov and Cymbalyuk (2005): inactivation that goes up and down with every spike is fast",
    arguments: [0.25, 0.9])
  func leech(time: Double) throws {
    let result = try FastSlowModel.analyze(
      """
      par vs=-0.0225, tau=\(time)
      f(a,b,x)=1/(1+exp(a*(b+x)))
      v'=-2*(200*f(-150,0.0305,v)^3*h*(v-0.045)+30*m^2*(v+0.07)+8*(v+0.046))
      h'=(f(500,0.0333,v)-h)/0.0405
      m'=(f(-83,0.018+vs,v)-m)/tau
      init v=-0.045,h=0.5,m=0.2
      done
      """)
    #expect(result.slow == "m")
    // In the one case the activation of potassium is hardly slower than spikes, and rest is short.
    #expect(result.motion.name == "fold/homoclinic")
  }

  @Test("Bertram and others (1995): an activation that relaxes between spikes is fast, and the burst is of type I")
  func activationOfSpikes() throws {
    let result = try FastSlowModel.analyze(
      """
      s=1/(1+exp(2*a))
      minf=1/(1+exp((-22-v)/7.5))
      ninf=1/(1+exp((-9-v)/10))
      a=(-22+10*ln(c)-v)/20
      inward=(250*minf+10*y)*(100-v)
      v'=(inward-1300*n*(v+80)-50*(v+60))/4524
      n'=0.6*(ninf-n)*(1+exp((v+9)/10))/9.09
      y'=(s-y)*2*cosh(a)/1000
      c'=5e-4*(5.727e-6*inward-0.027*c)
      init v=-52.72,n=0.0125,y=0.1197,c=0.2295
      @ total=120000
      done
      """)
    #expect(result.slow == "c")
    #expect(result.motion.name == "fold/homoclinic")
    let burst = try #require(result.burst)
    #expect(Set(burst.spikes) == [8])
    #expect(abs(burst.period - 66909.337) < 0.1)
  }
}
