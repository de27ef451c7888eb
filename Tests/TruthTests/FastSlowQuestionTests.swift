// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import FastSlow
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

/// What of a model is left aside before it is dissected, and what is refused.
@Suite("What can be dissected") struct FastSlowQuestionTests {
  @Test("time is held where it matters, and what is set at certain times is left aside")
  func time() throws {
    let forced = FastSlowModel.hindmarshRose(0.005)
      .replacing("par ", with: "par amp=0, ").replacing("- z + I", with: "- z + I + amp*heav(t-100)")
      .replacing("done", with: "global 1 {t-50} {x=0.5}\ndone")
    let quiet = try FastSlowModel.analyze(FastSlowModel.hindmarshRose(0.005))
    let still = try FastSlowModel.analyze(forced)
    #expect(still.motion == quiet.motion && still.notes == ["what the model sets at certain times is left aside"])
    let stronger = forced.replacing("amp=0", with: "amp=0.3")
    #expect(throws: FastSlowError.dependsOnTime("model")) { try FastSlowModel.analyze(stronger) }
    var settings = FastSlowSettings()
    settings.time = 200
    let held = try FastSlowModel.analyze(stronger, settings)
    let fold = try #require(held.diagram.specialPoints.first { $0.type == .limitPoint })
    #expect(abs(try #require(fold.parameters["z"]) - (2.3 - 5 / 27)) < 1e-9)
  }

  @Test("noise is left aside: the trajectory is that of the equations without it")
  func noise() throws {
    let text = FastSlowModel.hindmarshRose(0.005)
    let quiet = try FastSlowModel.analyze(text)
    let noisy = try FastSlowModel.analyze("wiener w\n" + text.replacing("x' =", with: "x' = w +"))
    #expect(noisy.motion.name == quiet.motion.name && noisy.burst == quiet.burst)
    #expect(noisy.notes.contains("the noise of the model is left aside"))
  }

  @Test("what cannot be dissected is refused by name")
  func refusals() throws {
    let equal = "x'=-x+y^2\ny'=1-x*y-y\ndone"
    #expect(throws: FastSlowError.self) { try FastSlowModel.analyze("x(t+1)=x*y\ny(t+1)=x\ndone") }
    #expect(throws: FastSlowError.self) { try FastSlowModel.analyze("x'=-x\ndone") }
    #expect(throws: FastSlowError.self) { try FastSlowModel.analyze(equal, FastSlowSettings(slow: ["w"])) }
    #expect(throws: FastSlowError.self) { try FastSlowModel.analyze("x'=x*y-t\ny'=-y\ndone") }
    let resets = "v'=0.04*v^2+5*v+140-u+10\nu'=0.02*(0.2*v-u)\nglobal 1 {v-30} {v=-50;u=u+2}\ninit v=-65,u=-13\ndone"
    #expect(throws: FastSlowError.resets("model")) { try FastSlowModel.analyze(resets) }
  }
}
