// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@Suite("Corner surfaces") struct CornerSurfacesTests {
  @Test(
    "with the signs of a point the smooth field has the values of the original one",
    arguments: [
      ("abs(x-1)*x", 1), ("max(x,2*x-1)", 1), ("min(x,x^2)+abs(1-x)", 2), ("heav(x-0.5)*sin(x)", 1),
      ("if(x<1)then(x^2)else(2*x-1)", 1), ("sign(x)*x^2+abs(-x)", 1), ("abs(abs(x)-1)", 2),
      ("if((x>0)&(x<1))then(x)else(x*x)", 2),
    ])
  func sides(formula: String, count: Int) throws {
    let model = try ODEFile.read(text: "x'=\(formula)\ndone\n", fileName: "test.ode")
    let corners = try #require(CornerSurfaces(model))
    #expect(corners.surfaces.count == count)
    let (original, smooth) = (try CompiledModel(model), try CompiledModel(corners.model))
    for x in [-1.7, -0.3, 0.2, 0.7, 1.4, 3.1] {
      let signs = try corners.originals.map { try $0.evaluate(["x": x]) < 0 ? -1.0 : 1 }
      #expect(abs(smooth.values(at: [x], parameters: signs)[0] - original.values(at: [x], parameters: [])[0]) < 1e-14)
    }
  }

  @Test("smooth right-hand sides have none", arguments: ["x^3-x", "exp(-x)", "abs(2)*x"])
  func smooth(formula: String) throws {
    #expect(CornerSurfaces(try ODEFile.read(text: "x'=\(formula)\ndone\n", fileName: "test.ode")) == nil)
  }
}
