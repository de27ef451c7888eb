// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Files for tests.
enum Path {
  /// A new folder.
  static func temporary() -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url.path
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
