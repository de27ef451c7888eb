// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The kinds of special points in diagrams of one parameter, by their customary labels.
public enum SpecialPointType: String, Codable, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  /// Two equilibria, or fixed points, meet.
  case limitPoint = "LP"
  /// A pair of eigenvalues is imaginary.
  case hopf = "H"
  /// Branches of equilibria cross.
  case branchPoint = "BP"
  /// Two real eigenvalues have the sum zero, or two multipliers the product 1: no bifurcation.
  case neutralSaddle = "NSa"
  /// An equilibrium meets a corner of the right-hand side.
  case borderCollision = "BC"
  /// A multiplier is -1.
  case periodDoubling = "PD"
  /// A pair of multipliers is on the unit circle.
  case neimarkSacker = "NS"
  /// Two cycles of a flow meet.
  case cycleLimitPoint = "LPC"
  /// Branches of cycles cross.
  case cycleBranchPoint = "BPC"
  /// A cycle meets a saddle.
  case homoclinic = "HOM"
  /// A cycle meets several saddles.
  case heteroclinic = "HET"
  /// A cycle meets a saddle-node.
  case saddleNodeOnInvariantCircle = "SNIC"

  /// The label without a number.
  public var description: String { rawValue }
}
