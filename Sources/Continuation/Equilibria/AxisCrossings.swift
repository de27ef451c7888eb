// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// Where several eigenvalues of a flow pass the imaginary axis between two points of a curve of equilibria: Hopf points close to
/// each other, and those of several pairs at once, as symmetry makes them, where no test function changes its sign.
///
/// The m-th largest real part is a continuous function on the curve. Its zeros are found one after the other by Chandrupatla's
/// method (1997, Adv. Eng. Softw. 28, 145), which ends also where eigenvalues touch; points computed for one serve the next.
struct AxisCrossings {
  typealias Point = EquilibriumEvents.Point

  let curve: Curve<EquilibriumProblem>

  /// Real parts below this, relative to the largest eigenvalue, are zero.
  private static let rounding = 1e-13
  /// Places closer than this, relative to the step, are one.
  private static let resolution = 1e-12

  /// So far, relative to the step, beside a place at which the equations are singular.
  private static let besideSingular = 1e-8

  /// Eigenvalues that pass together.
  struct Crossing {
    var point: Point
    /// The width of the bracket along the curve.
    var width: Double
    /// The angular frequencies of the pairs, none for real eigenvalues.
    var frequencies: [Double]
    /// The number of real eigenvalues.
    var realCount: Int
  }

  /// Whether test functions say too little of what lies between two points of which they say `candidates`.
  func applies(_ a: Point, _ b: Point, _ candidates: [TestFunction]) -> Bool {
    guard candidates == [.hopf], !curve.problem.field.isMap else { return false }
    let (first, second) = (a.description, b.description)
    let change = abs(first.unstableCount - second.unstableCount)
    guard change > 0 else { return false }
    if change > 2 || first.unstablePairs(isMap: false) == second.unstablePairs(isMap: false) { return true }
    if first.isWholeSpectrum, second.isWholeSpectrum {
      return (TestFunction.hopf.value(first) < 0) == (TestFunction.hopf.value(second) < 0)
    }
    return false
  }

  /// What passes between two points, in order; nil if some of it could not be found.
  func between(_ a: Point, _ b: Point) -> [Crossing]? {
    var samples = [(place: 0.0, point: a), (place: b.arclength - a.arclength, point: b)]
    let counts = [a.description.unstableCount, b.description.unstableCount].sorted()
    var crossings: [Crossing] = []
    var rank = counts[0]
    while rank < counts[1] {
      guard let crossing = crossing(rank, &samples) else { return nil }
      crossings.append(crossing)
      rank += max(1, crossing.frequencies.count * 2 + crossing.realCount)
    }
    return crossings.sorted { $0.point.arclength < $1.point.arclength }
  }

  private func crossing(_ rank: Int, _ samples: inout [(place: Double, point: Point)]) -> Crossing? {
    func isUnstable(_ point: Point) -> Bool { point.description.unstableCount > rank }
    guard
      let upper = (1..<samples.count).first(where: {
        isUnstable(samples[$0 - 1].point) != isUnstable(samples[$0].point)
      })
    else { return nil }
    let length = samples[samples.count - 1].place
    var low = (place: samples[upper - 1].place, value: value(rank, samples[upper - 1].point))
    var high = (place: samples[upper].place, value: value(rank, samples[upper].point))
    var best = abs(low.value) < abs(high.value) ? samples[upper - 1] : samples[upper]
    guard low.value.isFinite, high.value.isFinite, let start = samples.first?.point else { return nil }
    // The newest end first; the third place is where the end that was given up lies.
    var third = low
    var share = 0.5
    (low, high) = (high, low)
    third = low
    for _ in 0..<60 {
      if abs(value(rank, best.point)) <= Self.rounding * size(best.point)
        || abs(high.place - low.place) <= Self.resolution * length
      {
        break
      }
      let wanted = low.place + share * (high.place - low.place)
      // At a branch point itself nothing can be solved for; beside it a bracket of this width is all that can be had.
      let places = [0, Self.besideSingular, -Self.besideSingular].map { wanted + $0 * length }
      let found = places.lazy.compactMap { place in curve.point(at: place, from: start).map { (place, $0) } }.first
      guard let (place, point) = found else { return nil }
      let new = (place: place, value: value(rank, point))
      guard new.value.isFinite else { return nil }
      insert((place, point), into: &samples)
      if place != wanted {
        // The curve is straight over so short a way: between places on both sides lies the one looked for.
        var middle = point
        if let other = curve.point(at: 2 * wanted - place, from: start) {
          middle.unknowns = zip(point.unknowns, other.unknowns).map { ($0 + $1) / 2 }
          middle.arclength = (point.arclength + other.arclength) / 2
        }
        return Crossing(middle, width: abs(place - wanted), size: size(point))
      }
      if abs(new.value) < abs(value(rank, best.point)) { best = (place, point) }
      if (new.value < 0) == (low.value < 0) {
        third = low
      } else {
        (third, high) = (high, low)
      }
      low = new
      share = nextShare(low, high, third, length)
    }
    return Crossing(best.point, width: abs(high.place - low.place), size: size(best.point))
  }

  /// Inverse quadratic interpolation where it can be trusted, else bisection.
  private func nextShare(
    _ a: (place: Double, value: Double), _ b: (place: Double, value: Double), _ c: (place: Double, value: Double),
    _ length: Double
  ) -> Double {
    let xi = (a.place - b.place) / (c.place - b.place)
    let phi = (a.value - b.value) / (c.value - b.value)
    var share = 0.5
    if phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi {
      share =
        a.value / (b.value - a.value) * c.value / (b.value - c.value)
        + (c.place - a.place) / (b.place - a.place) * a.value / (c.value - a.value) * b.value / (c.value - b.value)
    }
    let least = min(0.5, 0.5 * Self.resolution * length / max(abs(b.place - a.place), .leastNormalMagnitude))
    return share.isFinite ? min(1 - least, max(least, share)) : 0.5
  }

  private func insert(_ sample: (place: Double, point: Point), into samples: inout [(place: Double, point: Point)]) {
    samples.insert(sample, at: samples.firstIndex { $0.place > sample.place } ?? samples.count)
  }

  /// The real part of the eigenvalue of a rank, by falling real part.
  private func value(_ rank: Int, _ point: Point) -> Double {
    let eigenvalues = point.description.eigenvalues
    return rank < eigenvalues.count ? eigenvalues[rank].real : .nan
  }

  private func size(_ point: Point) -> Double { point.description.eigenvalues.reduce(1e-300) { max($0, $1.length) } }
}

extension AxisCrossings.Crossing {
  /// Real parts that differ by less than this, relative to the largest eigenvalue, pass the axis together.
  private static let coincidence = 1e-9
  /// A double real eigenvalue is split by rounding into a pair whose frequency is less than this, relative to the largest eigenvalue.
  private static let splitting = 1e-7

  /// What lies on the axis at a point.
  /// - Parameter size: The modulus of the largest eigenvalue.
  fileprivate init(_ point: AxisCrossings.Point, width: Double, size: Double) {
    let least = point.description.eigenvalues.reduce(Double.infinity) { min($0, abs($1.real)) }
    let onAxis = point.description.eigenvalues.filter { abs($0.real) <= least + Self.coincidence * size }
    self.point = point
    self.width = width
    frequencies = onAxis.map(\.imaginary).filter { $0 > Self.splitting * size }
    realCount = onAxis.count { abs($0.imaginary) <= Self.splitting * size }
  }
}
