// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Expression {
  /// A name as LaTeX sets it: Greek letters, subscripts after an underscore or of trailing digits, long words upright.
  ///
  /// `tau_m` gives `\tau_{m}`, `g_Na` `g_{\mathrm{Na}}`, `V1` `V_{1}`, `m_inf` and `minf` `m_{\infty}`, `Iapp`
  /// `\mathrm{Iapp}`.
  public static func latexName(_ name: String) -> String {
    let parts = name.split(separator: "_", omittingEmptySubsequences: true).map(String.init)
    guard var head = parts.first else { return escaped(name) }
    var subscripts = Array(parts.dropFirst())
    if subscripts.isEmpty, head.hasSuffix("inf"), greek[String(head.dropLast(3))] != nil || head.count == 4 {
      head.removeLast(3)
      subscripts = ["inf"]
    }
    let digits = head.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
    if !digits.isEmpty, digits.count < head.count {
      head.removeLast(digits.count)
      subscripts.insert(String(digits), at: 0)
    }
    let base = word(head)
    if subscripts.isEmpty { return base }
    return base + "_{" + subscripts.map { $0 == "inf" ? "\\infty" : word($0) }.joined(separator: ",") + "}"
  }

  private static func word(_ text: String) -> String {
    if let letter = greek[text] { return letter }
    if text.count == 1 || text.allSatisfy({ $0.isASCII && $0.isNumber }) { return escaped(text) }
    return "\\mathrm{\(escaped(text))}"
  }

  private static func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "_", "#", "%", "&", "$", "{", "}": "\\\(character)"
      case "\\": "\\backslash "
      case "^": "\\hat{}"
      case "~": "\\tilde{}"
      default: String(character)
      }
    }.joined()
  }

  /// The Greek letters for which LaTeX has a command.
  private static let greek: [String: String] = {
    let small = [
      "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
      "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ]
    let capital = ["Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"]
    var letters = Dictionary(uniqueKeysWithValues: (small + capital).map { ($0, "\\\($0)") })
    letters["eps"] = "\\varepsilon"
    return letters
  }()
}

extension LaTeXInterpretation {
  /// The name of a function, with its order where it has one.
  static func name(_ function: UnaryFunction) -> String {
    func derivative(_ name: String, _ order: Int) -> String { order == 0 ? name : "\(name)^{(\(order))}" }
    return switch function {
    case .negate, .absolute, .floor, .ceiling, .squareRoot, .not, .logGamma: InfixInterpretation.name(function)
    case .sign: "\\operatorname{sgn}"
    case .heaviside: "\\operatorname{H}"
    case .exp: "\\exp"
    case .log: "\\ln"
    case .log10: "\\log_{10}"
    case .sin: "\\sin"
    case .cos: "\\cos"
    case .tan: "\\tan"
    case .asin: "\\arcsin"
    case .acos: "\\arccos"
    case .atan: "\\arctan"
    case .sinh: "\\sinh"
    case .cosh: "\\cosh"
    case .tanh: "\\tanh"
    case .asinh: "\\operatorname{arsinh}"
    case .acosh: "\\operatorname{arcosh}"
    case .atanh: "\\operatorname{artanh}"
    case .erf: "\\operatorname{erf}"
    case .erfc: "\\operatorname{erfc}"
    case .gamma: "\\Gamma"
    case .polygamma(let order): derivative("\\psi", order)
    case .bernoulli(let order): derivative("\\mathcal{B}", order)
    case .sinc(let order): derivative("\\operatorname{sinc}", order)
    case .lookup(let table): "\\operatorname{\(table.name.filter { $0 != "_" })}"
    }
  }
}
