// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore
import RealModule
import Results

extension NaturalScales {
  /// The natural sizes that a survey of equilibria shows.
  ///
  /// A variable's size is the distance over which the spectrum of the Jacobian changes by half of itself, or the spread of the
  /// equilibria if that is larger; of a variable that enters linearly, what the others drive it to. The unit of time is the
  /// geometric mean of the time constants. All of it is made of the vector field alone, so that it changes with units as
  /// it ought to.
  init(
    _ model: Model, _ field: ParameterizedField, parameter: ClosedRange<Double>, name: String, survey: EquilibriumSurvey
  ) {
    let shape = SpectralShape(field, survey)
    var (centers, sizes) = shape.extents()
    // Variables that a symmetry of the equations exchanges have one unit, or the equations would lose it.
    let orbits = PermutationSymmetry(model, varying: [name]).orbits
    for orbit in Dictionary(grouping: orbits.indices, by: { orbits[$0] }).values where orbit.count > 1 {
      let (size, center) = (orbit.map { sizes[$0] }.max() ?? 1, orbit.map { centers[$0] }.median ?? 0)
      for index in orbit { (sizes[index], centers[index]) = (size, center) }
    }
    let variables = zip(centers, sizes).map { center, size in
      Unit((center - size / 2)...(center + size / 2))
    }
    self.init(
      names: model.variableNames, variables: variables, parameterName: name, parameter: Unit(parameter),
      time: field.isMap ? 1 : Unit.powerOfTwo(near: shape.timeConstant))
  }
}

/// How the spectrum of a Jacobian changes with the state, around the equilibria of a survey.
struct SpectralShape {
  /// The points that are looked at, with their parameter: equilibria, or where there are none, places at which terms balance.
  let points: [[Double]]
  private let field: ParameterizedField
  private let magnitudes: [Double]
  private let spectra: [[Complex<Double>]]

  /// So many points tell enough; fewer in large systems, where each takes longer.
  private static func pointLimit(_ dimension: Int) -> Int { max(2, min(12, 60 / dimension)) }
  /// In larger systems the spread of equilibria must do: spectra cost the cube of the dimension.
  private static let dimensionLimit = 30
  /// A spectrum counts as another when an eigenvalue has changed by the first of these parts of itself; the others count of variables
  /// that have no size otherwise.
  private static let changes = [0.5, 0.1, 0.02]
  /// Equilibria so many lengths of nonlinearity away belong to another part of the state space.
  private static let farAway = 20.0

  init(_ field: ParameterizedField, _ survey: EquilibriumSurvey) {
    self.field = field
    let all = survey.findings.map { $0.state + [$0.parameter] }
    let candidates = all.isEmpty ? survey.places : all
    let stride = max(1, candidates.count / Self.pointLimit(field.dimension))
    let kept = candidates.indices.filter { $0 % stride == 0 }
      .map { (candidates[$0], Eigendecomposition.eigenvalues(field.stateJacobian(at: candidates[$0]))) }
      .filter { $0.1 != nil }
    points = kept.map(\.0)
    spectra = kept.map { $0.1 ?? [] }
    magnitudes = survey.magnitudes
  }

  /// The time in which things change by their own size: of each spectrum the geometric mean of the time constants, of these
  /// the median.
  var timeConstant: Double {
    let rates = spectra.compactMap { spectrum -> Double? in
      let lengths = spectrum.map(\.length)
      // What vanishes but for rounding, as along a symmetry, has no time.
      let least = Self.neutralRate * (lengths.max() ?? 0)
      let logs = lengths.filter { $0 > least }.map { Double.log($0) }
      return logs.isEmpty ? nil : Double.exp(logs.reduce(0, +) / Double(logs.count))
    }
    return rates.median.map { 1 / $0 } ?? 1
  }

  /// Eigenvalues that are smaller than this part of the largest say nothing of time.
  private static let neutralRate = 1e-7

  /// The center and the size of each variable.
  func extents() -> (centers: [Double], sizes: [Double]) {
    let n = magnitudes.count
    let lengths =
      n <= Self.dimensionLimit
      ? (0..<n).map { nonlinearity(of: $0, Self.changes[0]) } : [Nonlinearity?](repeating: nil, count: n)
    // Equilibria in another part of the state space, as where a formula is held constant far out, tell nothing.
    let near = points.filter { point in
      zip(point, lengths).allSatisfy { value, length in
        length.map { abs(value - $0.place) <= Self.farAway * $0.length } ?? true
      }
    }
    let kept = near.isEmpty ? points : near
    // On a continuum equilibria are found wherever they are looked for.
    let isolated = kept.filter { point in zip(points, spectra).contains { $0 == point && isRegular($1) } }
    let spreads = (0..<n).map { i in Self.width(of: isolated.map { $0[i] }) }
    var sizes = zip(lengths, spreads).map { length, spread in max(length?.length ?? 0, spread) }
    fill(&sizes, linear: lengths.indices.filter { lengths[$0] == nil })
    // Of functions that saturate no eigenvalue may change by much.
    for change in Self.changes.dropFirst() where n <= Self.dimensionLimit && sizes.contains(0) {
      let empty = (0..<n).filter { sizes[$0] == 0 }
      for i in empty { sizes[i] = nonlinearity(of: i, change)?.length ?? 0 }
      fill(&sizes, linear: empty.filter { sizes[$0] == 0 })
    }
    for i in 0..<n where sizes[i] == 0 || !sizes[i].isFinite { sizes[i] = magnitudes[i] }
    return ((0..<n).map { i in kept.map { $0[i] }.median ?? 0 }, sizes)
  }

  /// An eigenvalue that is smaller than this part of the largest vanishes.
  private static let vanishingEigenvalue = 1e-9

