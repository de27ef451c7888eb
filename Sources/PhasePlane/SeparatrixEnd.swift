// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Where a branch of a manifold goes; fixed points and cycles are told by their positions in the lists.
enum SeparatrixEnd: Hashable, Sendable {
  case fixedPoint(Int)
  /// It comes back to the fixed point from which it started.
  case homoclinic(Int)
  case limitCycle(Int)
  case leaves
  case reset
  case breakdown
  /// It did none of these in the steps allowed.
  case limited
  /// It was not followed to its end because of other branches.
  case cutShort

  /// The end in words.
  var text: String {
    switch self {
    case .fixedPoint(let index): "fixed point \(index + 1)"
    case .homoclinic(let index): "returns to fixed point \(index + 1) (homoclinic within the error of the computation)"
    case .limitCycle(let index): "limit cycle \(index + 1)"
    case .leaves: "leaves the window"
    case .reset: "meets a reset"
    case .breakdown: "the integration breaks down"
    case .limited: "followed for a limited time"
    case .cutShort: "the search was cut short"
    }
  }
}
