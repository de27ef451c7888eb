// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// Places inside the window at which curves end without a reason that lies in the model: they do not part what lies on both sides.
extension TwoParameterAnalyzer {
  /// A curve that ends this near to another, in parts of the window, may end on it.
  private static let besideCurve = 0.01

  /// Where curves of bifurcations of equilibria were cut short.
  var looseEndsOfEquilibria: [[Double]] {
    curves.flatMap { curve in
      [(curve.ends.first, curve.points.first), (curve.ends.last, curve.points.last)].compactMap { end, point in
        end.isFailure ? point.map { Array($0.unknowns.dropFirst(units.model.dimension).prefix(2)) } : nil
      }
    }
  }

  /// Where curves of bifurcations of cycles were cut short, or end at a resonance through which no curve of folds, or of doublings, was
  /// found.
  var looseEndsOfCycles: [[Double]] {
    cycleCurves.flatMap(\.endPoints).filter { isLoose($0.end, at: $0.point.parameters) }.map(\.point.parameters)
  }

  private func isLoose(_ end: CycleBifurcationCurve.End, at place: [Double]) -> Bool {
    switch end {
    case .stepTooSmall, .pointLimit, .interrupted, .longPeriod: true
    case .resonance(let kind): !passes(kind == .resonance1 ? .limitPoint : .periodDoubling, beside: place)
    default: false
    }
  }

  /// Whether a curve of a kind passes beside a place.
  func passes(_ kind: CycleBifurcationCurve.Kind, beside place: [Double]) -> Bool {
    isKnown(kind.onLines, place, period: nil, within: Self.besideCurve)
  }

  /// Where values of both parameters lie in the window.
  func inUnitSquare(_ place: [Double]) -> (x: Double, y: Double) {
    let (horizontal, vertical) = (units.window.horizontal, units.window.vertical)
    return (
      x: (place[0] - horizontal.lowerBound) / horizontal.width, y: (place[1] - vertical.lowerBound) / vertical.width
    )
  }
}
