// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import ModelCore
import Results

/// The stability of fixed points of a flow with constant delays, by the rightmost characteristic roots.
///
/// The leading roots give the name: stable points are nodes or foci by the root that decays slowest; with one unstable root a
/// point is a saddle, with more a node or focus by the root that grows fastest.
struct DelayedFixedPoints {
  /// The flow with its delays.
  let model: Model
  /// The time at which equations that depend on it are frozen.
  var time = 0.0

  /// A root whose real part is this part of its modulus, or of the largest root's, lies on the axis.
  private static let tolerance = 1e-9

  /// What a reader must know of the picture.
  var note: String {
    "With delays (\(model.delayTexts.joined(separator: ", "))) there is no flow on the line or in the plane: fixed points and nullclines are those "
      + "with present values in the place of delayed ones, and stable or not by the rightmost characteristic roots. "
      + "Arrows, separatrices, cycles and trajectories are left out; 'simulate' shows motion."
  }

  /// A fixed point with its characteristic roots in the place of eigenvalues.
  func described(_ point: FixedPoint) throws(ModelError) -> FixedPoint {
    var point = point
    let state = model.variableNames.map { point.state[$0] ?? .nan }
    let roots = CharacteristicRoots(try CharacteristicMatrix(of: model, at: state, time: time))
    point.eigenvalues = roots.values.map { [$0.real, $0.imaginary] }
    (point.type, point.stable, point.reason) = verdict(roots)
    if roots.isComplete, let last = roots.values.last {
      let text =
        "\(roots.values.count) characteristic roots from \(last.real.brief) on, none missing by the argument principle, exact "
        + "to \(roots.residual.brief)"
      point.note = [point.note, text].compactMap { $0 }.joined(separator: "; ")
    }
    return point
  }

  private func verdict(_ roots: CharacteristicRoots) -> (FixedPointType, Bool, String?) {
    guard roots.isComplete, let first = roots.values.first else {
      return (.undetermined, false, "the characteristic roots found are not as many as the argument principle counts")
    }
    let size = roots.values.reduce(0) { max($0, $1.length) }
    if roots.values.contains(where: { abs($0.real) <= Self.tolerance * size }) {
      return (.undetermined, false, "a characteristic root lies on the imaginary axis")
    }
    let isFocus = first.imaginary != 0
    switch roots.unstableCount {
    case 0: return (isFocus ? .stableFocus : .stableNode, true, nil)
    case 1: return (.saddle, false, nil)
    default: return (isFocus ? .unstableFocus : .unstableNode, false, nil)
    }
  }
}
