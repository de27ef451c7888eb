// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Symbolics

/// A model in the format of XPPAUT (Ermentrout 2002, Simulating, Analyzing, and Animating Dynamical Systems).
///
/// Everything that makes a system of differential equations or a map is read: parameters, fixed quantities and derived
/// parameters (put in place where they are used, in whatever order they stand), user functions, arrays, events, named sets,
/// options; and noise (`wiener`) where it enters the equations of a flow as a sum, each source with a factor free of noise.
/// So are delays, tables, random numbers, integral and algebraic equations, network sums and Markov processes; fixed quantities that
/// depend on one another linearly are solved. What is not supported (vectorizers, groups, tables of two arguments) is refused by
/// name. Names are known in upper and lower case alike and keep the spelling of
/// their first definition. Comments of the forms `# title: TEXT`, `# citation: TEXT`, `# range NAME=LOW:HIGH` and
/// `# set-title NAME: TEXT` carry what the format has no words for.
public struct ODEFile: Sendable {
  /// The largest file that is read, in bytes.
  public static let sizeLimit = 4_000_000

  /// The model that the file describes.
  public let model: Model
  /// The text that was read, with all that it includes.
  public let text: String
  /// What is worth knowing: readings that follow XPPAUT but may surprise, options that have no effect.
  public let warnings: [ModelFileDiagnostic]

  /// Reads a model from text.
  /// - Parameters:
  ///   - text: the contents of an `.ode` file.
  ///   - fileName: the name to show in messages; without folder and extension it is the model's name.
  ///   - folder: the folder in which the files of tables and included files lie; without it they are missing.
  /// - Throws: `ModelFileError` with every independent fault found.
  public init(text: String, fileName: String, folder: String? = nil) throws(ModelFileError) {
    try self.init(bytes: Array(text.utf8), fileName: fileName, folder: folder)
  }

  /// Reads a model from a file in UTF-8 or Latin-1.
  /// - Throws: `ModelFileError` if there is no such file, if it cannot be read, or if it is no model.
  public init(path: String) throws(ModelFileError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ModelFileError("there is no such file", fileName: path)
    }
    guard !isFolder.boolValue else { throw ModelFileError("this is a folder, not a model file", fileName: path) }
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      data = try handle.read(upToCount: SourceFile.sizeLimit + 1) ?? Data()
    } catch {
      throw ModelFileError("the file cannot be read", fileName: path, hint: "does its owner allow it?")
    }
    try self.init(bytes: Array(data), fileName: path, folder: Self.folder(of: path))
  }

  /// The folder of a file.
  public static func folder(of path: String) -> String {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
  }

  private init(bytes: [UInt8], fileName: String, folder: String?) throws(ModelFileError) {
    let file = try SourceFile(name: fileName, bytes: bytes, folder: folder)
    self.text = String(decoding: file.bytes, as: UTF8.self)
    var diagnostics = ODEDiagnostics()
    let declarations = ODEDeclarations(file, folder: folder, &diagnostics)
    var builder = ODEModelBuilder(declarations, diagnostics)
    let model: Model?
    do {
      if declarations.rates.isEmpty, diagnostics.errors.isEmpty { throw ModelError.noVariables }
      model = try builder.build(name: Self.modelName(fileName))
    } catch {
      throw ModelFileError("\(error)", fileName: fileName)
    }
    let errors = builder.diagnostics.errors.sorted { $0.location.lowerBound < $1.location.lowerBound }
    guard let model, errors.isEmpty else {
      let listed = errors.prefix(ModelFileError.limit)
      throw ModelFileError(
        listed.map { file.diagnostic($0.message, at: $0.location, hint: $0.hint) }, omitted: errors.count - listed.count
      )
    }
    self.model = model
    warnings = builder.diagnostics.warnings.sorted { $0.location.lowerBound < $1.location.lowerBound }
      .map { file.diagnostic($0.message, at: $0.location, hint: $0.hint) }
  }

  private static func modelName(_ fileName: String) -> String {
    let last = fileName.split(separator: "/").last.map(String.init) ?? fileName
    return last.lowercased().hasSuffix(".ode") && last.count > 4 ? String(last.dropLast(4)) : last
  }

  /// The model in a text; see `init(text:fileName:)`.
  public static func read(text: String, fileName: String) throws(ModelFileError) -> Model {
    try ODEFile(text: text, fileName: fileName).model
  }

  /// The model in a file; see `init(path:)`.
  public static func read(path: String) throws(ModelFileError) -> Model {
    try ODEFile(path: path).model
  }
}
