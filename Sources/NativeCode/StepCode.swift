// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The code of steps in two forms: one that multiplies by reciprocals of what is the same for all steps, and one that divides,
/// for the rare divisors without a usable reciprocal. Each is compiled when it is first called.
struct StepCode: Sendable {
  let multiplying: CodeOnFirstCall
  private let dividing: CodeOnFirstCall

  /// - Parameter assembly: Gives the module's text from the source and the name of its function.
  init(
    _ source: StepSource, _ jit: JustInTimeCompiler,
    _ assembly: @escaping @Sendable (_ source: StepSource, _ name: String) -> String
  ) {
    var careful = source
    careful.divides = true
    multiplying = CodeOnFirstCall(jit) { assembly(source, $0) }
    dividing = CodeOnFirstCall(jit) { [careful] in assembly(careful, $0) }
  }

  /// Calls a function that returns 0, and has done nothing, where a reciprocal is out of range.
  /// - Returns: Whether there was code to call.
  @inline(__always)
  func run(_ call: (UnsafeRawPointer) -> Int32) -> Bool {
    guard let address = multiplying.address else { return false }
    if call(address) != 0 { return true }
    guard let address = dividing.address else { return false }
    return call(address) != 0
  }
}