  /// Whether no eigenvalue of a flow vanishes, none of a map is 1.
  private func isRegular(_ spectrum: [Complex<Double>]) -> Bool {
    let sizes = spectrum.map { (field.isMap ? $0 - 1 : $0).length }
    return sizes.allSatisfy { $0 > Self.vanishingEigenvalue * (sizes.max() ?? 0) }
  }

  /// The width of values that are not equal but for round-off.
  private static func width(of values: [Double]) -> Double {
    let width = (values.max() ?? 0) - (values.min() ?? 0)
    return width > 1e-9 * (values.map(abs).max() ?? 0) ? width : 0
  }

  /// A length over which the spectrum changes, and where.
  private struct Nonlinearity {
    var length: Double
    var place: Double
  }

  /// The distance along a variable at which the spectrum has changed, of all points that of the lower quartile: steps grow with the
  /// state, so that a small size does less harm than a large one; nil if it never changes.
  private func nonlinearity(of variable: Int, _ change: Double) -> Nonlinearity? {
    let floor = spectra.slowestRate ?? 0
    let lengths = zip(points, spectra).compactMap { point, spectrum -> Nonlinearity? in
      let length = [1.0, -1].compactMap { distance(from: point, spectrum, along: variable, sign: $0, floor, change) }
        .min()
      return length.flatMap {
        holds($0, from: point, along: variable, floor, change) ? Nonlinearity(length: $0, place: point[variable]) : nil
      }
    }
    let sorted = lengths.sorted { $0.length < $1.length }
    return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 4]
  }

  /// So many units in the last place a root may be wrong.
  private static let rootError = 64 * Double.ulpOfOne
  /// A distance holds if it is the same up to this factor from all points that cannot be told from the root.
  private static let certainty = 3.0

  /// Whether a distance is one of the field, and not made by the last digits of the other variables: where a product has a factor that
  /// vanishes at the root, rounding leaves a little of it, which a large number makes visible.
  private func holds(
    _ length: Double, from point: [Double], along variable: Int, _ floor: Double, _ change: Double
  ) -> Bool {
    [1.0, -1].allSatisfy { error in
      let beside = point.indices.map { $0 == variable ? point[$0] : point[$0] * (1 + error * Self.rootError) }
      guard let spectrum = Eigendecomposition.eigenvalues(field.stateJacobian(at: beside)) else { return false }
      func isOther(_ distance: Double) -> Bool {
        [1.0, -1].contains { sign in
          var moved = beside
          moved[variable] += sign * distance
          return Eigendecomposition.eigenvalues(field.stateJacobian(at: moved)).map {
            Self.differs(spectrum, $0, floor, change)
          } ?? false
        }
      }
      return isOther(Self.certainty * length) && !isOther(length / Self.certainty)
    }
  }

  /// From one distance that is tried to the next.
  private static let stride = 10.0

  private func distance(
    from point: [Double], _ spectrum: [Complex<Double>], along variable: Int, sign: Double, _ floor: Double,
    _ change: Double
  ) -> Double? {
    func isOther(_ distance: Double) -> Bool {
      var moved = point
      moved[variable] += sign * distance
      guard let other = Eigendecomposition.eigenvalues(field.stateJacobian(at: moved)) else { return false }
      return Self.differs(spectrum, other, floor, change)
    }
    // From the least magnitude up in strides, then the place within one. Nothing is known of what is large or small here; longer
    // strides could pass over the turns of an oscillating function again and again.
    let own = abs(point[variable])
    var low = max(1e-30, 1e-10 * own)
    if own > 0, isOther(low) { return nil }
    while low < 1e30 {
      let high = Self.stride * low
      if isOther(high) {
        var (a, b) = (low, high)
        for _ in 0..<4 {
          let middle = (a * b).squareRoot()
          if isOther(middle) { b = middle } else { a = middle }
        }
        return b
      }
      low = high
    }
    return nil
  }

  private static func differs(
    _ a: [Complex<Double>], _ b: [Complex<Double>], _ floor: Double, _ change: Double
  ) -> Bool {
    // Each with the nearest that is left: an order would change where real parts are equal but for rounding.
    var rest = b
    return a.contains { value in
      guard let index = rest.indices.min(by: { (rest[$0] - value).length < (rest[$1] - value).length }) else {
        return false
      }
      let nearest = rest.remove(at: index)
      return (value - nearest).length > change * (max(value.length, nearest.length) + floor)
    }
  }

  /// Sizes of the variables that enter linearly: those at which they balance what the others do to them, or their spread if that is
  /// larger; zero of those that hang together with no other.
  private func fill(_ sizes: inout [Double], linear: [Int]) {
    let n = sizes.count
    let spreads = sizes
    for i in linear where linear.count < n { sizes[i] = 0 }
    if let point = points.first {
      let jacobian = field.stateJacobian(at: point)
      let rate = field.isMap ? 1 : 1 / timeConstant
      for _ in 0..<n where sizes.contains(0) {
        for i in linear where sizes[i] == 0 {
          let own = max(abs(jacobian[i, i] - (field.isMap ? 1 : 0)), rate)
          let driven = (0..<n).filter { $0 != i }.map { abs(jacobian[i, $0]) * sizes[$0] / own }.max() ?? 0
          // It may also drive others without being driven.
          let driving =
            (0..<n).filter { $0 != i && sizes[$0] > 0 && jacobian[$0, i] != 0 }
            .map { rate * sizes[$0] / abs(jacobian[$0, i]) }.min() ?? 0
          sizes[i] = max(driven > 0 ? driven : driving, spreads[i])
        }
      }
    }
  }
}
