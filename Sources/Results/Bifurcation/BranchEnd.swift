// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Why a branch ends, for programs that read results; `stop` says the same in words.
public struct BranchEnd: Codable, Hashable, Sendable {
  /// The kinds of ends.
  public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
    /// A parameter came to the edge of its window.
    case window
    /// A variable left its range before the parameter did.
    case range
    /// The state, or the cycle, grows beyond all bounds.
    case unbounded
    /// The branch is closed.
    case closed
    /// It meets another branch, at the point whose label is given if there is one.
    case branchPoint
    /// Cycles shrink to an equilibrium: a Hopf point, or what takes its place in two parameters.
    case hopf
    /// The cycles are those of half the period, gone round twice.
    case periodDoubling
    /// The cycle meets a saddle.
    case homoclinic
    /// The cycle meets several saddles in turn.
    case heteroclinic
    /// The cycle meets a saddle-node.
    case saddleNodeOnInvariantCircle
    /// The cycle comes to a plane on which a variable vanishes, as near as numbers go.
    case invariantPlane
    /// Cycles of all sizes lie at one value of the parameter.
    case family
    /// The period grew beyond its limit in neither of these ways.
    case longPeriod
    /// The angle of a pair of multipliers comes to 0 or pi.
    case resonance
    /// A curve goes on as one of another kind.
    case continued
    /// Solutions beyond are not isolated.
    case continuum
    /// The right-hand side has no value beyond.
    case undefined
    /// The right-hand side jumps.
    case discontinuity
    /// Multipliers grew beyond the size at which solutions can be told apart.
    case tooUnstable
    /// The budget of points was used up.
    case pointLimit
    /// Steps became too small.
    case stepTooSmall
    /// The first point was not found.
    case noStart
    /// The caller stopped the computation.
    case interrupted
  }

  /// Why the branch ends.
  public var reason: Reason
  /// The label of the special point at which it ends, if it has one.
  public var label: String?

  /// An end for a reason, at a special point or not.
  public init(_ reason: Reason, at label: String? = nil) { (self.reason, self.label) = (reason, label) }

  /// Whether a variable left its range, or all bounds, before the parameter did.
  var runsAway: Bool { reason == .range || reason == .unbounded }

  /// The end that the words of a file of the first version stand for, as far as figures need it.
  init?(firstVersion text: String) {
    switch text {
    case "leaves the range of a variable": reason = .range
    case "grows without bound": reason = .unbounded
    default: return nil
    }
  }
}
