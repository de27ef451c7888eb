// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

extension ODEModelBuilder {
  /// What the options suggest, and whether they make a map of differential equations (`meth=discrete`).
  mutating func buildHints(_ auxiliaries: [String]) -> (ModelHints, setsMap: Bool) {
    var hints = ModelHints()
    var numbers: [String: Double] = [:]
    var folded: [String] = []
    let auxiliaries = Dictionary(auxiliaries.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    for option in declarations.options {
      guard let kind = ODEOption(option.name.key) else {
        diagnostics.warn(
          "there is no option '\(option.name.string)'", at: option.name.location,
          hint: suggestion(for: option.name, among: ODEOption.names))
        continue
      }
      guard let value = option.value else {
        if option.lacksValue { continue }
        diagnostics.report(
          "the option '\(option.name.string)' needs a value", at: option.name.location, hint: "as in @ total=100")
        continue
      }
      switch kind {
      case .number(let name):
        do throws(FormulaError) {
          numbers[name] = try number(of: option, name, value)
        } catch {
          diagnostics.report(error)
        }
      case .method: hints.method = value.key
      case .fold:
        if let name = quantity(value, auxiliaries) { folded.append(name) }
      case .axis(let name):
        let quantity = quantity(value, auxiliaries)
        if name == "xp" { hints.horizontalAxis = quantity }
        if name == "yp" { hints.verticalAxis = quantity }
      case .other: hints.other[option.name.key] = value.string
      }
    }
    take(numbers, into: &hints)
    for name in folded { hints.periods[name] = numbers["tor_per"] ?? 2 * Double.pi }
    return (hints, hints.method?.hasPrefix("d") ?? false)
  }

  /// The options without whose numbers nothing can be computed.
  private static let computing: Swift.Set = [
    "total", "dt", "t0", "trans", "bound", "tol", "atol", "nout", "njmp", "delay",
  ]

  /// The number that an option is given. What is no number is 0 to XPPAUT: so it is here for windows and the like.
  private mutating func number(
    of option: ODEAssignment, _ name: String, _ value: SourceText
  ) throws(FormulaError) -> Double {
    if let infinity = value.infinity { return infinity }
    if value.leadingNumber == nil, !Self.computing.contains(name) {
      diagnostics.warn("'\(value.string)' is read as 0, as in XPPAUT", at: value.location, hint: "write a number")
      return 0
    }
    return try value.requireLeadingNumber("the option '\(option.name.string)'", &diagnostics)
  }

  /// The name of a variable, an auxiliary quantity or time in the model's spelling.
  private mutating func quantity(_ name: SourceText, _ auxiliaries: [String: String]) -> String? {
    let key = name.key
    if key == "t" { return "t" }
    if let name = variableNames[key] ?? auxiliaries[key] { return name }
    let known = [String](variableNames.values) + auxiliaries.values
    diagnostics.warn(
      "'\(name.string)' is neither a variable nor an auxiliary quantity, so it cannot be plotted", at: name.location,
      hint: suggestion(for: name, among: known))
    return nil
  }

  private func take(_ numbers: [String: Double], into hints: inout ModelHints) {
    hints.total = numbers["total"]
    hints.step = numbers["dt"]
    hints.bound = numbers["bound"]
    hints.startTime = numbers["t0"]
    // XPPAUT keeps what comes when the time itself, not the time since the start, has reached this.
    hints.transient = numbers["trans"].map { max(0, $0 - abs(numbers["t0"] ?? 0)) }
    hints.relativeTolerance = numbers["tol"]
    hints.absoluteTolerance = numbers["atol"]
    hints.outputEvery = (numbers["nout"] ?? numbers["njmp"]).flatMap { Int(exactly: $0.rounded()) }
    // Where a file gives only one end, the other is XPPAUT's default.
    // In a plot in space these are positions on the screen, not values of variables.
    let isSpatial = hints.other["axes"]?.hasPrefix("3") ?? false
    if !isSpatial {
      hints.horizontalRange = window(numbers, "xlo", "xhi", 0, 20)
      hints.verticalRange = window(numbers, "ylo", "yhi", -1, 1)
    }
    hints.parameterRange = window(numbers, "parmin", "parmax", 0, 2)
    hints.continuationHorizontalRange = window(numbers, "autoxmin", "autoxmax", 0, 2)
    hints.continuationVerticalRange = window(numbers, "autoymin", "autoymax", -1, 1)
    var taken: Swift.Set = [
      "total", "dt", "bound", "trans", "t0", "tol", "atol", "nout", "njmp", "parmin", "parmax", "autoxmin", "autoxmax",
      "autoymin", "autoymax", "tor_per",
    ]
    if !isSpatial { taken.formUnion(["xlo", "xhi", "ylo", "yhi"]) }
    for (name, value) in numbers where !taken.contains(name) { hints.other[name] = ODEWriter.text(of: value) }
  }

  private func window(
    _ numbers: [String: Double], _ low: String, _ high: String, _ lowDefault: Double, _ highDefault: Double
  ) -> ClosedRange<Double>? {
    guard numbers[low] != nil || numbers[high] != nil else { return nil }
    let (lower, upper) = (numbers[low] ?? lowDefault, numbers[high] ?? highDefault)
    return lower < upper ? lower...upper : nil
  }

  /// The set that a `set` statement describes.
  mutating func buildSet(_ set: ODEDeclarations.Set) -> ParameterSet {
    var values: [String: Double] = [:]
    for assignment in set.assignments {
      let key = assignment.name.key
      guard let name = variableNames[key] ?? parameterNames[key] else {
        if ODEOption(key) != nil {
          diagnostics.warn("options inside a set are not used", at: assignment.name.location)
        } else {
          report(unknown: assignment.name)
        }
        continue
      }
      guard let value = assignment.value else {
        diagnostics.report("'\(assignment.name.string)' needs a value", at: assignment.name.location)
        continue
      }
      do throws(FormulaError) {
        values[name] = try value.requireLeadingNumber("a value in a set", &diagnostics)
      } catch {
        diagnostics.report(error)
      }
    }
    return ParameterSet(name: set.name.string, title: setTitles[set.name.key] ?? "", values: values)
  }
}
