// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Testing

@Suite("The parameter that is varied if none is named") struct SuggestedParameterTests {
  @Test(
    "the first parameter of the file, never a constant",
    arguments: [
      ("number g=9.81\npar a=1,b=2", "a"), ("par b=2\nnumber g=9.81\npar a=1", "b"), ("number g=9.81", nil),
      ("par a=1,b=2\n# range b=0:3", "b"), ("number g=9.81\npar a=1,b=2\n@ autoxmin=0,autoxmax=3", "a"),
    ])
  func suggestion(declarations: String, expected: String?) throws {
    let model = try ODEFile.read(text: "\(declarations)\nx'=-x\ndone\n", fileName: "test.ode")
    #expect(model.suggestedParameter == expected)
    #expect(!model.variableParameterNames.contains("g"))
    // Constants stay constants when the model is written and read again.
    let again = try ODEFile.read(text: try ODEFile.write(model), fileName: "test.ode")
    #expect(again.parameters == model.parameters)
  }
}
