// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLLVM
import Foundation

/// LLVM's shared library, opened when it is first needed, and those of its functions that are used.
struct LLVMLibrary: Sendable {
  let createContext: LLVMOrcCreateNewThreadSafeContext_f
  let contextOf: LLVMOrcThreadSafeContextGetContext_f
  let disposeContext: LLVMOrcDisposeThreadSafeContext_f
  let copyText: LLVMCreateMemoryBufferWithMemoryRangeCopy_f
  let parse: LLVMParseIRInContext_f
  let createTargetMachine: LLVMCreateTargetMachine_f
  let targetFromTriple: LLVMGetTargetFromTriple_f
  let defaultTriple: LLVMGetDefaultTargetTriple_f
  let hostName: LLVMGetHostCPUName_f
  let hostFeatures: LLVMGetHostCPUFeatures_f
  let disposeMessage: LLVMDisposeMessage_f
  let errorMessage: LLVMGetErrorMessage_f
  let disposeErrorMessage: LLVMDisposeErrorMessage_f
  let createBuilder: LLVMOrcCreateLLJITBuilder_f
  let machineBuilder: LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine_f
  let setMachineBuilder: LLVMOrcLLJITBuilderSetJITTargetMachineBuilder_f
  let createJIT: LLVMOrcCreateLLJIT_f
  let mainLibrary: LLVMOrcLLJITGetMainJITDylib_f
  let globalPrefix: LLVMOrcLLJITGetGlobalPrefix_f
  let processSymbols: LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess_f
  let addGenerator: LLVMOrcJITDylibAddGenerator_f
  let createModule: LLVMOrcCreateNewThreadSafeModule_f
  let createTracker: LLVMOrcJITDylibCreateResourceTracker_f
  let removeTracked: LLVMOrcResourceTrackerRemove_f
  let releaseTracker: LLVMOrcReleaseResourceTracker_f
  let addModule: LLVMOrcLLJITAddLLVMIRModuleWithRT_f
  let lookup: LLVMOrcLLJITLookup_f
  /// The library's version.
  let version: String

  /// The library of this process, or why there is none. It stays open until the process ends.
  static let shared = Result { () throws(NativeCodeError) in try LLVMLibrary() }

  private static let fileNames = ["libLLVM.so.19.1", "libLLVM-19.so.1", "libLLVM-19.so"]

  private init() throws(NativeCodeError) {
    guard let handle = LLVMLibrary.fileNames.lazy.compactMap({ dlopen($0, RTLD_LAZY | RTLD_LOCAL) }).first else {
      throw .libraryMissing(reason: dlerror().map { String(cString: $0) } ?? "not found")
    }
    let symbols = SymbolTable(handle: handle)
    try LLVMLibrary.initialiseTarget(symbols)
    createContext = try symbols["LLVMOrcCreateNewThreadSafeContext"]
    contextOf = try symbols["LLVMOrcThreadSafeContextGetContext"]
    disposeContext = try symbols["LLVMOrcDisposeThreadSafeContext"]
    copyText = try symbols["LLVMCreateMemoryBufferWithMemoryRangeCopy"]
    parse = try symbols["LLVMParseIRInContext"]
    createTargetMachine = try symbols["LLVMCreateTargetMachine"]
    targetFromTriple = try symbols["LLVMGetTargetFromTriple"]
    defaultTriple = try symbols["LLVMGetDefaultTargetTriple"]
    hostName = try symbols["LLVMGetHostCPUName"]
    hostFeatures = try symbols["LLVMGetHostCPUFeatures"]
    disposeMessage = try symbols["LLVMDisposeMessage"]
    errorMessage = try symbols["LLVMGetErrorMessage"]
    disposeErrorMessage = try symbols["LLVMDisposeErrorMessage"]
    createBuilder = try symbols["LLVMOrcCreateLLJITBuilder"]
    machineBuilder = try symbols["LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine"]
    setMachineBuilder = try symbols["LLVMOrcLLJITBuilderSetJITTargetMachineBuilder"]
    createJIT = try symbols["LLVMOrcCreateLLJIT"]
    mainLibrary = try symbols["LLVMOrcLLJITGetMainJITDylib"]
    globalPrefix = try symbols["LLVMOrcLLJITGetGlobalPrefix"]
    processSymbols = try symbols["LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess"]
    addGenerator = try symbols["LLVMOrcJITDylibAddGenerator"]
    createModule = try symbols["LLVMOrcCreateNewThreadSafeModule"]
    createTracker = try symbols["LLVMOrcJITDylibCreateResourceTracker"]
    removeTracked = try symbols["LLVMOrcResourceTrackerRemove"]
    releaseTracker = try symbols["LLVMOrcReleaseResourceTracker"]
    addModule = try symbols["LLVMOrcLLJITAddLLVMIRModuleWithRT"]
    lookup = try symbols["LLVMOrcLLJITLookup"]
    let tellVersion: LLVMGetVersion_f = try symbols["LLVMGetVersion"]
    var parts: (UInt32, UInt32, UInt32) = (0, 0, 0)
    tellVersion(&parts.0, &parts.1, &parts.2)
    version = "\(parts.0).\(parts.1).\(parts.2)"
  }

  /// The code generators of a library are switched on one by one.
  private static func initialiseTarget(_ symbols: SymbolTable) throws(NativeCodeError) {
    #if arch(x86_64)
      let name = "X86"
    #elseif arch(arm64)
      let name = "AArch64"
    #else
      let name = "unknown"
    #endif
    for part in ["TargetInfo", "Target", "TargetMC", "AsmPrinter"] {
      let initialise: LLVMInitialize_f = try symbols["LLVMInitialize\(name)\(part)"]
      initialise()
    }
  }

  /// Throws LLVM's message if a call has failed.
  func check(_ error: LLVMErrorRef?, _ stage: String) throws(NativeCodeError) {
    guard let error, let message = errorMessage(error) else { return }
    defer { disposeErrorMessage(message) }
    throw .refused(stage: stage, message: String(cString: message))
  }

  /// Takes over a text that LLVM made.
  func text(_ message: UnsafeMutablePointer<CChar>?) -> String {
    guard let message else { return "" }
    defer { disposeMessage(message) }
    return String(cString: message)
  }
}

/// The functions of a shared library, by name.
private struct SymbolTable {
  let handle: UnsafeMutableRawPointer

  subscript<Function>(name: String) -> Function {
    get throws(NativeCodeError) {
      guard let symbol = dlsym(handle, name) else { throw .functionMissing(name: name) }
      return unsafeBitCast(symbol, to: Function.self)
    }
  }
}
