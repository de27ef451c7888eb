// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Files that lie beside a model's file: tables and included parts. None is looked for anywhere else.
enum NeighbouringFile {
  /// The largest file that is read, in bytes.
  static let sizeLimit = 100_000_000

  /// The contents of a file in a folder; nil if there is none, or if it is too large.
  static func bytes(named name: String, in folder: String) -> [UInt8]? {
    guard isPlain(name), let handle = FileHandle(forReadingAtPath: folder + "/" + name) else { return nil }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: sizeLimit + 1), data.count <= sizeLimit else { return nil }
    return [UInt8](data)
  }

  /// Whether a name is that of a file, not a path.
  static func isPlain(_ name: String) -> Bool { !name.isEmpty && !name.contains("/") && !name.hasPrefix(".") }
}
