// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What kind of fast–slow motion a trajectory is: the attractors of the fast subsystem that it visits, and the bifurcations at which it
/// leaves them (Izhikevich 2000, Int. J. Bifurcation and Chaos 10, 1171; Rinzel 1987).
public struct FastSlowClass: Codable, Hashable, Sendable {
  /// The kinds of motion.
  public enum Motion: String, Codable, Hashable, Sendable {
    /// The full system rests.
    case quiescent
    /// The slow variables move, and the fast ones follow them at rest.
    case slow
    /// The fast variables cycle for ever.
    case tonic
    /// The fast variables rest and cycle in turn.
    case bursting
    /// The fast variables jump between states of rest.
    case relaxation
    /// Large oscillations and small ones follow each other.
    case mixedMode = "mixed-mode"
    /// The slow variable is driven from one end of its range to the other.
    case drift
    /// The visits do not fit any of these.
    case unknown
  }

  /// A bifurcation that starts or ends an active phase.
  public enum Transition: String, Codable, Hashable, Sendable {
    /// A saddle-node off any invariant circle.
    case fold
    /// A saddle-node on an invariant circle.
    case circle
    /// A supercritical Hopf point.
    case supercriticalHopf = "Hopf"
    case subcriticalHopf = "subHopf"
    case homoclinic
    case foldOfCycles = "fold cycle"
    /// A branch point, a corner, or no bifurcation at all before the trajectory leaves.
    case other
  }

  /// The kind of motion.
  public var motion: Motion
  /// What starts the active phase, of a relaxation oscillation what ends the first state of rest.
  public var onset: Transition?
  /// What ends it.
  public var termination: Transition?
  /// The labels of these bifurcations in the diagram.
  public var labels: [String]
  /// The name in Izhikevich's scheme, such as fold/homoclinic.
  public var name: String
  /// The classical name, such as square-wave, if there is one.
  public var classicalName: String?
  /// What does not fit, in words.
  public var doubt: String?

  /// Puts the parts together.
  package init(
    motion: Motion, onset: Transition? = nil, termination: Transition? = nil, labels: [String], name: String,
    classicalName: String? = nil, doubt: String? = nil
  ) {
    (self.motion, self.onset, self.termination, self.labels, self.name, self.classicalName, self.doubt) = (
      motion, onset, termination, labels, name, classicalName, doubt
    )
  }
}
