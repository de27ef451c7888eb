// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Files that appear whole or not at all.
public enum AtomicFile {
  /// Writes bytes to a file beside the final one, then renames it, so that readers see the old content or the new, never
  /// a part.
  ///
  /// - Throws: `FileFailure` with the path and what the system says.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
    try write(Data(bytes), to: path)
  }

  /// Writes data to a file beside the final one, then renames it.
  ///
  /// - Throws: `FileFailure` with the path and what the system says.
  public static func write(_ data: Data, to path: String) throws(FileFailure) {
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw FileFailure(path: path, action: "write", error: error)
    }
  }

  /// Reads a whole file.
  ///
  /// - Throws: `FileFailure` with the path and what the system says.
  public static func read(_ path: String) throws(FileFailure) -> Data {
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw FileFailure(path: path, action: "read", error: error)
    }
  }
}

/// A file could not be read or written.
public struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// What was tried: `read` or `write`.
  public var action: String
  /// What the system says.
  public var reason: String

  init(path: String, action: String, error: any Error) {
    self.path = path
    self.action = action
    switch (error as? CocoaError)?.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: reason = "no such file or folder"
    case .fileReadNoPermission, .fileWriteNoPermission: reason = "permission denied"
    case .fileWriteOutOfSpace: reason = "no space left on the device"
    case .fileReadUnknownStringEncoding, .fileReadCorruptFile: reason = "its content cannot be read"
    default: reason = FileFailure.systemReason(error as NSError) ?? FileFailure.likelyReason(path)
    }
  }

  /// What the operating system says, where it is the cause.
  private static func systemReason(_ error: NSError) -> String? {
    if error.domain == NSPOSIXErrorDomain { return text(ofSystemError: Int32(error.code)) }
    return (error.userInfo[NSUnderlyingErrorKey] as? NSError).flatMap(systemReason)
  }

  /// What a look at the place shows.
  private static func likelyReason(_ path: String) -> String {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      return "it is a folder"
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    if access(folder, W_OK | X_OK) != 0 { return text(ofSystemError: errno) }
    return "the system does not allow it"
  }

  private static func text(ofSystemError code: Int32) -> String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// For example `cannot write /a/b.json: no such file or folder`.
  public var description: String { "cannot \(action) \(path): \(reason)" }
}
