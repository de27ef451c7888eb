// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// Finds the variables that are angles: those on which equations depend only through periodic functions with a common period.
///
/// What a formula does when a variable grows by a constant is read off the formula: it is free of the variable, grows in
/// proportion to it, or comes back after a period.
enum AngleVariables {
  /// The period of each variable of a model that is an angle, by its name.
  ///
  /// What resets look at must come back as well. A period that the model's own hints give counts where the equations allow it,
  /// as for a multiple of the shortest period, and where formulas do not show one.
  /// - Parameters:
  ///   - model: The model, without parameters.
  ///   - displacement: What vanishes at fixed points: rates, or steps of a map.
  static func periods(of model: Model, displacement: [Expression]) -> [String: Double] {
    let conditions = model.events.flatMap { [$0.condition] + $0.assignments.map(\.expression) }
    let graph = ExpressionGraph(displacement + model.algebraicVariables.map(\.residual) + conditions)
    var periods: [String: Double] = [:]
    for name in model.variableNames {
      let isReset = model.events.contains { event in event.assignments.contains { $0.name == name } }
      let shortest = isReset ? nil : period(of: graph, in: name)
      if let given = model.hints.periods[name], given > 0, given.isFinite {
        periods[name] = shortest.map { isMultiple(given, of: $0) ? given : $0 } ?? given
      } else if let shortest {
        periods[name] = shortest
      }
    }
    return periods
  }

  private static func isMultiple(_ value: Double, of unit: Double) -> Bool {
    let ratio = value / unit
    return ratio > 0.5 && abs(ratio - ratio.rounded()) < 1e-9 * ratio
  }

  /// The shortest common period of formulas in a variable; nil if there is none, or if none of them contains the variable.
  static func period(of graph: ExpressionGraph, in name: String) -> Double? {
    var interpretation = Interpretation(name: name)
    var frequencies: Set<Double> = []
    for dependence in graph.interpret(&interpretation) {
      guard dependence.isPeriodic else { return nil }
      frequencies.formUnion(dependence.frequencies)
    }
    return commonFrequency(frequencies).map { 2 * Double.pi / $0 }
  }

  /// The greatest number of which all frequencies are small multiples.
  private static func commonFrequency(_ frequencies: Set<Double>) -> Double? {
    guard let largest = frequencies.max() else { return nil }
    // Euclid's algorithm, in which a rest within rounding is none.
    let divisor = frequencies.sorted().reduce(0) { result, next in
      var (a, b) = (max(result, next), min(result, next))
      while b > 1e-9 * largest { (a, b) = (b, abs(a - b * (a / b).rounded())) }
      return a
    }
    return divisor > largest / 100 ? divisor : nil
  }

  /// What becomes of a formula's value as a variable grows.
  struct Dependence {
    /// By how much the value grows for each unit of the variable, besides what comes back.
    var slope = 0.0
    /// The angular frequencies of the periodic functions in it.
    var frequencies: Set<Double> = []
    /// Whether it is neither of the two.
    var isOther = false
    /// The value, of a number.
    var constant: Double?

    static let other = Dependence(isOther: true)
    /// Whether the value comes back after a common period of the frequencies.
    var isPeriodic: Bool { !isOther && slope == 0 }

    func scaled(by factor: Double) -> Dependence {
      Dependence(
        slope: factor * slope, frequencies: frequencies, isOther: isOther, constant: constant.map { factor * $0 })
    }
  }

  private struct Interpretation: Symbolics.Interpretation {
    let name: String

    func constant(_ value: Double) -> Dependence { Dependence(constant: value) }
    func symbol(_ name: String) -> Dependence { Dependence(slope: name == self.name ? 1 : 0) }

    func unary(_ function: UnaryFunction, _ x: Dependence) -> Dependence {
      if x.isOther { return .other }
      switch function {
      case .negate: return x.scaled(by: -1)
      case .sin, .cos: return periodic(x, frequency: abs(x.slope))
      case .tan: return periodic(x, frequency: 2 * abs(x.slope))
      default: return joined([x])
      }
    }

    func binary(_ function: BinaryFunction, _ x: Dependence, _ y: Dependence) -> Dependence {
      if x.isOther || y.isOther { return .other }
      switch function {
      case .add: return sum(x, y)
      case .subtract: return sum(x, y.scaled(by: -1))
      case .multiply:
        if let factor = x.constant { return y.scaled(by: factor) }
        if let factor = y.constant { return x.scaled(by: factor) }
        return joined([x, y])
      case .divide:
        if let divisor = y.constant, divisor != 0 { return x.scaled(by: 1 / divisor) }
        return joined([x, y])
      case .modulo:
        guard x.slope != 0, let divisor = y.constant, divisor > 0 else { return joined([x, y]) }
        return periodic(x, frequency: 2 * Double.pi * abs(x.slope) / divisor)
      default: return joined([x, y])
      }
    }

    func conditional(_ condition: Dependence, _ x: Dependence, _ y: Dependence) -> Dependence {
      joined([condition, x, y])
    }

    private func sum(_ x: Dependence, _ y: Dependence) -> Dependence {
      var result = Dependence(slope: x.slope + y.slope, frequencies: x.frequencies.union(y.frequencies))
      // What is left of terms that cancel is rounding.
      if abs(result.slope) <= 1e-14 * abs(x.slope) { result.slope = 0 }
      if let a = x.constant, let b = y.constant { result.constant = a + b }
      return result
    }

    private func periodic(_ x: Dependence, frequency: Double) -> Dependence {
      frequency == 0
        ? Dependence(frequencies: x.frequencies) : Dependence(frequencies: x.frequencies.union([frequency]))
    }

    /// Any function of values that come back comes back.
    private func joined(_ values: [Dependence]) -> Dependence {
      if values.contains(where: { !$0.isPeriodic }) { return .other }
      return Dependence(frequencies: values.reduce(into: []) { $0.formUnion($1.frequencies) })
    }
  }
}
