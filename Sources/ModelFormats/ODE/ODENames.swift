// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// Names that XPPAUT takes: of at most ten letters, digits and underscores, known in upper and lower case alike.
struct ODENames {
  /// The most letters of a name.
  private static let length = 10

  /// The new names by the old ones.
  private(set) var names: [String: String] = [:]
  private var taken: Set<String> = ["t", "pi"]

  init(_ model: Model) {
    let own = model.variableNames + model.parameterNames + model.algebraicVariables.map(\.name)
    let all = own + model.chance.processes.map(\.name) + model.auxiliaries.map(\.name)
    // Names that may stay do, so that no other takes their place.
    let fitting = all.filter { Self.fits($0) }
    for name in fitting where names[name] == nil && taken.insert(name.lowercased()).inserted { names[name] = name }
    for name in all where names[name] == nil { names[name] = shortened(name) }
  }

  private static func fits(_ name: String) -> Bool {
    let isName = name.utf8.first?.isLetter == true && name.utf8.allSatisfy(\.isNameByte)
    return isName && name.utf8.count <= length && !FormulaFunctions.isReserved(name.lowercased())
  }

  /// The beginning of a name, if need be with a number, that fits and is free.
  private mutating func shortened(_ name: String) -> String {
    var plain = String(decoding: name.utf8.map { $0.isNameByte ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
    if plain.utf8.first?.isLetter != true { plain = "x" + plain }
    var candidate = String(plain.prefix(Self.length))
    var number = 1
    while !Self.fits(candidate) || taken.contains(candidate.lowercased()) {
      let ending = "\(number)"
      candidate = String(plain.prefix(Self.length - ending.utf8.count)) + ending
      number += 1
    }
    taken.insert(candidate.lowercased())
    return candidate
  }
}

extension ODEFile {
  /// A model as text that XPPAUT itself reads.
  ///
  /// Names that XPPAUT does not take, as the paths of composed models or names of more than ten letters, are shortened; comments
  /// tell what they stand for. Functions that XPPAUT does not know are written by others.
  /// - Throws: `ModelFileError` for what has no form in the format: the gamma function, calls of libraries.
  public static func writeForXPPAUT(_ model: Model) throws(ModelFileError) -> String {
    let names = ODENames(model).names
    let renamed: Model
    do {
      renamed = try model.renaming { names[$0] ?? $0 }
    } catch {
      throw ModelFileError("\(error)", fileName: model.name)
    }
    let changed = names.filter { $0.key != $0.value }.sorted { $0.value < $1.value }
    let comments = changed.map { "# \($0.value) is \($0.key)" }
    return (comments + [try write(renamed)]).joined(separator: "\n")
  }
}
