// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import ModelCore
import Results

/// Curves of bifurcations of cycles in a diagram.
extension TwoParameterBuilder {
  /// Adds a curve of bifurcations of cycles with its points of codimension 2.
  /// - Parameter parent: The point of codimension 2 at which it was started, nil if by the search.
  mutating func add(_ curve: CycleBifurcationCurve, parent: String? = nil) {
    var (points, labels) = (curve.points, [String](repeating: "", count: curve.points.count))
    let id = result.branches.count + 1
    for special in curve.specialPoints where isWanted(special) {
      let label = record(special)
      let next = points.firstIndex { $0.arclength > special.arclength } ?? points.count
      points.insert(points[max(0, next - 1)].moved(to: special), at: next)
      labels.insert(label, at: next)
      note(passage: id, through: label)
    }
    let time = units.scales.time
    func columns(_ values: (CyclePoint) -> [Double]) -> [String: [Double]] {
      let states = points.map { units.scales.state(values($0.cycle)) }
      return Dictionary(
        result.variables.enumerated().map { i, name in (name, states.map { $0[i] }) }, uniquingKeysWith: { $1 })
    }
    let coefficients = points.compactMap(\.coefficient)
    append(
      TwoParameterBranch(
        id: id, kind: TwoParameterBranch.Kind(curve.kind), parent: parent,
        stop: curve.endPoints.map { stop($0, of: curve, at: $1) },
        ends: curve.endPoints.map { BranchEnd(BranchEnd.Reason($0), at: origin($0, of: curve.kind, at: $1)) },
        parameters: [
          settings.horizontal.name: points.map { units.scales.parameter.value($0.parameters[0]) },
          settings.vertical.name: points.map { units.vertical.value($0.parameters[1]) },
        ],
        states: columns(\.maxima), minima: columns(\.minima), period: points.map { time * $0.cycle.period },
        coefficient: coefficients.count == points.count ? coefficients.map { $0 / time } : nil,
        frequency: curve.kind == .neimarkSacker ? points.map { $0.angle ?? .nan } : nil,
        eigenvalues: points.map { point in
          curve.kind == .homoclinic
            ? point.saddle.map { [$0.real / time, $0.imaginary / time] }
            : point.cycle.multipliers.map { [$0.real, $0.imaginary] }
        },
        unstableDirections: points.map(\.unstableCount), labels: labels),
      isComplete: ![curve.ends.first, curve.ends.last].contains(where: \.isFailure))
  }

  /// Why a curve of cycles ends, with the point of codimension 2 nearby if it shrinks to one.
  private func stop(
    _ end: CycleBifurcationCurve.End, of curve: CycleBifurcationCurve, at point: CycleBifurcationCurve.Point
  ) -> String {
    let text = end.text(time: units.scales.time)
    guard let label = origin(end, of: curve.kind, at: point) else { return text }
    switch end {
    case .shrinks: return "shrinks to \(label)"
    case .periodDoubling: return "\(text) at \(label)"
    default: return "\(text), beside \(label)"
    }
  }

  /// The points of codimension 2 of equilibria at which the cycles of a curve are born.
  func origins(of curve: CycleBifurcationCurve) -> [String] {
    curve.endPoints.compactMap { origin($0, of: curve.kind, at: $1) }
  }

  /// Both parameters of the points of codimension 2 of equilibria to which cycles shrink at the ends of their curve.
  func places(atEndsOf curve: CycleBifurcationCurve) -> (first: [Double]?, last: [Double]?) {
    let places = curve.endPoints.map { end, point -> [Double]? in
      guard end == .shrinks, let label = origin(end, of: curve.kind, at: point) else { return nil }
      return known.first { $0.label == label }.map { Array($0.point.unknowns.suffix(2)) }
    }
    return (places.first ?? nil, places.last ?? nil)
  }

