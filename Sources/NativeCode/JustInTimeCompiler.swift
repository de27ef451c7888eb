// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLLVM
import Synchronization

/// LLVM's just-in-time compiler: one for the whole process, used by one thread at a time.
final class JustInTimeCompiler: @unchecked Sendable {
  let host: HostProcessor
  private let llvm: LLVMLibrary
  private let jit: LLVMOrcLLJITRef
  private let functionCount = Mutex(0)

  /// The compiler of this process, or why there is none. It is made when it is first asked for.
  static let shared = Result { () throws(NativeCodeError) in
    do throws(NativeCodeError) {
      return try JustInTimeCompiler()
    } catch {
      failure.withLock { $0 = error }
      throw error
    }
  }

  /// Why the compiler of this process could not be made, once that was tried.
  static let failure = Mutex<NativeCodeError?>(nil)

  private init() throws(NativeCodeError) {
    llvm = try LLVMLibrary.shared.get()
    host = HostProcessor(llvm)
    let builder = llvm.createBuilder()
    llvm.setMachineBuilder(builder, llvm.machineBuilder(try JustInTimeCompiler.makeMachine(host, llvm)))
    var created: LLVMOrcLLJITRef?
    try llvm.check(llvm.createJIT(&created, builder), "starting")
    guard let created else { throw .refused(stage: "starting", message: "nothing was made") }
    jit = created
    var generator: LLVMOrcDefinitionGeneratorRef?
    try llvm.check(llvm.processSymbols(&generator, llvm.globalPrefix(jit), nil, nil), "finding functions")
    llvm.addGenerator(llvm.mainLibrary(jit), generator)
  }

  /// Compiles a module that defines one function.
  ///
  /// Expressions arrive shared and folded, and the writers write nothing twice: LLVM's optimiser (`default<O2>`) costs as
  /// long again as compiling and leaves Hodgkin–Huxley's code at the same size and speed. The code generator for the
  /// processor at hand does the rest.
  /// - Parameter assembly: Gives the module's text from the name of its function.
  /// - Throws: `NativeCodeError.refused` with LLVM's own message.
  func compile(_ assembly: (_ name: String) -> String) throws(NativeCodeError) -> MachineCode {
    do {
      return try functionCount.withLock { count in
        count += 1
        let name = "function\(count)"
        let tracker = try add(assembly(name))
        do {
          return MachineCode(address: try address(of: name), tracker: tracker, jit: self)
        } catch {
          remove(tracker)
          throw error
        }
      }
    } catch let error as NativeCodeError {
      throw error
    } catch {
      throw .refused(stage: "compiling", message: String(describing: error))
    }
  }

  /// Frees the code of a module.
  func free(_ tracker: LLVMOrcResourceTrackerRef) {
    functionCount.withLock { _ in remove(tracker) }
  }

  private func remove(_ tracker: LLVMOrcResourceTrackerRef) {
    try? llvm.check(llvm.removeTracked(tracker), "freeing")
    llvm.releaseTracker(tracker)
  }

  private func add(_ assembly: String) throws(NativeCodeError) -> LLVMOrcResourceTrackerRef {
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
    guard let tracker = llvm.createTracker(llvm.mainLibrary(jit)) else {
      throw .refused(stage: "adding a module", message: "nothing was made")
    }
    do {
      try llvm.check(llvm.addModule(jit, tracker, llvm.createModule(module, context)), "adding a module")
    } catch {
      llvm.releaseTracker(tracker)
      throw error
    }
    return tracker
  }

  private func address(of name: String) throws(NativeCodeError) -> UnsafeRawPointer {
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
    // Straight-line code comes out the same at the usual level, only later. The small code model addresses numbers relative to
    // the code; the large one, the default of just-in-time compilers, takes an instruction more for each.
    let (quick, positionIndependent, small): (Int32, Int32, Int32) = (1, 2, 3)
    guard
      let machine = llvm.createTargetMachine(
        target, host.triple, host.name, host.features, quick, positionIndependent, small)
    else { throw .unknownProcessor(triple: host.triple) }
    return machine
  }
}
