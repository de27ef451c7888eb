// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// How a flow is integrated. Maps are iterated whatever the method.
public enum IntegrationMethod: String, Codable, Hashable, Sendable, CaseIterable {
  /// Euler's method, order 1, fixed step.
  case euler
  /// Heun's method (the modified Euler method of XPPAUT), order 2, fixed step.
  case heun
  /// The explicit midpoint method, order 2, fixed step.
  case midpoint
  /// The classical Runge–Kutta method, order 4, fixed step.
  case rungeKutta4 = "rk4"
  /// Bogacki and Shampine 3(2), adaptive steps, cubic dense output.
  case bogackiShampine = "bs3"
  /// Dormand and Prince 5(4), adaptive steps, dense output of order 4.
  case dormandPrince = "dopri5"
  /// Dormand and Prince 8(5,3), adaptive steps, dense output of order 7: the fewest steps where results must be very exact.
  case dormandPrince8 = "dop853"
  /// The exponential Euler method, order 1, fixed step: exact where a variable's equation is linear in it and all else stands still
  /// (Rush and Larsen); of systems that are not made of formulas Euler's method.
  case exponentialEuler = "exponential-euler"
  /// Backward differentiation formulas of order 1 to 5 with the exact Jacobian (SUNDIALS CVODE), for stiff systems.
  case stiff
  /// Milstein's method for white noise, fixed step; without noise Euler's method.
  case milstein
  /// Rößler's SRIW1 for additive, scalar or diagonal white noise in the sense of Itô, strong order 1.5, fixed step; without noise
  /// Euler's method.
  case stochasticRungeKutta = "sriw1"

  /// Whether the method chooses its steps by its error; the others take the step that they are given.
  public var isAdaptive: Bool {
    switch self {
    case .euler, .heun, .midpoint, .rungeKutta4, .exponentialEuler, .milstein, .stochasticRungeKutta: false
    case .bogackiShampine, .dormandPrince, .dormandPrince8, .stiff: true
    }
  }

  /// Whether the method is explicit and chooses its steps: stiff systems make it take very many of them.
  public var isExplicitAndAdaptive: Bool { isAdaptive && self != .stiff }

  /// Whether the method is made for white noise alone.
  public var isForNoise: Bool { self == .milstein || self == .stochasticRungeKutta }

  /// The method's name in a sentence.
  public var title: String {
    switch self {
    case .euler: "Euler"
    case .heun: "Heun"
    case .midpoint: "Midpoint"
    case .rungeKutta4: "Runge-Kutta 4"
    case .bogackiShampine: "Bogacki-Shampine 3(2)"
    case .dormandPrince: "Dormand-Prince 5(4)"
    case .dormandPrince8: "Dormand-Prince 8(5,3)"
    case .exponentialEuler: "Exponential Euler"
    case .stiff: "BDF (CVODE)"
    case .milstein: "Milstein"
    case .stochasticRungeKutta: "Rößler SRIW1"
    }
  }
}

extension IntegrationMethod {
  /// The method that does what XPPAUT's method of this name does; nil if XPPAUT has none of that name, and for
  /// `discrete`, which makes a map of the model.
  ///
  /// As in XPPAUT the first character decides: discrete, euler, modeuler, rungekutta, adams, gear, volterra, backeul, qualrk,
  /// stiff, cvode, 5dp, 83dp, 2rb, ymp. Explicit methods of fixed step stay what they are, step for step. Methods that adapt
  /// their steps, or are made for stiff systems, become a converged method: the results agree to the tolerances of both.
  /// Adams, Volterra and symplectic methods, which are not built here, become a converged method too.
  public init?(xppName name: String) {
    switch name.lowercased().first {
    case "e": self = .euler
    case "m": self = .heun
    case "r": self = .rungeKutta4
    case "a", "v", "q", "5", "y": self = .dormandPrince
    case "8": self = .dormandPrince8
    case "g", "b", "s", "c", "2": self = .stiff
    default: return nil
    }
  }

  /// The method that a person means: one of the names of this program (the raw values) or the name of a method of XPPAUT, which
  /// may be cut short.
  public init?(name: String) {
    let name = name.lowercased()
    let xppNames = [
      "euler", "modeuler", "rungekutta", "runge-kutta", "adams", "gear", "volterra", "backeuler", "qualrk", "stiff",
      "cvode",
      "5dp", "83dp", "2rb", "ymp",
    ]
    if let exact = IntegrationMethod(rawValue: name) {
      self = exact
    } else if name.count > 1, xppNames.contains(where: { $0.hasPrefix(name) }) {
      self.init(xppName: name)
    } else {
      return nil
    }
  }
}
