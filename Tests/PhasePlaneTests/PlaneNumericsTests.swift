// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule
import Results
import Symbolics
import Testing

@testable import PhasePlane

@Suite("Coordinates of a window") struct PlaneCoordinateTests {
  @Test func points() {
    let (a, b) = (PlanePoint(3, 4), PlanePoint(1, -2))
    #expect(a.length == 5 && a.turned == PlanePoint(-4, 3) && a.dot(b) == -5 && a.cross(b) == -10)
    #expect(a + b == PlanePoint(4, 2) && a - b == PlanePoint(2, 6) && 2 * b == PlanePoint(2, -4))
    #expect(abs(a.normalized.length - 1) < 1e-15 && PlanePoint(0, 0).normalized == PlanePoint(0, 0))
  }

  @Test("the distance from a line: beside it, beyond its ends, and of one that stands still")
  func polylines() {
    let corner = [PlanePoint(0, 0), PlanePoint(4, 0), PlanePoint(4, 3)]
    #expect(PlanePoint(2, 1).distance(toPolyline: corner) == 1)
    #expect(PlanePoint(-3, 4).distance(toPolyline: corner) == 5)
    #expect(PlanePoint(5, 4).distance(toPolyline: corner) == 2.0.squareRoot())
    #expect(PlanePoint(3, 4).distance(toPolyline: [PlanePoint(0, 0), PlanePoint(0, 0)]) == 5)
    #expect(PlanePoint(0, 0).distance(toPolyline: []) == .infinity)
  }

  @Test func frames() {
    let frame = PlaneFrame(
      horizontal: AxisRange(name: "x", lower: -1, upper: 3), vertical: AxisRange(name: "y", lower: 10, upper: 11))
    #expect(frame.size == (4, 1) && frame.center == (1, 10.5))
    #expect(frame.scaled([3, 10]) == PlanePoint(0.5, -0.5) && frame.unscaled(PlanePoint(0.5, -0.5)) == [3, 10])
    // Derivatives by the other coordinate change with the ratio of the lengths.
    #expect(frame.scaledMatrix([1, 2, 3, 4]) == [1, 0.5, 12, 4])
  }

  @Test func windows() {
    let window = PlaneWindow(x: 0...4, y: -1...1)
    #expect(window.center == SIMD2(2, 0) && window.size == SIMD2(4, 2))
    #expect(window.contains([4, 1]) && !window.contains([4.1, 0]) && window.contains([4.1, 0], margin: 0.05))
    #expect(window.distance([0, 0], [4, 0]) == 1 && window.distance([0, -1], [0, 1]) == 1)
    #expect(window.point(at: [1, 1]) == window.upper && window.point(at: [0.5, 0]) == SIMD2(2, -1))
    #expect(window.enlarged(by: 0.25) == PlaneWindow(x: -1...5, y: -1.5...1.5))
    #expect(SIMD2<Double>(3, -4).largest == 4 && SIMD2<Double>(0, 0).direction == nil)
    #expect(SIMD2<Double>(.infinity, 1).direction == nil && SIMD2<Double>(-2, 0).direction == SIMD2(-1, 0))
  }

  /// A window of one turn of an angle: what leaves it on one side comes in on the other.
  @Test func angles() throws {
    var flow = try SampleFlow(-Double.pi...Double.pi, -1...1, fixedPoints: []) { x, y in (y, -Expression.sin(x)) }.flow
    #expect(!flow.isClosed(0) && flow.wrapped(PlanePoint(0.75, 2)) == PlanePoint(0.75, 2))
    flow.periods = [2 * Double.pi, nil]
    #expect(flow.isClosed(0) && !flow.isClosed(1))
    #expect(flow.wrapped(PlanePoint(0.75, 2)) == PlanePoint(-0.25, 2))
    #expect(flow.reach(PlanePoint(7, 0.25)) == 0.25 && flow.isInside(PlanePoint(7, 0.25)))
    #expect(flow.turns(from: PlanePoint(0, 0), to: PlanePoint(-2.01, 5)) == [-2, 0])
    #expect(flow.offset(of: [-2, 0]) == PlanePoint(-2, 0))
    #expect(flow.named([-2, 0]) == ["x": -2] && flow.named([0, 0]) == nil)
  }
}

