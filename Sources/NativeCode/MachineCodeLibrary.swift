// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The library that makes machine code. It is loaded when it is first needed, and everything works without it, only slower.
public enum MachineCodeLibrary {
  /// The version of LLVM, or why there is none.
  public static var version: String {
    switch LLVMLibrary.shared {
    case .success(let library): library.version
    case .failure(let error): "not there: \(error)"
    }
  }
}
