// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension BranchEnd.Reason {
  /// Why a curve ends, without its numbers.
  package init(_ end: CurveEnd) {
    switch end {
    case .window: self = .window
    case .unbounded: self = .unbounded
    case .closed: self = .closed
    case .pointLimit: self = .pointLimit
    case .stepTooSmall: self = .stepTooSmall
    case .undefined: self = .undefined
    case .discontinuity: self = .discontinuity
    case .continuum: self = .continuum
    case .noStart: self = .noStart
    case .branchPoint: self = .branchPoint
    case .tooUnstable: self = .tooUnstable
    case .interrupted: self = .interrupted
    }
  }

  /// Why a branch of cycles ends, without its numbers.
  package init(_ end: CycleEnd) {
    switch end {
    case .hopf: self = .hopf
    case .periodDoubling: self = .periodDoubling
    case .homoclinic: self = .homoclinic
    case .heteroclinic: self = .heteroclinic
    case .saddleNodeOnInvariantCircle: self = .saddleNodeOnInvariantCircle
    case .family: self = .family
    case .unboundedGrowth: self = .unbounded
    case .invariantPlane: self = .invariantPlane
    case .longPeriod: self = .longPeriod
    case .curve(let end): self.init(end)
    }
  }

  /// Why a curve of bifurcations of cycles ends, without its numbers.
  package init(_ end: CycleBifurcationCurve.End) {
    switch end {
    case .window: self = .window
    case .closed: self = .closed
    case .shrinks: self = .hopf
    case .infinitePeriod: self = .homoclinic
    case .longPeriod: self = .longPeriod
    case .otherEquilibrium: self = .heteroclinic
    case .saddleHopf: self = .hopf
    case .saddleNode: self = .saddleNodeOnInvariantCircle
    case .branchPoint: self = .branchPoint
    case .resonance: self = .resonance
    case .periodDoubling: self = .periodDoubling
    case .unbounded: self = .unbounded
    case .pointLimit: self = .pointLimit
    case .stepTooSmall, .isolated: self = .stepTooSmall
    case .interrupted: self = .interrupted
    }
  }
}
