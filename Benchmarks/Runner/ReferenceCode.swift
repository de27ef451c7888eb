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

  /// What went wrong.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let library: UnsafeMutableRawPointer
  /// The compiler's first line about itself.
  let compilerName: String

  /// Compiles the sources with the compiler `CC`, or `cc`.
  init(folder: URL) throws {
    let compiler = ProcessInfo.processInfo.environment["CC"] ?? "cc"
    let output = FileManager.default.temporaryDirectory.appending(path: "bpanalyze-reference-\(getpid()).so")
    let arguments = [
      compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", output.path,
      folder.appending(path: "Reference/models.c").path, "-lm",
    ]
    let result = try Program.run(arguments)
    guard result.status == 0 else { throw Failure(description: "\(compiler) failed:\n\(result.errors)") }
    guard let library = dlopen(output.path, RTLD_NOW) else { throw Failure(description: "cannot load \(output.path)") }
    try FileManager.default.removeItem(at: output)
    self.library = library
    compilerName =
      try Program.run([compiler, "--version"]).output.split(separator: "\n").first.map(String.init) ?? compiler
  }

  /// A function by its name.
  func function<Function>(_ name: String) throws -> Function {
    guard let symbol = dlsym(library, name) else { throw Failure(description: "no function \(name)") }
    return unsafeBitCast(symbol, to: Function.self)
  }
}
