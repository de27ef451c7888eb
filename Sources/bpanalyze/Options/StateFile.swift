// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelFormats
import Networks
import Results

/// States of a system from a file.
enum StateFile {
  /// Reads states, a row each, from `FILE` or `FILE:NAME`.
  ///
  /// - Throws: `ModelFileError` if the array has not as many columns as the system has variables, `FileFailure`.
  static func states(_ argument: String, of system: HighDimensionalSystem) throws -> [[Double]] {
    let (path, name) = parts(argument)
    let data = try AtomicFile.read(path, limit: ArrayFile.sizeLimit)
    let arrays = try ArrayFile.read([UInt8](data), fileName: path)
    let known = arrays.map(\.name).joined(separator: ", ")
    let chosen: NamedArray
    if let name {
      guard let found = arrays.first(where: { $0.name == name }) else {
        throw ValidationError("There is no array '\(name)' in \(path); there are \(known).")
      }
      chosen = found
    } else {
      guard arrays.count == 1 else {
        throw ValidationError("\(path) holds several arrays; say which one: \(path):NAME, with one of \(known).")
      }
      chosen = arrays[0]
    }
    let label = chosen.name.isEmpty ? path : "\(path): '\(chosen.name)'"
    // Trajectories come as trials x times x variables.
    let shape = chosen.array.shape
    guard shape.last == system.dimension, let rows = flattened(chosen.array).rows else {
      throw DataError(
        "\(label) has the shape \(chosen.array.shapeText); states of \(system.title) need \(system.dimension) columns")
    }
    if rows.isEmpty { throw DataError("\(label) holds no states: it has the shape \(chosen.array.shapeText)") }
    return rows
  }

  /// All axes but the last made one.
  private static func flattened(_ array: NumberArray) -> NumberArray {
    guard array.shape.count > 2, let columns = array.shape.last, columns > 0 else { return array }
    return NumberArray(shape: [array.values.count / columns, columns], values: array.values)
  }

  /// The file that an argument names.
  static func path(_ argument: String) -> String { parts(argument).path }

  /// A path and, after the last colon, the name of an array; a colon within the name of a file that exists is none.
  private static func parts(_ argument: String) -> (path: String, name: String?) {
    if FileManager.default.fileExists(atPath: argument) { return (argument, nil) }
    guard let colon = argument.lastIndex(of: ":") else { return (argument, nil) }
    return (String(argument[..<colon]), String(argument[argument.index(after: colon)...]))
  }
}

/// Data that do not fit what they are needed for.
struct DataError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
