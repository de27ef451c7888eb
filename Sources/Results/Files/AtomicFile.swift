// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Synchronization

/// Files that appear whole or not at all, and files that are read up to a limit.
public enum AtomicFile {
  /// The largest file that is read where no other limit is given, in bytes.
  public static let sizeLimit = 1 << 30

  private static let lock = NSLock()
  /// The name of the file under way as C text, for `removeUnfinished`; nothing while there is none.
  private static let unfinished = Atomic<UInt>(0)
  private static let count = Atomic<Int>(0)

  /// Writes bytes to a file beside the final one, then renames it, so that readers see the old content or the new, never
  /// a part.
  ///
  /// - Throws: `FileFailure` with the path and what the system says.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
    try write(Data(bytes), to: path)
  }

  /// Writes data to a file beside the final one, then renames it.
  ///
  /// A link is followed, and the permissions of a file that exists are kept. One file is written at a time.
  ///
  /// - Throws: `FileFailure` with the path and what the system says.
  public static func write(_ data: Data, to path: String) throws(FileFailure) {
    try write(to: path, failing: { $0 }) { append throws(FileFailure) in try append(data) }
  }

  /// Writes data piece by piece to a file beside the final one, then renames it.
  ///
  /// - Parameters:
  ///   - path: Where the file is to be.
  ///   - failing: Makes what is thrown of a path and what the system says.
  ///   - body: Is given what adds data. If it throws, there is no file.
  /// - Throws: What `failing` makes, and what `body` throws.
  public static func write<Failure: Error>(
    to path: String, failing: @escaping (FileFailure) -> Failure,
    _ body: (_ append: (Data) throws(Failure) -> Void) throws(Failure) -> Void
  ) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    try writeAlone(to: path, failing, body)
  }

  /// Reads a whole file, a pipe or a device, but no more than a limit.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - limit: The most bytes; nothing is read of a file that is larger.
  /// - Throws: `FileFailure` with the path and what the system says.
  public static func read(_ path: String, limit: Int = sizeLimit) throws(FileFailure) -> Data {
    func failure(_ code: Int32) -> FileFailure { FileFailure(path: path, action: .read, code: code) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(errno) }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    if isFile, Int(status.st_size) > limit { throw FileFailure(path: path, limit: limit) }
    var data = Data()
    if isFile { data.reserveCapacity(Int(status.st_size)) }
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = Foundation.read(descriptor, &piece, piece.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(errno)
      }
      if count == 0 { return data }
      data.append(contentsOf: piece[..<count])
      if data.count > limit { throw FileFailure(path: path, limit: limit) }
    }
  }

  /// Writes all bytes to an open file, a pipe or a terminal.
  ///
  /// - Parameters:
  ///   - data: The bytes.
  ///   - descriptor: The number of the open file.
  ///   - name: What the file is called in messages.
  /// - Throws: `FileFailure` with the name and what the system says.
  public static func write(_ data: Data, to descriptor: Int32, name: String) throws(FileFailure) {
    let code = send(data, to: descriptor)
    if code != 0 { throw FileFailure(path: name, action: .write, code: code) }
  }

  /// Removes the file under way, if there is one: for the handler of a signal that ends the process, where little else is
  /// allowed.
  public static func removeUnfinished() {
    if let name = UnsafePointer<CChar>(bitPattern: unfinished.load(ordering: .acquiring)) { unlink(name) }
  }

  private static func writeAlone<Failure: Error>(
    to path: String, _ failing: @escaping (FileFailure) -> Failure,
    _ body: (_ append: (Data) throws(Failure) -> Void) throws(Failure) -> Void
  ) throws(Failure) {
    func failure(_ code: Int32) -> Failure { failing(FileFailure(path: path, action: .write, code: code)) }
    if let obstacle = FileFailure.obstacle(toWriting: path) { throw failing(obstacle) }
    let target = resolved(path)
    let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
    let number = count.add(1, ordering: .relaxed).newValue
    guard let temporary = strdup("\(folder).bpanalyze-\(getpid())-\(number)") else { throw failure(ENOMEM) }
    defer { free(temporary) }
    unfinished.store(UInt(bitPattern: temporary), ordering: .releasing)
    defer { unfinished.store(0, ordering: .releasing) }
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(errno) }
    var status = stat()
    if stat(target, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
    do throws(Failure) {
      try body { data throws(Failure) in
        let code = send(data, to: descriptor)
        if code != 0 { throw failure(code) }
      }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    var code = close(descriptor) == 0 ? 0 : errno
    if code == 0, rename(temporary, target) != 0 { code = errno }
    if code != 0 {
      unlink(temporary)
      throw failure(code)
    }
  }

  /// Writes all bytes; returns 0, or the number of the system's error.
  private static func send(_ data: Data, to descriptor: Int32) -> Int32 {
    data.withUnsafeBytes { buffer -> Int32 in
      var sent = 0
      while sent < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        sent += count
      }
      return 0
    }
  }

  /// The file that a link stands for; other paths as they are.
  private static func resolved(_ path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let real = realpath(path, nil) else {
      return path
    }
    defer { free(real) }
    return String(cString: real)
  }
}
