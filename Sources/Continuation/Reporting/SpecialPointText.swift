// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Results

extension CurveEnd {
  /// Why a curve ends, in words.
  package var text: String {
    switch self {
    case .window: "leaves the window"
    case .unbounded: "grows without bound"
    case .closed: "closes"
    case .pointLimit(let count): "stopped after \(count) points"
    case .stepTooSmall(let step, let residual):
      "the step became too small (\(step.brief)) at a residual of \(residual.brief)"
    case .undefined: "comes to where the right-hand side has no value"
    case .discontinuity: "comes to a jump of the right-hand side"
    case .noStart(let residual): "no start: the residual stayed at \(residual.brief)"
    case .branchPoint: "meets another branch"
    case .continuum: "comes to a continuum of solutions"
    case .tooUnstable(let size): "a multiplier grew beyond \(Int(size))"
    case .interrupted: "interrupted"
    }
  }

  /// Whether the curve ends for a reason that lies in the computation.
  package var isFailure: Bool {
    switch self {
    case .window, .unbounded, .closed, .branchPoint, .continuum, .tooUnstable, .undefined, .discontinuity: false
    case .pointLimit, .stepTooSmall, .noStart, .interrupted: true
    }
  }
}

extension CycleEnd {
  /// Why a branch of cycles ends, in words, with numbers in the model's own units.
  package func text(in units: NaturalScales) -> String {
    func text(_ parameter: Double) -> String { units.parameter.value(parameter).brief }
    return switch self {
    case .hopf(let parameter): "shrinks to an equilibrium near \(text(parameter))"
    case .periodDoubling(let parameter): "meets cycles of half the period at \(text(parameter))"
    case .homoclinic(let parameter, _): "homoclinic orbit at \(text(parameter))"
    case .heteroclinic(let parameter, _): "heteroclinic loop at \(text(parameter))"
    case .saddleNodeOnInvariantCircle(let parameter, _): "saddle-node on an invariant circle at \(text(parameter))"
    case .family: "cycles of all sizes at one value of the parameter, as in a conservative system"
    case .unboundedGrowth(let parameter): "the cycles grow without bound at \(text(parameter))"
    case .invariantPlane(let variable, let distance):
      "comes within \((units.variables[variable].size * distance).brief) of \(units.names[variable]) = \(units.variables[variable].origin.brief)"
    case .longPeriod(let period): "the period grew to \((units.time * period).brief)"
    case .curve(let end): end.text
    }
  }
}

extension SpecialEquilibrium.Kind {
  /// The coefficients of the normal form by name, and what they mean, on cycles of so many points for a map.
  package func normalForm(period: Int = 1) -> (coefficients: [String: Double], remark: String) {
    switch self {
    case .limitPoint(let a) where a.isNaN, .branchPoint(.pitchfork(let a)) where a.isNaN: ([:], doubleEigenvalue)
    case .limitPoint(let a):
      (["quadraticCoefficient": a], a == 0 ? "degenerate: the quadratic coefficient vanishes" : "two branches meet")
    case .hopf(let frequency, let l1):
      (
        ["frequency": frequency].merging(named("firstLyapunovCoefficient", l1)) { first, _ in first },
        Criticality(coefficient: l1).remark("stable cycles", "unstable cycles")
      )
    case .branchPoint(.transcritical): ([:], "transcritical")
    case .branchPoint(.pitchfork(let c)):
      (
        ["cubicCoefficient": c],
        c == 0
          ? "degenerate: the cubic coefficient vanishes" : (c < 0 ? "supercritical pitchfork" : "subcritical pitchfork")
      )
    case .branchPoint(.degenerate): ([:], "degenerate")
    case .branchPoint(.multiple(let kernel)): ([:], "\(kernel) eigenvalues vanish: several branches cross")
    case .neutralSaddle: ([:], "no bifurcation")
    case .borderCollision(.fold):
      ([:], "border collision: a non-smooth fold, two branches meet at a corner of the right-hand side")
    case .borderCollision(.persistence(let unstable)):
      (
        [:],
        "border collision: the branch goes on beyond a corner of the right-hand side"
          + (Set(unstable).count > 1
            ? ", with \(unstable.map(String.init).joined(separator: " and ")) unstable directions on its sides" : "")
      )
    case .borderCollision(.continuum):
      ([:], "border collision: beyond a corner of the right-hand side equilibria are not isolated")
    case .flip(let b):
      (
        named("flipCoefficient", b),
        Criticality(coefficient: -b).remark("a stable \(2 * period)-cycle", "an unstable \(2 * period)-cycle")
      )
    case .neimarkSacker(let angle, let d):
      (
        ["angle": angle].merging(named("neimarkSackerCoefficient", d)) { first, _ in first },
        Criticality(coefficient: d).remark("a stable closed curve", "an unstable closed curve")
      )
    }
  }

  /// The period of the cycles that are born.
  package var period: Double? {
    if case .hopf(let frequency, _) = self { 2 * .pi / frequency } else { nil }
  }
}

