// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// A file could not be read or written.
public struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is done with a file.
  public enum Action: String, Hashable, Sendable {
    case read
    case write
  }

  /// The file.
  public var path: String
  /// What was tried.
  public var action: Action
  /// What the system says.
  public var reason: String

  /// A failure of the system's call of a number.
  init(path: String, action: Action, code: Int32) {
    self.path = path
    self.action = action
    reason =
      switch code {
      case ENOENT: "no such file or folder"
      case EISDIR: "it is a folder"
      case ENOSPC: "no space left on the device"
      case EFBIG: "it would be larger than the system allows"
      case EPIPE: "nobody reads it any more"
      case EBADF: "it is closed"
      default: FileFailure.text(ofSystemError: code)
      }
  }

  /// A file of more bytes than are read.
  init(path: String, limit: Int) {
    self.path = path
    action = .read
    let size = limit >= 1_000_000 ? "\(limit / 1_000_000) MB" : "\(limit) bytes"
    reason = "it is larger than \(size), the most that is read"
  }

  /// For example `cannot write /a/b.json: no such file or folder`.
  public var description: String { "cannot \(action.rawValue) \(path): \(reason)" }

  /// What would keep a file from being written, as far as a look at its place shows; nil if nothing does.
  public static func obstacle(toWriting path: String) -> FileFailure? {
    func failure(_ code: Int32) -> FileFailure { FileFailure(path: path, action: .write, code: code) }
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return failure(EISDIR) }
      if access(path, W_OK) != 0 { return failure(errno) }
    }
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    return access(folder, W_OK | X_OK) == 0 ? nil : failure(errno)
  }

  private static func text(ofSystemError code: Int32) -> String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
