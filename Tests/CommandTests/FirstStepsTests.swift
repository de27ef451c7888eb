// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import TestSupport
import Testing

/// What the README tells a newcomer to do, as it stands there.
@Suite("First steps")
struct FirstStepsTests {
  /// The blocks of code under a heading.
  private static func blocks(under heading: String) throws -> [Substring] {
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let section = text.split(separator: "\n## ").first { $0.hasPrefix("\(heading)\n") }
    let parts = (section ?? "").split(separator: "```")
    return parts.indices.filter { !$0.isMultiple(of: 2) }.map { parts[$0] }
  }

  /// The commands of a block, without their remarks.
  private static func commands(_ block: Substring) -> [String] {
    block.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { line in
      line.dropFirst(2).split(separator: " #", maxSplits: 1).first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    }
  }

  /// A network of three tanh units and one input, as PyTorch names its weights.
  private static let network: [UInt8] = {
    let header = """
      {"rnn.weight_hh_l0":{"dtype":"F64","shape":[3,3],"data_offsets":[0,72]},\
      "rnn.weight_ih_l0":{"dtype":"F64","shape":[3,1],"data_offsets":[72,96]},\
      "rnn.bias_hh_l0":{"dtype":"F64","shape":[3],"data_offsets":[96,120]}}
      """
    let weights = [1.4, 0.1, 0, 0, 0.8, -0.3, 0.2, 0.3, 0.5, 1, 0, 0.5, 0, 0.1, -0.1]
    return SampleArrays.safetensors(header, SampleArrays.doubles(weights))
  }()

  @Test("all lines work in an empty folder, in their order")
  func inOrder() throws {
    let folder = try Folder()
    // The one file that a person brings along.
    try Data(Self.network).write(to: URL(fileURLWithPath: folder.path("rnn.safetensors")))
    let lines = Self.commands(try #require(try Self.blocks(under: "First steps").first))
    #expect(lines.count >= 15)
    #expect(lines.allSatisfy { $0.hasPrefix("bpanalyze ") })
    for line in lines {
      let command = line.dropFirst("bpanalyze".count)
      // Thousands of units and long branches take their time without optimisation.
      let cheaper = command.replacing("units=256", with: "units=32")
        .replacing("bifurcation lorenz", with: "bifurcation lorenz --no-cycles")
      let run = try Program.shell("\"$BPANALYZE\"\(cheaper)", in: folder)
      #expect(run.status == 0, "\(line): \(run.errors)")
    }
  }

  @Test("a model of one's own: from its text to the figures that are promised")
  func ownModel() throws {
    let blocks = try Self.blocks(under: "A model of your own")
    try #require(blocks.count == 2)
    let folder = try Folder()
    try folder.write(String(blocks[0].drop { $0 != "\n" }.dropFirst()), to: "neuron.ode")
    let commands = Self.commands(blocks[1])
    #expect(commands.count == 3)
    for command in commands {
      let run = try Program.run(String(command.dropFirst("bpanalyze ".count)), in: folder)
      #expect(run.status == 0, "\(command): \(run.errors)")
    }
    #expect(folder.files.contains("neuron-phaseplane.svg") && folder.files.contains("neuron-bifurcation.svg"))
  }
}
