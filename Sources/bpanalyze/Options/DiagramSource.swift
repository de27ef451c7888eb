// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Bifurcation
import ModelCore
import ModelFormats
import Results

/// What a diagram is made of: a model, or a point of a saved diagram with its model.
struct DiagramSource: ParsableArguments {
  @Argument(
    help: "A model file (.ode), or the name of a model that 'bpanalyze models' lists; none with --from.",
    completion: .model)
  var model: String?

  @OptionGroup var values: ModelValues

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "A saved diagram to continue from; its model is taken, with its values.", valueName: "result.json"))
  var origin: String?

  @Option(
    name: .customLong("at"),
    help: ArgumentHelp(
      "Where to continue from: a label, such as H2, or the numbers of a branch and of a point on it, such as 2:17 or 2:last.",
      valueName: "point"))
  var place: String?

  /// A model, and the saved diagram that it comes from with the point to start from, if it does.
  struct Loaded {
    let model: LoadedModel
    var origin: (settings: BifurcationSettings, start: BifurcationStart)?
  }

  func validate() throws {
    switch (model, origin, place) {
    case (nil, nil, _): throw ValidationError("A model is needed, or a saved diagram: --from RESULT.json --at POINT.")
    case (let model?, _?, _):
      throw ValidationError("With --from the model comes from the saved diagram; leave out '\(model)'.")
    case (_, nil, _?): throw ValidationError("--at needs --from RESULT.json, the diagram in which the point lies.")
    case (_, _?, nil): throw ValidationError("--from needs --at POINT, the point to continue from.")
    default: break
    }
  }

  /// Reads the model, or the saved diagram and the point.
  /// - Throws: `ValidationError` for names that are not known, `FileFailure`, `ModelFileError`, `DecodingError`.
  func load() throws -> Loaded {
    guard let origin, let place else {
      return Loaded(model: try ModelArgument.load(model ?? "", values).leavingNoiseAside(allowsDelays: true))
    }
    let data = try AtomicFile.read(origin)
    let header = try ResultHeader(json: data)
    guard header.schema == BifurcationResult.schema else {
      throw ValidationError(
        "--from: '\(origin)' holds a result of the kind '\(header.schema)', not a bifurcation diagram.")
    }
    try header.checkVersion(BifurcationResult.version, file: origin)
    let document = try ResultDocument<BifurcationSettings, BifurcationResult>(json: data)
    let start: BifurcationStart
    do {
      start = try BifurcationStart(at: place, of: document.result, document.settings)
    } catch {
      throw ValidationError("--at: \(error.description)")
    }
    var model = try ODEFile(text: header.model.text, fileName: "\(header.model.name).ode").model
    for (name, value) in start.parameters.sorted(by: { $0.key < $1.key }) {
      model = try model.setting(parameter: name, to: value)
    }
    return Loaded(
      model: LoadedModel(model: try values.applied(to: model), record: header.model, files: [origin]),
      origin: (document.settings, start))
  }

  /// The name of the files if none is given. A diagram that goes on from a point of another gets a name of its own, from
  /// that of the other, the point and the parameter; others take the parameter's only if they are to be named by it.
  func fallback(model: String, parameter: String, named: Bool = false) -> String {
    guard let origin, let place else { return "\(model)-bifurcation" + (named ? "-\(parameter)" : "") }
    let file = origin.split(separator: "/").last.map(String.init) ?? origin
    let stem = file.hasSuffix(".json") ? String(file.dropLast(5)) : file
    return "\(stem)-\(place.replacing(":", with: "-"))-\(parameter)"
  }
}
