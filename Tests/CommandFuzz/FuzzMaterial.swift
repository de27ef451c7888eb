// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Rendering
import Symbolics
import TestSupport

/// Sound files, and the damaged ones and calls that are made of them.
struct FuzzMaterial {
  private let models: Mutator
  private let results: [(bytes: [UInt8], place: String)]
  private let styles: Mutator

  /// What the commands are asked for, without the model.
  private static let commands: [[String]] = [
    ["check"], ["simulate", "--total", "20"], ["simulate", "--method", "stiff"], ["simulate", "--method", "rk4"],
    ["phaseplane"], ["phaseplane", "--certify"], ["bifurcation"], ["bifurcation", "--method", "grid"],
    ["slowpoints", "--starts", "20"], ["linearize"],
  ]

  init(_ runner: CommandRunner) throws {
    let texts = Zoo.models.map { Array($0.text.utf8) }
    models = Mutator(models: texts + Self.handmade.map { Array($0.utf8) }, others: [])
    styles = Mutator(models: [Array(try Theme.paper.json())], tokens: Mutator.jsonTokens)
    results = try [
      (["simulate", "henon"], "henon-simulate", ""), (["phaseplane", "duffing"], "duffing-phaseplane", ""),
      (["phaseplane", "cusp"], "cusp-phaseplane", ""), (["phaseplane", "logistic"], "logistic-phaseplane", ""),
      (["bifurcation", "morris-lecar"], "morris-lecar-bifurcation", "H1"),
      (["bifurcation", "cusp"], "cusp-bifurcation", "1:5"),
      (["slowpoints", "wong-wang", "--starts", "20"], "wong-wang-slowpoints", ""),
      (["linearize", "fitzhugh-nagumo"], "fitzhugh-nagumo-linearize", ""),
    ].map { arguments, base, place in
      (try runner.result(arguments + ["--format", "json"], file: "\(base).json"), place)
    }
  }

  /// Models with what the zoo has none of.
  private static let handmade = [
    "par a=1\nx'=-a*x+1\ninit x=2\nglobal 1 t-5 {a=2}\n@ total=10\n",
    "x'=v\nv'=-9.8\npar a=0.5\ninit x=1\nglobal -1 x {x=0;v=-a*v}\n",
    "wiener w\npar s=0.1\nx'=-x+s*w\ny'=x-y\n", "x[1..5]'=-x[j]+0.1*x[j]^2\npar p=1\n",
    "x'=if(x>y)then(-1)else(1)\ny'=mod(x,2)-y\npar a=1,b=2\nset one {a=3}\naux z=x*y\n",
  ]

  /// The run of a number.
  func job(_ number: UInt64, seed: UInt64) -> FuzzJob {
    var random = SeededGenerator(seed: seed &* 0x1_0000_0001 ^ number &* 0xD134_2543_DE82_EF95)
    switch number % 8 {
    case 0, 1, 2, 3: return ofModel(&random)
    case 4: return ofWeights(&random)
    case 5, 6: return ofResult(&random)
    default: return ofStyle(&random)
    }
  }

  private static func limited(_ arguments: [String]) -> [String] {
    ["check", "plot"].contains(arguments[0]) ? arguments : arguments + ["--time-limit", "\(CommandRunner.timeLimit)"]
  }

  private func ofModel(_ random: inout SeededGenerator) -> FuzzJob {
    let command = Self.commands[Int.random(in: 0..<Self.commands.count, using: &random)]
    let isGentle = Int.random(in: 0..<3, using: &random) > 0
    let text =
      isGentle ? models.inputWithOtherNumbers(&random, values: Mutator.modelValues) : models.input(&random)
    return FuzzJob(arguments: Self.limited(command + ["m.ode"]), files: [("m.ode", text)])
  }

  private func ofWeights(_ random: inout SeededGenerator) -> FuzzJob {
    let sound = SampleArrays.sound[Int.random(in: 0..<SampleArrays.sound.count, using: &random)]
    var bytes = Mutator(models: [sound.bytes]).input(&random)
    if Bool.random(using: &random) {
      // Only numbers near the end of the file.
      bytes = sound.bytes
      for _ in 0..<3 { bytes[bytes.count - 1 - Int.random(in: 0..<24, using: &random)] ^= 0x7F }
    }
    let command = Bool.random(using: &random) ? ["slowpoints", "--starts", "10"] : ["linearize"]
    return FuzzJob(arguments: Self.limited(command + [sound.fileName]), files: [(sound.fileName, bytes)])
  }

  private func ofResult(_ random: inout SeededGenerator) -> FuzzJob {
    let (sound, place) = results[Int.random(in: 0..<results.count, using: &random)]
    let mutator = Mutator(models: [sound], tokens: Mutator.jsonTokens)
    let isGentle = Int.random(in: 0..<5, using: &random) > 0
    let bytes = isGentle ? mutator.inputWithOtherNumbers(&random) : mutator.input(&random)
    let continues = !place.isEmpty && Bool.random(using: &random)
    let arguments = continues ? ["bifurcation", "--from", "r.json", "--at", place] : ["plot", "r.json"]
    return FuzzJob(arguments: Self.limited(arguments), files: [("r.json", bytes)])
  }

  private func ofStyle(_ random: inout SeededGenerator) -> FuzzJob {
    let isGentle = Int.random(in: 0..<4, using: &random) > 0
    let style = isGentle ? styles.inputWithOtherNumbers(&random) : styles.input(&random)
    let (result, _) = results[Int.random(in: 0..<results.count, using: &random)]
    return FuzzJob(
      arguments: ["plot", "r.json", "--style", "s.json", "--format", "svg,pdf,png"],
      files: [("r.json", result), ("s.json", style)])
  }
}
