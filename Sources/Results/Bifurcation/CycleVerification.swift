// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The cycles of a diagram computed again by multiple shooting, an independent method, and how far the two differ.
public struct CycleVerification: Codable, Hashable, Sendable {
  /// A cycle computed twice.
  public struct Entry: Codable, Hashable, Sendable {
    /// The number of the branch.
    public var branch: Int
    /// The label of a special point; nil for a cycle between them.
    public var label: String?
    /// The parameter of the cycle by collocation.
    public var parameter: Double
    /// The period by collocation.
    public var period: Double
    /// Why there is nothing to compare; the differences are then absent.
    public var failure: String?
    /// The difference of the parameters in units of the window; zero where it was held.
    public var parameterDifference: Double?
    /// The relative difference of the periods.
    public var periodDifference: Double?
    /// The largest difference of a variable at twenty times of the turn, in units of the variable's range.
    public var stateDifference: Double?
    /// The largest difference of a Floquet multiplier, relative to those above 1.
    public var multiplierDifference: Double?
    /// At a special point how far the multipliers by shooting miss the condition that defines it.
    public var defect: Double?

    /// Puts the parts together.
    package init(
      branch: Int, label: String? = nil, parameter: Double, period: Double, failure: String? = nil,
      parameterDifference: Double? = nil, periodDifference: Double? = nil, stateDifference: Double? = nil,
      multiplierDifference: Double? = nil, defect: Double? = nil
    ) {
      (
        self.branch, self.label, self.parameter, self.period, self.failure, self.parameterDifference,
        self.periodDifference, self.stateDifference, self.multiplierDifference, self.defect
      ) = (
        branch, label, parameter, period, failure, parameterDifference, periodDifference, stateDifference,
        multiplierDifference, defect
      )
    }
  }

  /// The cycles, in the order of branches.
  public var entries: [Entry]

  /// Makes a list of comparisons.
  public init(entries: [Entry] = []) { self.entries = entries }

  /// The cycles that shooting did not converge to.
  public var failures: [Entry] { entries.filter { $0.failure != nil } }

  /// The largest of a kind of difference; nil if nothing was compared.
  public func largest(_ difference: (Entry) -> Double?) -> Double? { entries.compactMap(difference).max() }
}
