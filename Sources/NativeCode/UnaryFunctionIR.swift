// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The code of functions of one argument.
enum UnaryFunctionIR {
  static func emit(
    _ function: UnaryFunction, _ x: String, _ writer: inout IRWriter, _ declarations: inout Set<String>
  ) -> String {
    let (zero, one) = (writer.literal(0), writer.literal(1))
    switch function {
    case .negate: return writer.emit("fneg \(writer.type) \(x)")
    case .absolute: return intrinsic("fabs", x, &writer, &declarations)
    case .squareRoot: return intrinsic("sqrt", x, &writer, &declarations)
    case .floor: return intrinsic("floor", x, &writer, &declarations)
    case .ceiling: return intrinsic("ceil", x, &writer, &declarations)
    case .sign:
      let negative = writer.choose(writer.compare("olt", x, zero), writer.literal(-1), zero)
      let value = writer.choose(writer.compare("ogt", x, zero), one, negative)
      return writer.choose(writer.compare("uno", x, x), x, value)
    case .heaviside:
      let value = writer.choose(writer.compare("olt", x, zero), zero, one)
      return writer.choose(writer.compare("uno", x, x), x, value)
    case .not: return writer.choose(writer.compare("oeq", x, zero), one, zero)
    case .bernoulli(let order) where order <= 1: return BernoulliIR.emit(order: order, x, &writer, &declarations)
    case .lookup(let table):
      let (address, place) = RuntimeFunctions.address(of: table)
      return writer.callEach("inttoptr (i64 \(address) to ptr)", leading: "i64 \(place), ", [x])
    default: break
    }
    if let name = libraryName(function) {
      return BinaryFunctionIR.callLibrary(name, [x], &writer, &declarations)
    }
    guard let (address, order) = RuntimeFunctions.address(of: function) else { return writer.literal(.nan) }
    return writer.callEach("inttoptr (i64 \(address) to ptr)", leading: "i32 \(order), ", [x])
  }

  static func intrinsic(
    _ name: String, _ x: String, _ writer: inout IRWriter, _ declarations: inout Set<String>
  ) -> String {
    declarations.insert("declare \(writer.type) @llvm.\(name).\(writer.suffix)(\(writer.type))")
    return writer.intrinsic(name, x)
  }

  /// The name of a function in C's mathematical library.
  private static func libraryName(_ function: UnaryFunction) -> String? {
    switch function {
    case .exp: "exp"
    case .log: "log"
    case .log10: "log10"
    case .sin: "sin"
    case .cos: "cos"
    case .tan: "tan"
    case .asin: "asin"
    case .acos: "acos"
    case .atan: "atan"
    case .sinh: "sinh"
    case .cosh: "cosh"
    case .tanh: "tanh"
    case .asinh: "asinh"
    case .acosh: "acosh"
    case .atanh: "atanh"
    case .erf: "erf"
    case .erfc: "erfc"
    case .gamma: "tgamma"
    default: nil
    }
  }
}

/// The code of functions of two arguments.
enum BinaryFunctionIR {
  static func emit(
    _ function: BinaryFunction, _ x: String, _ y: String, _ writer: inout IRWriter,
    _ declarations: inout Set<String>
  ) -> String {
    let (zero, one) = (writer.literal(0), writer.literal(1))
    func truth(_ condition: String) -> String {
      writer.choose(writer.compare(condition, x, y), one, zero)
    }
    switch function {
    case .add: return writer.arithmetic("fadd", x, y)
    case .subtract: return writer.arithmetic("fsub", x, y)
    case .multiply: return writer.arithmetic("fmul", x, y)
    case .divide: return writer.arithmetic("fdiv", x, y)
    case .power: return callLibrary("pow", [x, y], &writer, &declarations)
    case .atan2: return callLibrary("atan2", [x, y], &writer, &declarations)
    case .maximum, .minimum:
      let chosen = writer.choose(writer.compare(function == .maximum ? "ogt" : "olt", x, y), x, y)
      return writer.choose(writer.compare("uno", x, x), x, chosen)
    case .less: return truth("olt")
    case .lessOrEqual: return truth("ole")
    case .greater: return truth("ogt")
    case .greaterOrEqual: return truth("oge")
    case .equal: return truth("oeq")
    case .notEqual: return truth("une")
    case .and, .or:
      let (a, b) = (writer.compare("une", x, zero), writer.compare("une", y, zero))
      let both = writer.emit("\(function == .and ? "and" : "or") \(writer.truthType) \(a), \(b)")
      return writer.choose(both, one, zero)
    case .modulo, .besselJ, .besselY, .besselI:
      guard let address = RuntimeFunctions.address(of: function) else { return writer.literal(.nan) }
      return writer.callEach("inttoptr (i64 \(address) to ptr)", [x, y])
    }
  }

  /// A power with a small whole exponent, multiplied out as the tape does.
  static func emitPower(_ x: String, _ n: Int, _ writer: inout IRWriter) -> String {
    let square = writer.arithmetic("fmul", x, x)
    switch n {
    case 2: return square
    case 3: return writer.arithmetic("fmul", square, x)
    case 4: return writer.arithmetic("fmul", square, square)
    default:
      var (result, base, exponent): (String?, String, Int) = (nil, x, n)
      while exponent > 0 {
        if exponent & 1 == 1 { result = result.map { writer.arithmetic("fmul", $0, base) } ?? base }
        exponent >>= 1
        if exponent > 0 { base = writer.arithmetic("fmul", base, base) }
      }
      return result ?? x
    }
  }

  /// A call of C's mathematical library, or of its vector version where there is one.
  static func callLibrary(
    _ name: String, _ arguments: [String], _ writer: inout IRWriter, _ declarations: inout Set<String>
  ) -> String {
    let lanes = writer.registerWidth
    if lanes > 1, let vector = VectorMathematics.name(name, arguments: arguments.count, lanes: lanes) {
      let register = "<\(lanes) x double>"
      let types = Array(repeating: register, count: arguments.count).joined(separator: ", ")
      declarations.insert("declare \(register) @\(vector)(\(types)) #1")
      return writer.callVector("@\(vector)", arguments)
    }
    let types = Array(repeating: "double", count: arguments.count).joined(separator: ", ")
    declarations.insert("declare double @\(name)(\(types)) #1")
    return writer.callEach("@\(name)", arguments)
  }
}
