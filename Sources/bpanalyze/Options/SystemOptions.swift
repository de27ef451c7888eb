// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelCore
import ModelFormats
import Networks
import Results
import SlowPoints

/// What a file of weights means.
struct SystemOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "For a file of weights: the units, one of \(NetworkFile.Architecture.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "units"))
  var architecture: NetworkFile.Architecture?

  @Option(
    help: ArgumentHelp(
      "For a file of weights: steps (h becomes f(Wh)), rates (tau h' = -h + f(Wh)) or currents (tau h' = -h + W f(h)).",
      valueName: "kind"))
  var dynamics: RecurrentNetwork.Dynamics?
}

extension NetworkFile.Architecture: ExpressibleByArgument {}
extension RecurrentNetwork.Dynamics: ExpressibleByArgument {}

/// A system of many variables, and the record of it that goes into results.
struct LoadedSystem {
  let system: HighDimensionalSystem
  let record: ModelRecord
  /// The files that were read.
  var files: [String] = []
}

extension ModelArgument {
  /// Reads a network that comes with the program, a file of weights, or a model of formulas, and gives it the values.
  ///
  /// - Throws: `ValidationError` for names that are not known, `ModelFileError`, `FileFailure`, `SlowPointError`.
  func loadSystem(_ options: SystemOptions) throws -> LoadedSystem {
    if ArrayFile.isArrayFile(model) { return try loadWeights(options) }
    if let option = [("architecture", options.architecture?.rawValue), ("dynamics", options.dynamics?.rawValue)]
      .first(where: { $0.1 != nil })
    {
      throw ValidationError("--\(option.0) is for files of weights (\(ArrayFile.extensions.joined(separator: ", "))).")
    }
    if let network = BuiltInNetwork.named(model), !FileManager.default.fileExists(atPath: model) {
      return try loadBuiltIn(network)
    }
    let loaded = try load(others: BuiltInNetwork.all.map(\.name)).leavingNoiseAside()
    return LoadedSystem(
      system: try HighDimensionalSystem(loaded.model), record: loaded.record, files: loaded.files)
  }

  private func loadBuiltIn(_ network: BuiltInNetwork) throws -> LoadedSystem {
    if parameterSet != nil { throw ValidationError("The network '\(network.name)' has no parameter sets.") }
    do {
      let system = try network.system(values.joined().map { ($0.name, $0.value) })
      let text = (["network \(network.name)"] + settingLines).joined(separator: "\n") + "\n"
      return LoadedSystem(system: system, record: ModelRecord(name: system.name, title: system.title, text: text))
    } catch {
      throw ValidationError(saying: error.description)
    }
  }

  private func loadWeights(_ options: SystemOptions) throws -> LoadedSystem {
    if parameterSet != nil { throw ValidationError("Files of weights have no parameter sets.") }
    let data = try AtomicFile.read(model, limit: ArrayFile.sizeLimit)
    let arrays = try ArrayFile.read([UInt8](data), fileName: model)
    let file = (model.split(separator: "/").last ?? "")
    let name = String(file[..<(file.lastIndex(of: ".") ?? file.endIndex)])
    let dynamics = options.dynamics ?? .steps
    let rate = values.joined().last { $0.name == (dynamics == .steps ? "leak" : "tau") }?.value ?? 1
    if !(rate > 0) { throw ValidationError("--set: the \(dynamics == .steps ? "leak" : "tau") must be positive.") }
    var system = try NetworkFile(arrays, fileName: model).system(
      name: name, architecture: options.architecture, dynamics: dynamics, leakOrTau: rate)
    do {
      for item in values.joined() { system = try system.setting(parameter: item.name, to: item.value) }
    } catch {
      throw ValidationError(saying: error.description)
    }
    let text =
      ([
        "weights \(file)", "sha256 \(SHA256(of: [UInt8](data)).hexadecimal)", system.title,
        "dynamics \(dynamics.rawValue)",
      ]
      + settingLines).joined(separator: "\n") + "\n"
    return LoadedSystem(
      system: system, record: ModelRecord(name: name, title: system.title, text: text), files: [model])
  }

  private var settingLines: [String] { values.joined().map { "\($0.name)=\($0.value.text(digits: 17))" } }
}