extension SpecialEquilibrium {
  /// What several eigenvalues that pass at once mean, in words; nil for a simple point.
  package var remarkOnMultiplicity: String? {
    guard multiplicity > 1 else { return nil }
    let what = type == .hopf ? "pairs of eigenvalues" : "eigenvalues"
    return "multiplicity \(multiplicity): so many \(what) pass at once"
  }

  /// An eigenvalue counts as unstable where its real part exceeds this part of the frequency, a multiplier where its modulus exceeds 1 by
  /// as much.
  private static let leastGrowth = 1e-6

  /// What is born at a supercritical point, at which the equilibrium or the map's cycle of so many points is unstable in other
  /// directions, in words; nil elsewhere.
  package func remarkOnOtherDirections(period: Int = 1) -> String? {
    let (born, count): (String, Int)
    switch kind {
    case .hopf(let frequency, let coefficient) where coefficient < 0:
      (born, count) = ("cycles", eigenvalues.count { $0.real > Self.leastGrowth * frequency })
    case .flip(let b) where b > 0: (born, count) = ("a \(2 * period)-cycle", unstableMultipliers)
    case .neimarkSacker(_, let d) where d < 0: (born, count) = ("a closed curve", unstableMultipliers)
    default: return nil
    }
    return count == 0 ? nil : "supercritical: \(born) unstable in \(count) other direction\(count == 1 ? "" : "s")"
  }

  private var unstableMultipliers: Int { eigenvalues.count { $0.length > 1 + Self.leastGrowth } }
}

extension SpecialCycle {
  /// A multiplier counts as unstable where its modulus exceeds 1 by this.
  private static let leastGrowth = 1e-6

  /// What is born at a supercritical doubling or Neimark-Sacker point of a cycle that is unstable in other directions, in words; nil
  /// elsewhere.
  package var remarkOnOtherDirections: String? {
    let (born, critical): (String, Int)
    let mayBeCritical: (Complex<Double>) -> Bool
    switch kind {
    case .periodDoubling(let c?) where c < 0:
      (born, critical) = ("a cycle of twice the period", 1)
      mayBeCritical = { $0.imaginary == 0 && $0.real < 0 }
    case .neimarkSacker(_, let d?) where d < 0:
      (born, critical) = ("a torus", 2)
      mayBeCritical = { $0.imaginary != 0 }
    default: return nil
    }
    let candidates = cycle.multipliers.filter(mayBeCritical).sorted { abs($0.length - 1) < abs($1.length - 1) }
    let others = cycle.multipliers.filter { !mayBeCritical($0) } + candidates.dropFirst(critical)
    let count = others.count { $0.length > 1 + Self.leastGrowth }
    return count == 0 ? nil : "supercritical: \(born) unstable in \(count) other direction\(count == 1 ? "" : "s")"
  }
}

extension SpecialCycle.Kind {
  /// The coefficients of the normal form by name, and what they mean.
  package var normalForm: (coefficients: [String: Double], remark: String) {
    switch self {
    case .limitPoint(let b):
      (
        named("quadraticCoefficient", b),
        b.map { "two cycles meet, both at \($0 < 0 ? "larger" : "smaller") values" } ?? "two cycles meet"
      )
    case .periodDoubling(let c):
      (
        named("cubicCoefficient", c),
        Criticality(coefficient: c).remark(
          "a stable cycle of twice the period", "an unstable cycle of twice the period")
      )
    case .neimarkSacker(let angle, let d):
      (
        ["angle": angle].merging(named("neimarkSackerCoefficient", d)) { first, _ in first },
        Criticality(coefficient: d).remark("a stable torus", "an unstable torus")
      )
    case .branchPoint(.transcritical): ([:], "transcritical: two branches of cycles cross")
    case .branchPoint(.pitchfork(let c)):
      (
        named("cubicCoefficient", c),
        c.map {
          $0 == 0
            ? "degenerate: crosses cycles of all sizes at one value"
            : ($0 < 0 ? "supercritical pitchfork of cycles" : "subcritical pitchfork of cycles")
        } ?? "pitchfork of cycles"
      )
    case .branchPoint(.unresolved): ([:], "two branches of cycles cross")
    }
  }
}

/// A coefficient with its name, if it has a value.
private func named(_ name: String, _ value: Double?) -> [String: Double] {
  value.flatMap { $0.isFinite ? [name: $0] : nil } ?? [:]
}

private let doubleEigenvalue = "degenerate: a double eigenvalue is critical, so that its normal form has no coefficient"

extension Criticality {
  /// What is said of a point at which something stable or unstable is born.
  fileprivate func remark(_ stable: String, _ unstable: String) -> String {
    switch self {
    case .supercritical: "supercritical: \(stable)"
    case .subcritical: "subcritical: \(unstable)"
    case .degenerate: "degenerate: the coefficient of the normal form vanishes"
    case .unknown: "criticality unknown"
    }
  }
}