@Suite("Eigenvalues of order two") struct PlanarSpectrumTests {
  private func spectrum(_ matrix: [Double], _ error: Double = 0) -> PlanarSpectrum {
    PlanarSpectrum(matrix, errors: [Double](repeating: error, count: 4))
  }

  @Test func kinds() {
    let saddle = spectrum([1, 0, 0, -2])
    #expect(saddle.eigenvalues == [Complex(1), Complex(-2)] && saddle.determinantSign == .minus)
    let focus = spectrum([-1, -3, 3, -1])
    #expect(focus.eigenvalues == [Complex(-1, 3), Complex(-1, -3)] && !focus.isTraceless && !focus.isSingular)
    #expect(spectrum([0, -1, 1, 0]).isTraceless)
    #expect(spectrum([2, 1, 0, 2]).isDouble && !spectrum([2, 1, 1e-3, 2]).isDouble)
    #expect(spectrum([0, 1, 0, 0]).isNilpotent && spectrum([1, 2, 2, 4]).isSingular)
    #expect(!spectrum([1, 2, 2, 4]).isNilpotent)
    let nothing = spectrum([0, 0, 0, 0])
    #expect(nothing.isSingular && nothing.isNilpotent && nothing.eigenvalues == [.zero, .zero])
  }

  /// The smaller eigenvalue is as exact as the larger one, however far apart they are.
  @Test(arguments: [1e3, 1e8, 1e15]) func farApart(_ ratio: Double) {
    // Similar to diag(-ratio, -1): trace and determinant are exact.
    let spectrum = spectrum([-ratio - 1, -ratio, 1, 0])
    #expect(abs(spectrum.eigenvalues[1].real + ratio) < 1e-14 * ratio)
    #expect(abs(spectrum.eigenvalues[0].real + 1) < 1e-14)
  }

  /// What counts as zero follows the errors of the entries, not the units of variables or of time.
  @Test(arguments: [1e-200, 1, 1e200]) func units(_ unit: Double) {
    #expect(!spectrum([unit, 0, 0, 1e-6 * unit]).isSingular)
    #expect(spectrum([unit, 0, 0, 1e-6 * unit], 1e-5 * unit).isSingular)
    #expect(spectrum([1e-7 * unit, unit, -unit, 0], 1e-6 * unit).isTraceless)
    #expect(spectrum([0, unit, 0, 0]).isNilpotent)
  }
}

@Suite("Roots on lines") struct LineRootTests {
  private func function(_ expressions: Expression...) throws -> PlaneFunction {
    try PlaneFunction(expressions, of: planarModel(x, y))
  }

  private func root(of f: Expression, from a: SIMD2<Double>, to b: SIMD2<Double>) throws -> SIMD2<Double>? {
    let function = try function(f)
    let change = SignChange(start: a, end: b, startValue: function(a)[0], endValue: function(b)[0])
    return BracketedRoots.solve([change], of: function)[0]
  }

  @Test("simple and multiple roots, on slanted lines, to the last digits") func roots() throws {
    let first = try #require(try root(of: x * x - 2, from: [1, 0.5], to: [2, 0.5]))
    #expect(abs(first.x - 2.0.squareRoot()) <= 2 * first.x.ulp && first.y == 0.5)
    let slanted = try #require(try root(of: x + y - 1, from: [0, 0], to: [3, 1]))
    #expect(abs(slanted.x - 0.75) < 1e-15 && abs(slanted.y - 0.25) < 1e-15)
    let cubic = try #require(try root(of: .pow(x - 1, 3), from: [0, 0], to: [3, 0]))
    #expect(abs(cubic.x - 1) < 1e-5)
  }

