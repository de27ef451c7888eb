// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What a text that uses a result should cite: the program, the model, and the methods, with what each did.
public struct Bibliography: Sendable {
  /// A reference and why it is cited.
  public struct Entry: Hashable, Sendable {
    /// What was used, in a few words.
    public var purpose: String
    /// Where it comes from.
    public var reference: Reference
  }

  /// The entries: the program first, then the model, then methods. None comes twice.
  public private(set) var entries: [Entry] = []

  /// What some results use.
  public init(of results: [ResultTraits]) {
    for result in results {
      add(
        "the program",
        Reference(
          .misc, result.program.name,
          [
            "title": result.program.name, "version": result.program.version,
            "note": "Computer program, version \(result.program.version)",
          ]))
    }
    for result in results {
      for citation in Self.citations(in: result.model.text) {
        add("the model \(result.model.name)", Reference(citation: citation))
      }
      if let network = result.model.network.flatMap({ Reference.networks[$0] }) {
        add("the network \(result.model.name)", network)
      }
    }
    for result in results { addMethods(of: result) }
  }

  /// The references that a model's text names, in lines `# citation: …`.
  private static func citations(in text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("# citation: ") }
      .map { $0.dropFirst("# citation: ".count).trimmingWhitespace }
  }

  private mutating func add(_ purpose: String, _ reference: Reference) {
    guard !entries.contains(where: { $0.reference.isSameWork(as: reference) }) else { return }
    var reference = reference
    // Two papers of one author in one year are told apart as usual.
    let key = reference.key
    var letters = "bcdefghijklmnopqrstuvwxyz".makeIterator()
    while entries.contains(where: { $0.reference.key == reference.key }), let letter = letters.next() {
      reference.key = key + String(letter)
    }
    entries.append(Entry(purpose: purpose, reference: reference))
  }

  private mutating func addMethods(of result: ResultTraits) {
    switch result.schema {
    case "bifurcation", "bifurcation-two-parameters", "fastslow", "fastslow-two-variables":
      addContinuation(of: result)
    case "slowpoints":
      add("fixed and slow points", .slowPoints)
      switch result.minimisation {
      case "adam": add("their computation", .adam)
      case "levenberg-marquardt": add("their computation", .levenbergMarquardt)
      default: break
      }
      if result.continuesPoints { add("continuation of points", .keller) }
    case "linearization":
      add("linearization around a fixed point", .slowPoints)
      add("what drives a mode", .drive)
    case "phaseplane":
      if result.hasStreamlines { add("streamlines", .streamlines) }
    default: break
    }
    if result.hasProof {
      add("proofs that no equilibrium is missing", .krawczyk)
      add("interval arithmetic", .neumaier)
    }
    if result.schema.hasPrefix("fastslow") { addFastSlow(of: result) }
    if let method = result.integration {
      if result.model.network != nil { add("networks in equal steps", .clockDrivenNetworks) }
      if result.hasDelays { add("delays, by the method of steps", .delays) }
      if result.scheme?.contains("trapezoidal") == true { return add("integral equations", .volterra) }
      addIntegration(method, isNoisy: result.isNoisy)
    }
  }

  private mutating func addContinuation(of result: ResultTraits) {
    guard result.followsCurves else { return }
    add("continuation of curves", .keller)
    if !result.points.isEmpty { add("bifurcations and normal forms", .kuznetsov) }
    if ["bifurcation-two-parameters", "fastslow-two-variables"].contains(result.schema) {
      add("curves of bifurcations", .govaerts)
      if result.isMap {
        add("normal forms of codimension 2", .codimensionTwoOfMaps)
      } else {
        add("normal forms of codimension 2", .codimensionTwo)
      }
    }
    let kindsOfCycles: Set<String> = ["cycles", "LPC", "PD", "NS", "HOM"]
    guard !result.isMap, !result.curves.isDisjoint(with: kindsOfCycles) else { return }
    add("cycles by collocation", .collocation)
    add("cycles and their continuation", .doedel)
    add("Floquet multipliers", .multipliers)
    if !result.points.isDisjoint(with: ["LPC", "PD", "NS"]) { add("normal forms of cycles", .cycleNormalForms) }
  }

  private mutating func addFastSlow(of result: ResultTraits) {
    add("fast-slow dissection", .dissection)
    add("classes of bursting", .bursts)
    if result.schema == "fastslow-two-variables" { add("two slow variables", .mixedModes) }
    if result.hasFoldedSingularities {
      add("folded singularities", .foldedSingularities)
      add("small oscillations near folded nodes", .foldedNodes)
    }
    if result.hasDelayedPassages { add("delayed passage of a Hopf point", .delayedPassage) }
  }

  private mutating func addIntegration(_ method: String, isNoisy: Bool) {
    guard !isNoisy else {
      add("sample paths of noise", .kloedenPlaten)
      if method == "sriw1" { add("the scheme of strong order 1.5", .roessler) }
      return
    }
    switch method {
    case "dopri5": add("integration in time", .dormandPrince)
    case "dop853": add("integration in time", .hairer)
    case "exponential-euler": add("integration in time", .rushLarsen)
    case "bs3": add("integration in time", .bogackiShampine)
    case "rk4": add("integration in time", .kutta)
    case "stiff": add("integration in time", .sundials)
    default: break
    }
  }

  /// All entries as BibTeX, each below a remark that says what it is for.
  public var bibTeX: String {
    entries.map { "% \($0.purpose)\n\($0.reference.bibTeX)" }.joined(separator: "\n")
  }
}

extension Substring {
  fileprivate var trimmingWhitespace: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
