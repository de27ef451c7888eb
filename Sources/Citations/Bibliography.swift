// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

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
    case BifurcationResult.schema, TwoParameterResult.schema, FastSlowResult.schema, SlowPlaneResult.schema:
      addContinuation(of: result)
    case SlowPointResult.schema:
      add("fixed and slow points", .slowPoints)
      switch result.minimisation {
      case .adam: add("their computation", .adam)
      case .levenbergMarquardt: add("their computation", .levenbergMarquardt)
      case .bfgs, nil: break
      }
      if result.continuesPoints { add("continuation of points", .keller) }
    case LinearizationResult.schema:
      add("linearization around a fixed point", .slowPoints)
      add("what drives a mode", .drive)
    case PhasePlaneResult.schema:
      if result.hasStreamlines { add("streamlines", .streamlines) }
    default: break
    }
    if result.hasProof {
      add("proofs that no equilibrium is missing", .krawczyk)
      add("interval arithmetic", .neumaier)
    }
    if [FastSlowResult.schema, SlowPlaneResult.schema].contains(result.schema) { addFastSlow(of: result) }
    if let method = result.integration {
      if result.model.network != nil { add("networks in equal steps", .clockDrivenNetworks) }
      if result.hasDelays { add("delays, by the method of steps", .delays) }
      if result.scheme == .productTrapezoidal { return add("integral equations", .volterra) }
      addIntegration(method, isNoisy: result.isNoisy)
    }
  }

  private mutating func addContinuation(of result: ResultTraits) {
    guard result.followsCurves else { return }
    add("continuation of curves", .keller)
    if result.hasSpecialPoints { add("bifurcations and normal forms", .kuznetsov) }
    if [TwoParameterResult.schema, SlowPlaneResult.schema].contains(result.schema) {
      add("curves of bifurcations", .govaerts)
      if result.isMap {
        add("normal forms of codimension 2", .codimensionTwoOfMaps)
      } else {
        add("normal forms of codimension 2", .codimensionTwo)
      }
    }
    guard !result.isMap, result.followsCycles else { return }
    add("cycles by collocation", .collocation)
    add("cycles and their continuation", .doedel)
    add("Floquet multipliers", .multipliers)
    if result.hasBifurcationsOfCycles { add("normal forms of cycles", .cycleNormalForms) }
  }

  private mutating func addFastSlow(of result: ResultTraits) {
    add("fast-slow dissection", .dissection)
    add("classes of bursting", .bursts)
    if result.schema == SlowPlaneResult.schema { add("two slow variables", .mixedModes) }
    if result.hasFoldedSingularities {
      add("folded singularities", .foldedSingularities)
      add("small oscillations near folded nodes", .foldedNodes)
    }
    if result.hasDelayedPassages { add("delayed passage of a Hopf point", .delayedPassage) }
  }

  private mutating func addIntegration(_ method: IntegrationMethod, isNoisy: Bool) {
    guard !isNoisy else {
      add("sample paths of noise", .kloedenPlaten)
      if method == .stochasticRungeKutta { add("the scheme of strong order 1.5", .roessler) }
      return
    }
    switch method {
    case .dormandPrince: add("integration in time", .dormandPrince)
    case .dormandPrince8: add("integration in time", .hairer)
    case .exponentialEuler: add("integration in time", .rushLarsen)
    case .bogackiShampine: add("integration in time", .bogackiShampine)
    case .rungeKutta4: add("integration in time", .kutta)
    case .stiff: add("integration in time", .sundials)
    case .euler, .heun, .midpoint, .milstein, .stochasticRungeKutta: break
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
