// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelCore
import ModelFormats
import Results
import Symbolics

/// The course of a parameter over time, `--input I=ramp:0:1:100:900`.
struct InputOption: ParsableArguments {
  @Option(
    name: .customLong("input"),
    help: ArgumentHelp(
      "The course of a parameter over time: constant:V, sections:V0:T1:V1:…, ramp:FROM:TO:START:END, pulses:LOW:HIGH:START:WIDTH:PERIOD, sine:MEAN:AMPLITUDE:PERIOD[:PHASE], square:LOW:HIGH:PERIOD[:DUTY], ou:MEAN:DEVIATION:TIME, table:FILE (columns of times and values). May be repeated.",
      valueName: "name=course"),
    transform: NamedStimulus.init(argument:))
  var inputs: [NamedStimulus] = []

  /// A model driven by the inputs.
  /// - Throws: `ValidationError` for a parameter that is not known.
  func applied(to model: Model) throws -> Model {
    var model = model
    for input in inputs {
      do {
        model = try model.driving(parameter: input.name, by: input.stimulus)
      } catch {
        throw ValidationError("--input: \(error)")
      }
    }
    return model
  }
}

/// A parameter and its course.
struct NamedStimulus {
  let name: String
  let stimulus: Stimulus

  /// Reads `NAME=KIND:NUMBER:…`.
  init(argument: String) throws {
    let (name, rest) = try NamedArgument.split(argument[...], form: "NAME=COURSE", example: "I=ramp:0:1:100:900")
    self.name = name
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    let kind = String(parts[0]).lowercased()
    if kind == "table" {
      stimulus = .table(try Self.table(rest.dropFirst("table:".count), name))
      return
    }
    let numbers = try parts.dropFirst().map { try NamedArgument.number($0) }
    guard let stimulus = Self.stimulus(kind, numbers) else {
      throw ValidationError(
        "'\(rest)' is no course of a parameter; the forms are constant:V, sections:V0:T1:V1:…, ramp:FROM:TO:START:END, "
          + "pulses:LOW:HIGH:START:WIDTH:PERIOD, sine:MEAN:AMPLITUDE:PERIOD[:PHASE], square:LOW:HIGH:PERIOD[:DUTY], "
          + "ou:MEAN:DEVIATION:TIME and table:FILE")
    }
    self.stimulus = stimulus
  }

  private static func stimulus(_ kind: String, _ n: [Double]) -> Stimulus? {
    switch (kind, n.count) {
    case ("constant", 1): return .constant(n[0])
    case ("sections", 3...) where n.count % 2 == 1:
      return .sections(
        n[0], stride(from: 1, to: n.count, by: 2).map { Stimulus.Section(start: n[$0], value: n[$0 + 1]) })
    case ("ramp", 4) where n[3] > n[2]: return .ramp(from: n[0], to: n[1], start: n[2], end: n[3])
    case ("pulses", 4...5) where n[3] > 0:
      return .pulses(low: n[0], high: n[1], start: n[2], width: n[3], period: n.count > 4 ? n[4] : 0)
    case ("sine", 3...4) where n[2] > 0:
      return .sine(mean: n[0], amplitude: n[1], period: n[2], phase: n.count > 3 ? n[3] : 0)
    case ("square", 3...4) where n[2] > 0:
      return .square(low: n[0], high: n[1], period: n[2], duty: n.count > 3 ? n[3] : 0.5)
    case ("ou", 3) where n[1] >= 0 && n[2] > 0: return .ornsteinUhlenbeck(mean: n[0], deviation: n[1], time: n[2])
    default: return nil
    }
  }

  /// A table of times and values, constant beyond its ends.
  private static func table(_ path: Substring, _ name: String) throws -> LookupTable {
    let bytes = [UInt8](try AtomicFile.read(String(path), limit: ArrayFile.sizeLimit))
    let array =
      try ArrayFile.read(bytes, fileName: String(path)).first?.array ?? NumberArray(shape: [0, 0], values: [])
    guard array.shape.count == 2, array.shape[1] == 2, array.shape[0] >= 2 else {
      throw ValidationError("'\(path)' must have two columns, times and values, and two rows at least.")
    }
    let times = (0..<array.shape[0]).map { array.values[2 * $0] }
    let values = (0..<array.shape[0]).map { array.values[2 * $0 + 1] }
    guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }), (times + values).allSatisfy(\.isFinite) else {
      throw ValidationError("The times of '\(path)' must rise, and all its numbers be finite.")
    }
    let (first, last) = (times[0], times[times.count - 1])
    return LookupTable(
      name: "\(name)_of", points: [first - 1] + times + [last + 1],
      values: [values[0]] + values + [values[values.count - 1]])
  }
}