  /// The point of codimension 2 of equilibria to which cycles shrink at an end of their curve, or beside which homoclinic orbits do.
  private func origin(
    _ end: CycleBifurcationCurve.End, of kind: CycleBifurcationCurve.Kind, at place: CycleBifurcationCurve.Point
  ) -> String? {
    let widths = [units.window.horizontal.width, units.window.vertical.width]
    func label(_ kinds: [CodimensionTwoType], within part: Double) -> String? {
      let near = known.filter { known in
        zip(zip(known.point.unknowns.suffix(2), place.parameters), widths).allSatisfy {
          abs($0.0 - $0.1) < part * $1
        }
      }
      return kinds.lazy.compactMap { kind in
        near.filter { $0.point.kind == kind }.min { distance($0.point, place) < distance($1.point, place) }?.label
      }.first
    }
    switch end {
    case .shrinks where kind == .homoclinic: return label([.bogdanovTakens], within: Self.besidePoint)
    case .shrinks:
      return label([.generalizedHopf, .bogdanovTakens, .zeroHopf, .hopfHopf], within: Self.besidePoint)
    case .stepTooSmall:
      return label(kind == .homoclinic ? [.bogdanovTakens] : [.generalizedHopf], within: Self.besidePoint)
    case .periodDoubling: return label([.generalizedFlip], within: Self.besidePoint)
    // Folds of cycles and homoclinic orbits come together so closely that digits end before the point does.
    case .infinitePeriod where kind == .limitPoint, .longPeriod where kind == .limitPoint:
      return label([.neutralSaddle], within: Self.besidePoint)
    case .resonance(let kind): return label([kind], within: Self.besidePoint)
    default: return nil
    }
  }

  /// How far a small cycle, or orbit, is from an equilibrium with its parameters, or a cycle from another one, of both parameters in parts of
  /// the window.
  private func distance(_ point: CodimensionTwoPoint, _ orbit: CycleBifurcationCurve.Point) -> Double {
    let centers = zip(orbit.cycle.maxima, orbit.cycle.minima).map { ($0 + $1) / 2 }
    let state = Self.pointsOfCycles.contains(point.kind) ? orbit.cycle.maxima : centers
    return zip(zip(point.unknowns, state + orbit.parameters), units.equilibria.scales).reduce(0) {
      max($0, abs($1.0.0 - $1.0.1) / $1.1)
    }
  }

  /// Kinds of points of flows at which cycles are critical.
  private static let pointsOfCycles: Set<CodimensionTwoType> = [
    .generalizedFlip, .resonance1, .resonance2, .neutralSaddle,
  ]

  /// Curves of cycles that shrink this near to a point of codimension 2 of equilibria, as a part of the window, end there.
  private static let besidePoint = 0.02
}

extension CycleBifurcationCurve.Point {
  /// The point with the place of a point of codimension 2 beside it.
  fileprivate func moved(to special: CodimensionTwoPoint) -> Self {
    var point = self
    point.parameters = Array(special.unknowns.suffix(2))
    point.cycle.maxima = Array(special.unknowns.dropLast(2))
    return point
  }
}

extension CycleBifurcationCurve.End {
  /// Why a curve ends, in words.
  /// - Parameter time: The unit of time.
  fileprivate func text(time: Double) -> String {
    switch self {
    case .window: "leaves the window"
    case .closed: "closes"
    case .shrinks: "shrinks to an equilibrium"
    case .infinitePeriod: "the period grows without bound"
    case .longPeriod(let period): "the period grew to \((time * period).brief)"
    case .resonance(let kind): kind == .resonance1 ? "ends at the resonance 1:1" : "ends at the resonance 1:2"
    case .periodDoubling: "meets cycles of half the period"
    case .unbounded: "the cycles grow without bound"
    case .isolated: "branches cross at one point alone"
    case .pointLimit(let count): "stopped after \(count) points"
    case .saddleNode: "the saddle becomes a saddle-node"
    case .branchPoint: "the saddle comes to a branch point"
    case .otherEquilibrium: "comes to another equilibrium"
    case .saddleHopf: "the saddle comes to a Hopf point"
    case .stepTooSmall: "the step became too small"
    case .interrupted: "interrupted"
    }
  }

  /// Whether the curve ends for a reason that lies in the computation.
  fileprivate var isFailure: Bool {
    switch self {
    case .window, .closed, .shrinks, .infinitePeriod, .longPeriod, .otherEquilibrium, .saddleHopf, .saddleNode,
      .resonance, .periodDoubling, .unbounded, .isolated, .branchPoint:
      false
    case .pointLimit, .stepTooSmall, .interrupted: true
    }
  }
}

extension TwoParameterBranch.Kind {
  init(_ kind: CycleBifurcationCurve.Kind) {
    switch kind {
    case .limitPoint: self = .cycleLimitPoint
    case .periodDoubling: self = .flip
    case .neimarkSacker: self = .neimarkSacker
    case .branchPoint: self = .cycleBranchPoint
    case .homoclinic: self = .homoclinic
    }
  }
}
