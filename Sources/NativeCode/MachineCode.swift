// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLLVM

/// A piece of machine code in memory, made from LLVM's intermediate language; freed with its last owner.
///
/// The compiled functions hold no state, so any number of threads may call them.
final class MachineCode: @unchecked Sendable {
  private let llvm: LLVMLibrary
  private let jit: LLVMOrcLLJITRef

  /// Compiles a module.
  /// - Throws: `NativeCodeError.refused` with LLVM's own message.
  init(assembly: String, for host: HostProcessor, _ llvm: LLVMLibrary) throws(NativeCodeError) {
    self.llvm = llvm
    jit = try MachineCode.makeJIT(host, llvm)
    do {
      try add(assembly, host)
    } catch {
      _ = llvm.disposeJIT(jit)
      throw error
    }
  }

  deinit { _ = llvm.disposeJIT(jit) }

  /// The address of a function of the module.
  func address(of name: String) throws(NativeCodeError) -> UnsafeRawPointer {
    var address: LLVMOrcExecutorAddress = 0
    try llvm.check(llvm.lookup(jit, &address, name), "linking")
    guard let pointer = UnsafeRawPointer(bitPattern: UInt(address)) else { throw .functionMissing(name: name) }
    return pointer
  }

  private static func makeMachine(
    _ host: HostProcessor, _ llvm: LLVMLibrary
  ) throws(NativeCodeError) -> LLVMTargetMachineRef {
    var target: LLVMTargetRef?
    var message: UnsafeMutablePointer<CChar>?
    guard llvm.targetFromTriple(host.triple, &target, &message) == 0 else {
      throw .refused(stage: "choosing a target", message: llvm.text(message))
    }
    // Optimise for speed; addresses and code model as the just-in-time compiler wants them.
    let (aggressive, positionIndependent, jitCodeModel): (Int32, Int32, Int32) = (3, 2, 1)
    guard
      let machine = llvm.createTargetMachine(
        target, host.triple, host.name, host.features, aggressive, positionIndependent, jitCodeModel)
    else { throw .unknownProcessor(triple: host.triple) }
    return machine
  }

  private static func makeJIT(_ host: HostProcessor, _ llvm: LLVMLibrary) throws(NativeCodeError) -> LLVMOrcLLJITRef {
    let builder = llvm.createBuilder()
    llvm.setMachineBuilder(builder, llvm.machineBuilder(try makeMachine(host, llvm)))
    var created: LLVMOrcLLJITRef?
    try llvm.check(llvm.createJIT(&created, builder), "starting")
    guard let jit = created else { throw .refused(stage: "starting", message: "nothing was made") }
    var generator: LLVMOrcDefinitionGeneratorRef?
    try llvm.check(llvm.processSymbols(&generator, llvm.globalPrefix(jit), nil, nil), "finding functions")
    llvm.addGenerator(llvm.mainLibrary(jit), generator)
    return jit
  }

  private func add(_ assembly: String, _ host: HostProcessor) throws(NativeCodeError) {
    let context = llvm.createContext()
    defer { llvm.disposeContext(context) }
    var assembly = assembly
    let buffer = assembly.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { llvm.copyText($0.baseAddress, $0.count, "model") }
    }
    var parsed: LLVMModuleRef?
    var message: UnsafeMutablePointer<CChar>?
    guard llvm.parse(llvm.contextOf(context), buffer, &parsed, &message) == 0, let module = parsed else {
      throw .refused(stage: "reading", message: llvm.text(message))
    }
    do {
      try optimise(module, host)
    } catch {
      llvm.disposeModule(module)
      throw error
    }
    try llvm.check(
      llvm.addModule(jit, llvm.mainLibrary(jit), llvm.createModule(module, context)), "adding the module")
  }

  private func optimise(_ module: LLVMModuleRef, _ host: HostProcessor) throws(NativeCodeError) {
    let machine = try MachineCode.makeMachine(host, llvm)
    defer { llvm.disposeTargetMachine(machine) }
    let options = llvm.createPassOptions()
    defer { llvm.disposePassOptions(options) }
    // The code is straight lines in one loop: what pays is sharing, hoisting and folding, not the whole of -O3.
    let passes =
      "function(sroa,early-cse,instcombine<no-verify-fixpoint>,loop-mssa(licm),gvn,instcombine<no-verify-fixpoint>,simplifycfg)"
    try llvm.check(llvm.runPasses(module, "always-inline,\(passes)", machine, options), "optimising")
  }
}
