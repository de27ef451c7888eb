// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import Notebooks
import Results

/// A notebook in the file system, and the program that runs its commands: this one.
struct NotebookFile {
  private let path: String
  /// What the file holds.
  let document: NotebookDocument

  /// Reads a notebook.
  /// - Throws: `DataError` for a text that is none.
  init(_ path: String) throws {
    self.path = path
    let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
    do {
      document = try NotebookDocument(text)
    } catch {
      throw DataError("\(path): \(error.description)")
    }
  }

  /// What came of a run, and its page.
  struct Outcome {
    var report: NotebookRunner.Report
    var page: String?
  }

  /// Runs the notebook in a folder of its own, which is kept if it has a name, and makes its page there if that is wanted.
  /// - Throws: `DataError` for a formula that cannot be shown on a page.
  func run(keepingIn name: String? = nil, makingPage: Bool = false) throws -> Outcome {
    let manager = FileManager.default
    let folder =
      name.map { URL(fileURLWithPath: $0) }
      ?? manager.temporaryDirectory.appendingPathComponent("bpanalyze-\(ProcessInfo.processInfo.globallyUniqueString)")
    if let name, let inside = try? manager.contentsOfDirectory(atPath: name), !inside.isEmpty {
      throw ValidationError("--output: the folder '\(name)' is not empty.")
    }
    if let name, !manager.fileExists(atPath: name), let obstacle = FileFailure.obstacle(toWriting: name) {
      throw obstacle
    }
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { if name == nil { try? manager.removeItem(at: folder) } }
    let source = URL(fileURLWithPath: path).deletingLastPathComponent()
    let runner = NotebookRunner(folder: folder, source: source) { try Self.execute($0, in: folder) }
    let report = try runner.run(document)
    return Outcome(report: report, page: makingPage ? try page(report, figuresIn: folder, source) : nil)
  }

  private func page(_ report: NotebookRunner.Report, figuresIn folders: URL...) throws -> String {
    let program = "\(ProgramVersion.current.name) \(ProgramVersion.current.version)"
    do {
      return try NotebookPage(document, report: report, folders: folders, program: program).html()
    } catch {
      throw DataError("\(path): \(error.description)")
    }
  }

  private static func execute(_ arguments: [String], in folder: URL) throws -> NotebookRunner.Output {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Files take what is printed, however much that is.
    let names = (folder.appendingPathComponent(".output"), folder.appendingPathComponent(".remarks"))
    for name in [names.0, names.1] { try Data().write(to: name) }
    defer { for name in [names.0, names.1] { try? FileManager.default.removeItem(at: name) } }
    process.standardOutput = try FileHandle(forWritingTo: names.0)
    process.standardError = try FileHandle(forWritingTo: names.1)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    func text(_ name: URL) throws -> String { String(decoding: try Data(contentsOf: name), as: UTF8.self) }
    return NotebookRunner.Output(text: try text(names.0), remarks: try text(names.1), status: process.terminationStatus)
  }
}
