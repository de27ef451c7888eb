// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A name of a model taken apart as a letter and its indices: `g_Na` is g with the index Na, `tau` is one Greek letter.
struct MathName: Hashable {
  /// The first part: a letter, Latin or Greek, or a word.
  var base: String
  /// The parts of the index, which stand side by side.
  var indices: [String]

  /// Takes a name apart at underscores and points, at digits after letters, and where custom has an index without an
  /// underscore (`gNa`, `Iapp`, `tauw`).
  init(_ name: String) {
    var parts = name.split { $0 == "_" || $0 == "." }.map(String.init)
    let first = parts.isEmpty ? name : parts.removeFirst()
    let (base, index) = Self.split(first)
    self.base = Self.greek[base] ?? base
    indices = (index.isEmpty ? [] : [index]) + parts
    indices = indices.map { Self.greek[$0] ?? ($0.lowercased() == "inf" || $0 == "infinity" ? "∞" : $0) }
  }

  private static func split(_ name: String) -> (base: String, index: String) {
    if greek[name] != nil { return (name, "") }
    let letters = name.prefix { $0.isLetter }
    let rest = String(name.dropFirst(letters.count))
    if !rest.isEmpty, letters.count == 1 || greek[String(letters)] != nil { return (String(letters), rest) }
    if let letter = name.first, quantities.contains(letter), customary.contains(name.dropFirst().lowercased()) {
      return (String(letter), spelled[name.dropFirst().lowercased()] ?? String(name.dropFirst()))
    }
    if name.count > 3, let last = name.last, last.isLowercase, greek[String(name.dropLast())] != nil {
      return (String(name.dropLast()), String(last))
    }
    return (name, "")
  }

  /// Letters that conductances, potentials and currents have, and the indices that follow them without an underscore.
  private static let quantities: Set<Character> = ["g", "G", "V", "v", "E", "e", "I", "i"]
  private static let customary: Set<String> = [
    "na", "k", "ca", "l", "app", "ext", "syn", "leak", "rest", "th", "reset", "nap", "kca", "kdr", "h", "stim", "cl",
  ]
  private static let spelled = [
    "na": "Na", "k": "K", "ca": "Ca", "l": "L", "kca": "KCa", "nap": "NaP", "cl": "Cl", "kdr": "Kdr",
  ]

  /// Greek letters by their English names; a capital first letter gives the capital.
  static let greek: [String: String] = {
    let small = [
      "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eps": "ε", "zeta": "ζ", "eta": "η",
      "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο",
      "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ",
      "omega": "ω",
    ]
    var all = small
    for (name, letter) in small where name != "eps" {
      all[name.prefix(1).uppercased() + name.dropFirst()] = letter.uppercased()
    }
    return all
  }()
}
