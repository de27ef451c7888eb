// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import FastSlow
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

/// Losses of stability that are passed late, by bursts and by ramps, against closed forms and integrations with many digits.
@Suite("Delayed losses of stability") struct DelayedPassageTruthTests {
  /// A Hopf bifurcation with hysteresis whose envelope is known to ten digits from r' = u r + 2 r³ - r⁵ in ln r, by DOP853 with 1e-10.
  @Test(
    "a delay is not cut short where the state of rest is invariant, though the trajectory comes nearer to it than 1e-46"
  )
  func longDelay() throws {
    let result = try FastSlowModel.analyze(
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
    let result = try FastSlowModel.analyze("par mu=-1\nx'=mu*x-x^3\ninit x=0.5\ndone", settings)
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
    let result = try FastSlowModel.analyze(fitzHughNagumo, settings)
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
    let quicker = try FastSlowModel.analyze(fitzHughNagumo, settings)
    #expect(!quicker.notes.contains { $0.contains("unstable") })
    // Far below rounding the rest is told of once.
    settings.drift = FastSlowSettings.Drift(parameter: "I", from: 0, to: 2, rate: 0.0002)
    let slower = try FastSlowModel.analyze(fitzHughNagumo, settings)
    #expect(slower.notes.count { $0.contains("unstable") } == 1)
    #expect(abs(try #require(slower.delayedPassages.first).exit - 0.616) < 0.003)
  }

  /// States of rest of four variables repel in two directions and attract in the others.
  @Test("a ramp of a model with strongly stable directions beside the unstable ones leaves where predicted")
  func rampOfHodgkinAndHuxley() throws {
    var settings = FastSlowSettings()
    settings.drift = FastSlowSettings.Drift(parameter: "I", from: 0, to: 20, rate: 0.001)
    let result = try FastSlowModel.analyze(try #require(Zoo.entry(named: "hodgkin-huxley")?.text), settings)
    let passage = try #require(result.delayedPassages.first)
    #expect(passage.exit > passage.slow + 1)
    #expect(abs(passage.exit - (try #require(passage.predictedExit))) < 0.1)
  }

  /// The normal form of elliptic bursts about zero, r' = u r + 2 r³ - r⁵, and the same about states of rest that depend on u.
  private static let elliptic = (
    aboutZero: """
    par e=0.01, a=0.5
    q = x^2+y^2
    x' = u*x-3*y+2*x*q-x*q^2
    y' = 3*x+u*y+2*y*q-y*q^2
    u' = e*(a-q)
    init x=0.5, y=0, u=-0.3
    done
    """,
    moving: """
    par e=0.01, a=0.5
    x = p-0.3*sin(u)
    y = w-0.2*u
    q = x^2+y^2
    p' = u*x-3*y+2*x*q-x*q^2+0.3*cos(u)*e*(a-q)
    w' = 3*x+u*y+2*y*q-y*q^2+0.2*e*(a-q)
    u' = e*(a-q)
    init p=0.5, w=0, u=-0.3
    done
    """
  )

  /// The period of the envelope, and where it passes r = 0.3 upwards, by LSODA in ln r with 1e-11.
  @Test("a delay of a burst is as long as the way in, wherever the states of rest are", arguments: [false, true])
  func delayBeyondTolerance(isMoving: Bool) throws {
    let result = try FastSlowModel.analyze(isMoving ? Self.elliptic.moving : Self.elliptic.aboutZero)
    #expect(result.motion.name == "subHopf/fold cycle")
    #expect(abs(try #require(result.burst).period - 572.91504) < 0.5)
    #expect(!result.notes.contains { $0.contains("sooner than an exact one") })
    #expect(result.notes.contains { $0.contains("grow as they have shrunk") } == isMoving)
    #expect(abs(try #require(result.delayedPassages.first).exit - 1.03094) < 0.01)
  }

  @Test("where errors cut a delay short over the plane of two slow variables, a note says so")
  func delayOverPlane() throws {
    let text = """
      par e=0.005, c=0.1
      z = x-0.1*u
      q = z^2+y^2
      x'=(c+u)*z-y-z*q
      y'=z+(c+u)*y-y*q
      u'=-e*w
      w'=e*u+e*w*(0.25-u^2-w^2)
      init x=1, u=0.5
      done
      """
    let model = try ODEFile(text: text, fileName: "model.ode").model
    guard case .twoSlow(let result) = try FastSlowAnalyzer.dissect(model, settings: FastSlowSettings()) else {
      Issue.record("two variables are slow, not one")
      return
    }
    #expect(result.notes.contains { $0.contains("sooner than an exact one") && $0.contains("u = ") })
  }

  @Test("a ramp past a fold ends where the trajectory diverges: 2.338 r^(2/3) beyond")
  func rampPastFold() throws {
    var settings = FastSlowSettings()
    settings.drift = FastSlowSettings.Drift(parameter: "mu", from: -1, to: 0.5, rate: 0.001)
    let result = try FastSlowModel.analyze("par mu=-1\nx'=mu+x^2\ninit x=-1\ndone", settings)
    #expect(result.notes.contains { $0.contains("the drift ends early") })
    let end = try #require(result.trajectory.values["mu"]?.last)
    #expect(abs(end - 2.338107410459767 * 0.01) < 1e-3)
    let visit = try #require(result.visits.first)
    #expect(visit.exitType == .limitPoint && abs(visit.slowAtEnd) < 0.024)
  }
}