  @Test("no roots: poles, jumps, a sign in the middle of a jump, and what is undefined") func others() throws {
    #expect(try root(of: 1 / (x - 0.3), from: [0, 0], to: [1, 0]) == nil)
    #expect(try root(of: .unary(.sign, x - 0.3), from: [0, 0], to: [1, 0]) == nil)
    #expect(try root(of: .unary(.sign, x), from: [-1, 0], to: [1, 0]) == nil)
    #expect(try root(of: .unary(.heaviside, x - 0.3) - 0.5, from: [0, 0], to: [1, 0]) == nil)
    #expect(try root(of: x + 1e-30 * .sqrt(x * x - 0.25), from: [-1, 0], to: [1, 0]) == nil)
  }

  @Test("all zeros along an axis, in rising order, with those that only touch") func univariate() throws {
    let window = PlaneWindow(x: -2...3, y: -1...1)
    // Simple zeros at -2 (the edge) and 0.5; the square touches at 1.
    let f = (x + 2) * (x - 0.5) * (x - 1) * (x - 1)
    let zeros = UnivariateRoots.find(of: try function(f, f.derivative("x")), axis: 0, window: window)
    #expect(zeros.count == 3)
    for (zero, exact) in zip(zeros, [-2, 0.5, 1]) { #expect(abs(zero - exact) < 1e-7) }
    let g = Expression.sin(20 * y)
    let many = UnivariateRoots.find(of: try function(g, g.derivative("y")), axis: 1, window: window)
    #expect(many.count == 13)
    for (k, zero) in many.enumerated() { #expect(abs(zero - Double(k - 6) * Double.pi / 20) < 1e-14) }
  }
}

@Suite("Indices of fixed points") struct TopologicalIndexTests {
  private func index(_ f: Expression, _ g: Expression) throws -> Int? {
    TopologicalIndex(system: try PlanarSystem(planarModel(f, g)), window: square(1)).index(at: [0, 0])
  }

  @Test func hyperbolicAndDegenerate() throws {
    #expect(try index(x, -y) == -1 && index(-x, -y) == 1 && index(-y, x) == 1)
    // z², and the saddle-node, the monkey saddle, the dipole's conjugate.
    #expect(try index(x * x - y * y, 2 * x * y) == 2 && index(x * x, -y) == 0)
    #expect(try index(x * x - y * y, -2 * x * y) == -2)
    #expect(try index(y, x * x * x - 0.1 * y) == -1)
    #expect(try index(1 + x, y) == 0, "no fixed point at all")
    #expect(try index(x * y, x * y) == nil, "a field that vanishes on lines")
  }

  /// Very unlike rates make the direction turn within a small part of the circle.
  @Test(arguments: [1e-6, 1e6]) func unlikeRates(_ ratio: Double) throws {
    #expect(try index(x, -Expression(ratio) * y) == -1 && index(-y, Expression(ratio) * x) == 1)
  }
}

@Suite("Places of a search") struct SearchPlaceTests {
  /// Cells find just the points that lie nearer than a distance.
  @Test(arguments: [0.05, 0.2]) func occupancy(_ separation: Double) {
    let places = QuasiRandomSequence.points(400, in: [0...1, 0...1]).map { SIMD2($0[0], $0[1]) }
    var occupancy = StreamlineOccupancy(separation: separation)
    let taken = places.prefix(40)
    for place in taken { occupancy.insert(place) }
    for place in places.dropFirst(40) {
      for part in [0.3, 1] {
        let nearest = taken.map { (($0 - place) * ($0 - place)).sum().squareRoot() }.min() ?? .infinity
        #expect(occupancy.isFree(place, distance: part * separation) == (nearest >= part * separation))
      }
    }
  }

  @Test func middles() {
    #expect(DecadeLattice.middle(1e-30, 1e30) == 1 && abs(DecadeLattice.middle(-4, -9) + 6) < 1e-14)
    #expect(DecadeLattice.middle(-1, 3) == 1 && DecadeLattice.middle(0, 8) == 4)
  }
}
