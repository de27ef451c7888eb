// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The hand-written C code, compiled when the benchmark starts.
struct ReferenceCode {
  typealias Points =
    @convention(c) (UnsafePointer<Double>, UnsafePointer<Double>, Int, UnsafeMutablePointer<Double>) -> Void
  typealias Trajectories =
    @convention(c) (UnsafeMutablePointer<Double>, UnsafePointer<Double>, Double, Int, Int) -> Void
  typealias Grid =
    @convention(c) (UnsafePointer<Double>, Int, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Int
  typealias FixedPoints = @convention(c) (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Int

  /// What went wrong.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let library: UnsafeMutableRawPointer

  /// The compiler `CC`, or `cc`.
  private static var compiler: String { ProcessInfo.processInfo.environment["CC"] ?? "cc" }

  /// Compiles the sources for the processor at hand.
  init(folder: URL) throws {
    let output = FileManager.default.temporaryDirectory.appending(path: "bpanalyze-reference-\(getpid()).so")
    try ReferenceCode.compile(folder, machine: "native", to: output)
    try self.init(library: output.path)
    try FileManager.default.removeItem(at: output)
  }

  /// Opens what has been compiled before.
  init(library path: String) throws {
    guard let library = dlopen(path, RTLD_NOW) else { throw Failure(description: "cannot load \(path)") }
    self.library = library
  }

  /// Compiles the sources for a kind of processor to a library.
  static func compile(_ folder: URL, machine: String, to output: URL) throws {
    let arguments = [
      compiler, "-O3", "-march=\(machine)", "-shared", "-fPIC", "-o", output.path,
      folder.appending(path: "Reference/models.c").path, "-lm",
    ]
    let result = try Program.run(arguments)
    guard result.status == 0 else { throw Failure(description: "\(compiler) failed:\n\(result.errors)") }
  }

  /// The compiler's first line about itself.
  static func compilerName() throws -> String {
    try Program.run([compiler, "--version"]).output.split(separator: "\n").first.map(String.init) ?? compiler
  }

  /// A function by its name.
  func function<Function>(_ name: String) throws -> Function {
    guard let symbol = dlsym(library, name) else { throw Failure(description: "no function \(name)") }
    return unsafeBitCast(symbol, to: Function.self)
  }
}
