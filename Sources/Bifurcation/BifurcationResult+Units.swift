// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import PhasePlane
import Results

extension BifurcationResult {
  /// A diagram that was computed in natural units, in the model's own. Auxiliary quantities and norms are so already; residuals
  /// and conditions stay those of the nondimensional equations.
  func inOriginalUnits(_ units: NaturalScales) -> BifurcationResult {
    var result = self
    result.scales = units
    result.parameter = AxisRange(
      name: parameter.name, lower: units.parameter.value(parameter.lower),
      upper: units.parameter.value(parameter.upper))
    let kinds = Dictionary(branches.map { ($0.id, $0.kind) }, uniquingKeysWith: { first, _ in first })
    result.branches = branches.map { $0.inOriginalUnits(units) }
    result.specialPoints = specialPoints.map {
      $0.inOriginalUnits(units, hasRates: !isMap && kinds[$0.branch] != .cycles)
    }
    result.grid = grid?.map { $0.inOriginalUnits(units, isMap: isMap) }
    result.verification?.entries = (verification?.entries ?? []).map { entry in
      var entry = entry
      entry.parameter = units.parameter.value(entry.parameter)
      entry.period *= units.time
      return entry
    }
    if let proof {
      result.proof?.values = proof.values.map(units.parameter.value)
      result.proof?.proved = proof.proved.map(units.parameter.value)
      result.proof?.box = zip(proof.box, units.variables).map { range, unit in
        AxisRange(name: range.name, lower: unit.value(range.lower), upper: unit.value(range.upper))
      }
    }
    return result
  }
}

extension BifurcationBranch {
  fileprivate func inOriginalUnits(_ units: NaturalScales) -> BifurcationBranch {
    var branch = self
    branch.parameter = parameter.map(units.parameter.value)
    for (name, unit) in zip(units.names, units.variables) {
      branch.states[name] = states[name]?.map(unit.value)
      branch.minima?[name] = minima?[name]?.map(unit.value)
      branch.maxima?[name] = maxima?[name]?.map(unit.value)
      branch.iterates?[name] = iterates?[name]?.map { $0.map(unit.value) }
      for index in profiles.indices {
        branch.profiles[index].values[name] = profiles[index].values[name]?.map(unit.value)
      }
    }
    branch.period = period?.map { units.time * $0 }
    if kind == .equilibria { branch.eigenvalues = eigenvalues.map { $0.rates(units) } }
    return branch
  }
}

extension BifurcationPoint {
  /// The coefficients that are rates: those of equations of motion whose variables are measured in lengths alone.
  private static let rates: Set<String> = ["quadraticCoefficient", "cubicCoefficient", "frequency"]
  /// Those that are rates at cycles of a flow, whose normal forms are taken in time and not in turns.
  private static let ratesOfCycles: Set<String> = [
    "quadraticCoefficient", "cubicCoefficient", "neimarkSackerCoefficient",
  ]

  /// - Parameter hasRates: Whether the eigenvalues are rates rather than multipliers.
  fileprivate func inOriginalUnits(_ units: NaturalScales, hasRates: Bool) -> BifurcationPoint {
    var point = self
    for (name, unit) in zip(units.names, units.variables) { point.state[name] = state[name].map(unit.value) }
    point.parameters[units.parameterName] = parameters[units.parameterName].map(units.parameter.value)
    point.bracket *= units.parameter.size
    point.meshError = meshError.map { units.parameter.size * $0 }
    // The unit of a map's time is 1.
    point.period = period.map { units.time * $0 }
    if hasRates { point.eigenvalues = eigenvalues.rates(units) }
    for name in hasRates ? Self.rates : Self.ratesOfCycles {
      point.normalForm[name] = normalForm[name].map { $0 / units.time }
    }
    return point
  }
}

extension GridPoint {
  fileprivate func inOriginalUnits(_ units: NaturalScales, isMap: Bool) -> GridPoint {
    var point = self
    point.parameter = units.parameter.value(parameter)
    for (name, unit) in zip(units.names, units.variables) { point.state[name] = state[name].map(unit.value) }
    if !isMap { point.eigenvalues = eigenvalues.rates(units) }
    return point
  }
}

extension [[Double]] {
  /// Pairs of real and imaginary part as rates in the model's own time.
  fileprivate func rates(_ units: NaturalScales) -> [[Double]] { map { $0.map { $0 / units.time } } }
}

extension DiagramBuilder {
  /// A value of the parameter in the model's own units, for a sentence.
  func text(ofParameter number: Double) -> String { units.parameter.value(number).brief }

  /// The ranges of the variables in the model's own units, for a sentence.
  func text(ofBox ranges: [ClosedRange<Double>]) -> String {
    let shown = zip(zip(variables, units.variables), ranges).prefix(6).map { known, range in
      "\(known.0) from \(known.1.value(range.lowerBound).brief) to \(known.1.value(range.upperBound).brief)"
    }
    return shown.joined(separator: ", ") + (ranges.count > shown.count ? ", …" : "")
  }
}
