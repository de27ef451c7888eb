// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Takes the integrals `int{K(t,t',u)}`, `int[mu]{...}` and `int[mu]{k(t)#u}` out of statements and puts names in their places.
struct ODEKernels {
  /// An integral over the time since the start.
  struct Kernel {
    /// The name that stands for the integral in formulas.
    let name: String
    /// The strength of the singularity, `mu`.
    let exponent: Double
    /// What depends on the time that has passed, left of `#`.
    let convolution: SourceText?
    /// What is integrated, right of `#`.
    let integrand: SourceText
  }

  /// What names of integrals begin with.
  static let prefix = "int_of_kernel_"

  private(set) var kernels: [Kernel] = []

  /// The statement with its integrals replaced by names.
  mutating func extract(from statement: SourceText) throws(FormulaError) -> SourceText {
    var (bytes, offsets, position) = ([UInt8](), [Int32](), 0)
    while let start = statement.integral(from: position) {
      let (kernel, end) = try read(statement, at: start)
      kernels.append(kernel)
      let before = statement[position..<start]
      bytes += before.bytes + kernel.name.utf8
      offsets +=
        before.offsets + Array(repeating: Int32(clamping: statement.offset(start)), count: kernel.name.utf8.count)
      position = end
    }
    if position == 0 { return statement }
    let rest = statement.suffix(from: position)
    return SourceText(bytes: bytes + rest.bytes, offsets: offsets + rest.offsets, end: statement.end)
  }

  /// Reads the integral that begins at a place; returns where the statement goes on.
  private func read(_ text: SourceText, at start: Int) throws(FormulaError) -> (Kernel, end: Int) {
    let form = "the forms are int{formula}, int[exponent]{formula} and int[exponent]{formula of t#formula}"
    var position = start + 3
    var exponent = 0.0
    if text[position] == UInt8(ascii: "[") {
      guard let close = text.firstIndex(from: position, where: { $0 == UInt8(ascii: "]") }) else {
        throw FormulaError("this bracket is never closed", at: text.location(position..<position + 1), hint: form)
      }
      let value = text[position + 1..<close].trimmed
      exponent = try value.requireNumber("the exponent of a kernel", hint: form)
      guard exponent >= 0, exponent < 1 else {
        throw FormulaError("the exponent of a kernel must lie from 0 to below 1", at: value.location)
      }
      position = text.firstIndex(from: close + 1, where: { !$0.isBlank }) ?? text.count
    }
    guard position < text.count, text[position] == UInt8(ascii: "{") else {
      throw FormulaError("'{' must follow 'int'", at: text.location(start..<start + 3), hint: form)
    }
    guard let close = text.firstIndex(from: position, where: { $0 == UInt8(ascii: "}") }) else {
      throw FormulaError("this bracket is never closed", at: text.location(position..<position + 1), hint: form)
    }
    let inside = text[position + 1..<close]
    let sign = inside.firstIndex { $0 == UInt8(ascii: "#") }
    return (
      Kernel(
        name: "\(Self.prefix)\(kernels.count + 1)", exponent: exponent,
        convolution: sign.map { inside[0..<$0].trimmed },
        integrand: inside.suffix(from: sign.map { $0 + 1 } ?? 0).trimmed), close + 1
    )
  }
}

extension SourceText {
  /// Where the next `int{` or `int[` begins.
  fileprivate func integral(from start: Int) -> Int? {
    var position = start
    while position + 3 < count {
      let isWord = position == 0 || !self[position - 1].isNameByte
      if isWord, self[position..<position + 3].key == "int", "[{".utf8.contains(self[position + 3]) { return position }
      position += 1
    }
    return nil
  }
}
