// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLLVM
import Foundation

/// What the processor at hand can do.
struct HostProcessor: Sendable {
  /// LLVM's name of the machine.
  let triple: String
  /// LLVM's name of the processor.
  let name: String
  /// LLVM's list of the processor's features.
  let features: String
  /// The numbers that one vector instruction treats: 8 with AVX-512, 4 with AVX2, otherwise 1.
  let laneCount: Int

  init(_ llvm: LLVMLibrary) {
    triple = llvm.text(llvm.defaultTriple())
    name = llvm.text(llvm.hostName())
    features = llvm.text(llvm.hostFeatures())
    let has = Set(features.split(separator: ","))
    if !VectorMathematics.isPresent {
      laneCount = 1
    } else if ["+avx512f", "+avx512dq", "+avx512vl"].allSatisfy(has.contains) {
      laneCount = 8
    } else {
      laneCount = has.contains("+avx2") && has.contains("+fma") ? 4 : 1
    }
  }
}

/// The vector functions of glibc (libmvec), accurate to 4 units in the last place.
enum VectorMathematics {
  /// Whether the library is there; opening it lets machine code find its functions.
  static let isPresent = dlopen("libmvec.so.1", RTLD_NOW | RTLD_GLOBAL) != nil

  /// The name of the vector version of a function of C's library, by the vector ABI of x86-64.
  static func name(_ function: String, arguments: Int, lanes: Int) -> String? {
    let instructionSet = lanes == 8 ? "e" : "d"
    let name = "_ZGV\(instructionSet)N\(lanes)" + String(repeating: "v", count: arguments) + "_" + function
    return dlsym(nil, name) == nil ? nil : name
  }
}
