// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// What a reader should know of limit cycles and of the search for them.
enum LimitCycleRemark: Hashable, Sendable {
  /// Closed orbits fill a region around a fixed point, told by its position in the list.
  case region(fixedPoint: Int, periods: ClosedRange<Double>)
  /// Closed orbits that are not isolated were seen.
  case regionSomewhere
  /// A cycle was computed by backward differentiation formulas.
  case stiff(period: Double)
  /// A cycle passes through resets.
  case passesResets(period: Double, count: Int)
  /// Trajectories go through resets without end and do not repeat.
  case irregularResets
  /// A trajectory did nothing that tells where it goes.
  case unsettled
  /// Closed orbits pass so close to a fixed point that their computation does not tell them from a homoclinic one.
  case indistinct
  /// The search ended early.
  case cutShort(WorkAllowance.Shortage)
  /// A cycle reaches out of the window.
  case partlyOutside(LimitCycle)
  /// The indices of the fixed points inside a cycle do not add up to 1.
  case wrongIndex(LimitCycle, index: Int)
  /// The multiplier of a cycle is 1: what neighbouring trajectories do, terms of higher order tell.
  case nonhyperbolic(LimitCycle)

  /// The remark as a sentence; nil if it is about a cycle that is not in a list.
  func text(cycles: [LimitCycle]) -> String? {
    func numbered(_ cycle: LimitCycle, _ text: String) -> String? {
      cycles.firstIndex { $0 == cycle || $0.isSame(as: cycle) }.map { "Limit cycle \($0 + 1) \(text)" }
    }
    switch self {
    case .region(let fixedPoint, let periods):
      return "Closed orbits fill a region around fixed point \(fixedPoint + 1) (periods "
        + "\(periods.lowerBound.sixDigits) to \(periods.upperBound.sixDigits)): they are no limit cycles, and the point is "
        + "a centre."
    case .regionSomewhere:
      return "Closed orbits that are not isolated fill a region of the window: they are no limit cycles."
    case .stiff(let period):
      return "The limit cycle of period \(period.sixDigits) is stiff: it was computed by backward differentiation "
        + "formulas, its period to about 8 digits."
    case .passesResets(let period, let count):
      return "The limit cycle of period \(period.sixDigits) passes through "
        + (count == 1 ? "a reset." : "\(count) resets.")
    case .irregularResets:
      return "Trajectories go through resets again and again, and repeat after none of up to 32 of them."
    case .unsettled:
      return "The search for limit cycles was cut short: a trajectory neither settled nor left in the steps allowed."
    case .indistinct:
      return
        "Trajectories pass so close to a fixed point that closed orbits among them cannot be told from a homoclinic "
        + "orbit; none of these is listed as a limit cycle."
    case .cutShort(let shortage): return "The search for limit cycles was cut short: \(shortage.explanation)."
    case .partlyOutside(let cycle): return numbered(cycle, "lies partly outside the window.")
    case .wrongIndex(let cycle, let index):
      return numbered(
        cycle,
        "surrounds fixed points whose indices add up to \(index), not 1: a fixed point is missing, or the right-hand side is "
          + "not smooth there.")
    case .nonhyperbolic(let cycle):
      return numbered(
        cycle,
        "is not hyperbolic: its multiplier is 1 within the error of the computation; by the return map it is "
          + "\(cycle.stabilityText).")
    }
  }
}
