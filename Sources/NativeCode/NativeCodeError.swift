// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Why no machine code could be made.
public enum NativeCodeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// LLVM's library is not installed or cannot be loaded.
  case libraryMissing(reason: String)
  /// The library lacks a function that is needed.
  case functionMissing(name: String)
  /// The processor is of a kind that is not supported.
  case unknownProcessor(triple: String)
  /// LLVM refused; the text is its own.
  case refused(stage: String, message: String)

  /// The message for a person.
  public var description: String {
    switch self {
    case .libraryMissing(let reason):
      "LLVM 19 is not there (\(reason)); install the package libllvm19. Models run on the portable evaluator"
    case .functionMissing(let name): "LLVM's library has no function \(name); version 19 is needed"
    case .unknownProcessor(let triple): "no machine code can be made for \(triple)"
    case .refused(let stage, let message): "LLVM refused in \(stage): \(message)"
    }
  }
}
