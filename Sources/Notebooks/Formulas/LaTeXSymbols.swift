// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What commands of LaTeX stand for.
enum LaTeXSymbols {
  /// Letters, set as identifiers.
  static let letters: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "ϕ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "partial": "∂", "nabla": "∇", "infty": "∞", "Re": "Re",
    "Im": "Im",
    "dots": "…", "ldots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱",
  ]

  /// Operators and relations.
  static let operators: [String: String] = [
    "cdot": "⋅", "times": "×", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "propto": "∝", "ll": "≪", "gg": "≫",
    "to": "→", "rightarrow": "→", "leftarrow": "←", "mapsto": "↦", "Rightarrow": "⇒", "in": "∈", "subset": "⊂",
    "cup": "∪", "cap": "∩", "land": "∧", "lor": "∨", "lnot": "¬", "mid": "∣", "int": "∫", "oint": "∮", "circ": "∘",
    "bmod": "mod", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "{": "{",
    "}": "}", "%": "%", "_": "_", "#": "#", "&": "&amp;", "$": "$", "|": "‖", "backslash": "\\",
  ]

  /// Operators whose limits stand below and above in a displayed formula.
  static let limits: [String: String] = [
    "sum": "∑", "prod": "∏", "lim": "lim", "max": "max", "min": "min", "sup": "sup",
  ]

  /// Functions, set upright.
  static let functions: Set<String> = [
    "sin", "cos", "tan", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan", "exp", "ln", "log", "det", "tr",
    "dim", "ker", "arg",
  ]

  /// Accents over what follows.
  static let accents: [String: String] = [
    "dot": "˙", "ddot": "¨", "bar": "¯", "hat": "^", "tilde": "~", "vec": "→", "overline": "‾",
  ]

  /// Blanks, in ems.
  static let spaces: [String: String] = [
    ",": "0.167em", ":": "0.222em", ";": "0.278em", "!": "-0.167em", " ": "0.25em", "quad": "1em", "qquad": "2em",
  ]

  /// Alphabets of one argument, as variants of MathML.
  static let alphabets: [String: String] = [
    "mathcal": "script", "mathbf": "bold", "boldsymbol": "bold-italic", "mathbb": "double-struck", "mathit": "italic",
  ]

  /// The fences of tables, by their environment; nil for none.
  static let environments: [String: (open: String?, close: String?)] = [
    "matrix": (nil, nil), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "cases": ("{", nil),
    "align": (nil, nil), "align*": (nil, nil), "aligned": (nil, nil), "equation": (nil, nil), "equation*": (nil, nil),
  ]
}
