// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension InfixInterpretation {
  /// The name of a function in a model file; of a family, with the opening parenthesis and the order.
  static func name(_ function: UnaryFunction) -> String {
    switch function {
    case .negate: "-"
    case .absolute: "abs"
    case .sign: "sign"
    case .heaviside: "heav"
    case .floor: "flr"
    case .ceiling: "ceil"
    case .not: "not"
    case .squareRoot: "sqrt"
    case .exp: "exp"
    case .log: "ln"
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
    case .gamma: "gamma"
    case .logGamma: "lgamma"
    case .polygamma(let order): "polygamma(\(order),"
    case .bernoulli(let order): "bernoulli(\(order),"
    case .sinc(let order): "sinc(\(order),"
    case .lookup(let table): table.name
    }
  }

  /// The name of a function of two arguments that is not written between them.
  static func name(_ function: BinaryFunction) -> String {
    switch function {
    case .atan2: "atan2"
    case .maximum: "max"
    case .minimum: "min"
    case .modulo: "mod"
    case .besselJ: "besselj"
    case .besselY: "bessely"
    case .besselI: "besseli"
    default: "\(function)"
    }
  }
}
