// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Writes LLVM's intermediate language: a value is the name of a register or a literal.
///
/// One writer makes straight-line code of one width: `width` numbers in a register, 1 for scalar code. No instruction has
/// an effect but its result, so an instruction that was written before is not written again.
struct IRWriter {
  let width: Int
  /// How many of the numbers one vector register holds.
  let registerWidth: Int
  /// Whether a product and a sum may become one instruction, rounded once.
  let fusesProducts: Bool
  private(set) var lines: [String] = []
  /// Whether functions are called that are more than a few instructions.
  private(set) var hasCalls = false
  private var known: [String: String] = [:]
  private let prefix: String

  init(width: Int, registerWidth: Int? = nil, prefix: String, fusesProducts: Bool = false) {
    self.width = width
    self.registerWidth = registerWidth ?? width
    self.prefix = prefix
    self.fusesProducts = fusesProducts
  }

  /// The type of a number of this width.
  var type: String { width == 1 ? "double" : "<\(width) x double>" }
  /// The type of a truth value of this width.
  var truthType: String { width == 1 ? "i1" : "<\(width) x i1>" }
  /// What LLVM appends to the names of its own functions for this width.
  var suffix: String { width == 1 ? "f64" : "v\(width)f64" }

  /// Writes an instruction and names its result.
  mutating func emit(_ instruction: String) -> String {
    if let name = known[instruction] { return name }
    let name = "%\(prefix)\(known.count)"
    known[instruction] = name
    lines.append("  \(name) = \(instruction)")
    return name
  }

  /// A number as a literal, exact to the bit.
  func literal(_ value: Double) -> String {
    let digits = String(value.bitPattern, radix: 16, uppercase: true)
    let scalar = "0x" + String(repeating: "0", count: 16 - digits.count) + digits
    if width == 1 { return scalar }
    return "splat (double \(scalar))"
  }

  /// One number in every place of a register.
  mutating func splat(_ scalar: String) -> String {
    if width == 1 { return scalar }
    let first = emit("insertelement \(type) poison, double \(scalar), i64 0")
    return emit("shufflevector \(type) \(first), \(type) poison, <\(width) x i32> zeroinitializer")
  }

  mutating func arithmetic(_ instruction: String, _ x: String, _ y: String) -> String {
    emit("\(instruction)\(fusesProducts ? " contract" : "") \(type) \(x), \(y)")
  }

  mutating func compare(_ condition: String, _ x: String, _ y: String) -> String {
    emit("fcmp \(condition) \(type) \(x), \(y)")
  }

  mutating func choose(_ condition: String, _ x: String, _ y: String) -> String {
    emit("select \(truthType) \(condition), \(type) \(x), \(type) \(y)")
  }

  /// A call of one of LLVM's own functions.
  mutating func intrinsic(_ name: String, _ arguments: String...) -> String {
    let list = arguments.map { "\(type) \($0)" }.joined(separator: ", ")
    return emit("call \(type) @llvm.\(name).\(suffix)(\(list))")
  }

  /// A call of a function that takes one vector register at a time.
  mutating func callVector(_ function: String, _ arguments: [String]) -> String {
    hasCalls = true
    let register = "<\(registerWidth) x double>"
    if width == registerWidth {
      return emit("call \(type) \(function)(\(arguments.map { "\(type) \($0)" }.joined(separator: ", ")))")
    }
    var parts = (0..<width / registerWidth).map { part in
      let places = places(part * registerWidth..<(part + 1) * registerWidth)
      let list = arguments.map { argument in
        "\(register) " + emit("shufflevector \(type) \(argument), \(type) poison, \(places)")
      }
      return emit("call \(register) \(function)(\(list.joined(separator: ", ")))")
    }
    var partWidth = registerWidth
    while parts.count > 1 {
      let (half, places) = ("<\(partWidth) x double>", places(0..<2 * partWidth))
      parts = stride(from: 0, to: parts.count, by: 2).map { i in
        emit("shufflevector \(half) \(parts[i]), \(half) \(parts[i + 1]), \(places)")
      }
      partWidth *= 2
    }
    return parts[0]
  }

  /// A choice of places of a register, for `shufflevector`.
  private func places(_ range: Range<Int>) -> String {
    "<\(range.count) x i32> <" + range.map { "i32 \($0)" }.joined(separator: ", ") + ">"
  }

  /// A call of a scalar function for every place of a register.
  mutating func callEach(_ function: String, leading: String = "", _ arguments: [String]) -> String {
    hasCalls = true
    if width == 1 {
      return emit("call double \(function)(\(leading)\(arguments.map { "double \($0)" }.joined(separator: ", ")))")
    }
    var result = "poison"
    for place in 0..<width {
      let scalars = arguments.map { emit("extractelement \(type) \($0), i64 \(place)") }
      let list = scalars.map { "double \($0)" }.joined(separator: ", ")
      let value = emit("call double \(function)(\(leading)\(list))")
      result = emit("insertelement \(type) \(result), double \(value), i64 \(place)")
    }
    return result
  }

  /// Adds the lines of another writer.
  mutating func append(_ other: IRWriter) { lines += other.lines }
}
