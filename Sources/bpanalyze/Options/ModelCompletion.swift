// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelCore
import Networks

extension CompletionKind {
  /// What a shell offers for a model: the models that come with the program, and files.
  static var model: CompletionKind { custom { _, _, prefix in modelNames(beginning: prefix) } }

  private static func modelNames(beginning prefix: String) -> [String] {
    let names = Zoo.models.map(\.name) + BuiltInNetwork.all.map(\.name)
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    let endings = [".ode", ".npz", ".npy", ".safetensors", ".csv"]
    return names + files.filter { file in endings.contains { file.hasSuffix($0) } }.sorted().map { folder + $0 }
  }
}
