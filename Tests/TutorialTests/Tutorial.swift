// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

// What follows is the code of the article "A first analysis" of the library's documentation, block by block.

import BifurcationAnalysis

/// The neuron of FitzHugh and Nagumo: x is (V, w), p is (I, a, b, tau).
func fitzHughNagumo<S: Scalar>(_ x: [S], _ p: [S]) -> [S] {
  let (V, w) = (x[0], x[1])
  return [V - V * V * V / 3 - w + p[0], (V + p[1] - p[2] * w) / p[3]]
}

func makeNeuron() throws -> Model {
  try Model(
    name: "neuron", variables: ["V": -1.2, "w": -0.6], parameters: ["I": 0.5, "a": 0.7, "b": 0.8, "tau": 12.5],
    rates: fitzHughNagumo)
}

func drawPhasePlane(of neuron: Model, in folder: String) throws -> PhasePlaneResult {
  let plane = try PhasePlaneAnalyzer.analyze(neuron, settings: PhasePlaneSettings(certifies: true))
  try PLplotCanvas().write(PhasePlaneFigure(plane).figure, to: "\(folder)/plane.svg", format: .svg)
  return plane
}

func drawDiagram(of neuron: Model, in folder: String) throws -> BifurcationResult {
  let settings = try BifurcationSettings(parameter: AxisRange(name: "I", lower: 0, upper: 2))
  let diagram = try BifurcationAnalyzer.analyze(neuron, settings: settings)
  try PLplotCanvas().write(BifurcationFigure(diagram).figure, to: "\(folder)/diagram.pdf", format: .pdf)

  let record = ModelRecord(name: neuron.name, text: try ODEFile.write(neuron))
  let document = ResultDocument(
    schema: BifurcationResult.schema, version: BifurcationResult.version, model: record, settings: settings,
    result: diagram)
  try AtomicFile.write(document.json(), to: "\(folder)/diagram.json")
  return diagram
}

func fire(_ neuron: Model) throws -> SimulationResult {
  var request = SimulationSettings.Request()
  (request.total, request.plotted) = (200, ["V"])
  let settings = SimulationSettings(model: neuron, request: request)
  return try SimulationAnalyzer(neuron).run(settings)
}
