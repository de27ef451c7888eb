// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The functions and words that formulas know, as XPPAUT has them and a few more.
public enum FormulaFunctions {
  static let unary: [String: UnaryFunction] = [
    "sin": .sin, "cos": .cos, "tan": .tan, "asin": .asin, "acos": .acos, "atan": .atan,
    "sinh": .sinh, "cosh": .cosh, "tanh": .tanh, "asinh": .asinh, "acosh": .acosh, "atanh": .atanh,
    "abs": .absolute, "exp": .exp, "ln": .log, "log": .log, "log10": .log10, "sqrt": .squareRoot,
    "heav": .heaviside, "sign": .sign, "flr": .floor, "floor": .floor, "ceil": .ceiling,
    "erf": .erf, "erfc": .erfc, "gamma": .gamma, "lgamma": .logGamma,
  ]

  static let binary: [String: BinaryFunction] = [
    "atan2": .atan2, "max": .maximum, "min": .minimum, "mod": .modulo,
    "besselj": .besselJ, "bessely": .besselY, "besseli": .besselI,
  ]

  /// Functions that have a meaning in model files alone (`FormulaScope.furtherFunctions`), and what they bring in.
  static let unsupported: [String: String] = [
    "ran": "noise", "normal": "noise", "poisson": "noise", "delay": "delays", "del_shft": "delays",
    "ishift": "networks", "hom_bcs": "homoclinic boundary conditions",
  ]

  /// Words with a fixed meaning that are not functions.
  static let words: Set<String> = ["t", "pi", "if", "then", "else", "sum", "of", "not", "shift", "set"]

  /// Functions that XPPAUT does not have, so that its files may use the names for other things.
  static let extensions: Set<String> = ["asinh", "acosh", "atanh", "ceil", "floor", "gamma"]

  /// Whether a name, in lower case, has a fixed meaning and cannot be given to a quantity.
  public static func isReserved(_ name: String) -> Bool {
    if words.contains(name) || unsupported[name] != nil { return true }
    return (unary[name] != nil || binary[name] != nil) && !extensions.contains(name)
  }

  /// Every function's name, for suggestions.
  static let names: [String] =
    [String](unary.keys) + [String](binary.keys) + ["if", "sum", "not", "shift"]
}

extension FormulaFunctions {
  /// The name under which formulas know a function of one argument.
  public static func name(of function: UnaryFunction) -> String? {
    unary.filter { $0.value == function }.keys.min { ($0.count, $0) < ($1.count, $1) }
  }

  /// The name under which formulas know a function of two arguments.
  public static func name(of function: BinaryFunction) -> String? {
    binary.first { $0.value == function }?.key
  }
}
