// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule
import Results
import Symbolics
import Testing

@testable import Continuation

/// FitzHugh–Nagumo cells in a ring, whose even state loses stability to waves with k maxima where
/// 1 - v² - 4 d sin²(π k / n) = b / τ, for two pairs of eigenvalues at once unless k is 0 or n / 2.
@Suite("Several eigenvalues at once, in rings of like cells") struct SymmetricRingTests {
  private static let (a, b, tau, d) = (0.7, 0.8, 12.5, 0.1)

  private func model(_ count: Int) throws -> Model {
    let v = (0..<count).map { Expression.symbol("v\($0)") }
    let w = (0..<count).map { Expression.symbol("w\($0)") }
    let (a, b, tau, d) = (Expression(Self.a), Expression(Self.b), Expression(Self.tau), Expression(Self.d))
    let fast = (0..<count).map { k in
      let coupling = d * (v[(k + count - 1) % count] - 2 * v[k] + v[(k + 1) % count])
      return Variable(name: "v\(k)", rate: v[k] - .pow(v[k], 3) / 3 - w[k] + .symbol("I") + coupling)
    }
    let slow = (0..<count).map { k in Variable(name: "w\(k)", rate: (v[k] + a - b * w[k]) / tau) }
    return try Model(name: "ring", variables: fast + slow, parameters: [Parameter(name: "I", value: 0)])
  }

  private func equilibria(_ count: Int) throws -> (EquilibriumProblem, EquilibriumBranch) {
    let model = try model(count)
    let field = try ParameterizedField(model, free: ["I"]) { model throws(ModelError) in try CompiledModel(model) }
    let scales = [Double](repeating: 4, count: count) + [Double](repeating: 3, count: count) + [2]
    let problem = EquilibriumProblem(field, scales: scales)
    let start = [Double](repeating: -1.1994, count: count) + [Double](repeating: -0.6243, count: count) + [0]
    let window = CurveWindow(
      ranges: [2 * count: 0...2], bounds: scales.dropLast().map { 100 * $0 } + [.infinity])
    return (problem, EquilibriumBranch.follow(problem, from: start, window: window))
  }

  @Test("every Hopf point is found once, with its multiplicity", arguments: [5, 8, 25, 60])
  func hopfPoints(count: Int) throws {
    let (_, branch) = try equilibria(count)
    var expected: [(value: Double, multiplicity: Int)] = []
    for k in 0...(count / 2) {
      let sine = Double.sin(.pi * Double(k) / Double(count))
      let root = (1 - Self.b / Self.tau - 4 * Self.d * sine * sine).squareRoot()
      for v in [-root, root] {
        expected.append((v * v * v / 3 - v + (v + Self.a) / Self.b, k == 0 || 2 * k == count ? 1 : 2))
      }
    }
    expected.sort { $0.value < $1.value }
    let found = branch.specialPoints.filter { $0.type == .hopf }
    try #require(found.count == expected.count)
    for (point, (value, multiplicity)) in zip(found, expected) {
      #expect(abs(point.unknowns[2 * count] - value) < 1e-10)
      #expect(point.multiplicity == multiplicity)
      guard case .hopf(let frequency, _) = point.kind else { continue }
      // The determinant at a trace of zero: 1/τ - (b/τ)².
      #expect(abs(frequency - (1 / Self.tau - Self.b * Self.b / Self.tau / Self.tau).squareRoot()) < 1e-7)
    }
  }

  @Test("double Hopf points of a ring start a rotating wave, with its mirror image, and two standing waves")
  func waves() throws {
    let (problem, branch) = try equilibria(5)
    let double = try #require(branch.specialPoints.first { $0.multiplicity == 2 })
    let directions = HopfDirections(at: double, on: problem)
    #expect(directions.copies.sorted() == [2, 5, 5])
    // Each is an eigenvector of the critical pair.
    guard case .hopf(let frequency, _) = double.kind else { return }
    let jacobian = problem.jacobian(at: double.unknowns)
    for vector in directions.vectors {
      let (real, imaginary) = (jacobian * vector.map(\.real), jacobian * vector.map(\.imaginary))
      for (i, entry) in vector.enumerated() {
        let rest = Complex(real[i], imaginary[i]) - Complex(0, frequency) * entry
        #expect(rest.length < 1e-9)
      }
    }
  }

  @Test("a rotating wave visits all cells with the same delay")
  func rotatingWave() throws {
    let (problem, branch) = try equilibria(5)
    let double = try #require(branch.specialPoints.first { $0.multiplicity == 2 })
    let directions = HopfDirections(at: double, on: problem)
    let place = try #require(directions.copies.firstIndex(of: 2))
    var settings = CycleSettings()
    settings.intervalCount = 20
    settings.curve.pointLimit = 4
    let cycles = try #require(
      CycleBranch.follow(from: double, along: directions.vectors[place], on: problem, range: 0...2, settings: settings))
    let last = try #require(cycles.points.last)
    let extrema = zip(last.maxima.prefix(5), last.minima.prefix(5)).map { $0 - $1 }
    let (greatest, least) = (try #require(extrema.max()), try #require(extrema.min()))
    #expect(least > 1e-3)
    #expect(greatest - least < 1e-2 * greatest)
  }

  @Test("two real eigenvalues that pass zero together are a branch point of multiplicity two, named as such")
  func doubleZero() throws {
    // Three bistable cells in a ring that repel each other: the waves with one maximum lose stability first, at r = -3 d.
    let x = (0..<3).map { Expression.symbol("x\($0)") }
    let variables = (0..<3).map { k in
      let coupling = -0.5 * (x[(k + 1) % 3] - 2 * x[k] + x[(k + 2) % 3])
      return Variable(name: "x\(k)", rate: .symbol("r") * x[k] - .pow(x[k], 3) + coupling)
    }
    let model = try Model(name: "cells", variables: variables, parameters: [Parameter(name: "r", value: -2)])
    let curve = try ContinuationTests.branch(
      model, "r", in: -3...(-0.5), from: [0, 0, 0], at: -3, scales: [2, 2, 2])
    #expect(curve.specialPoints.map(\.label) == ["BP"])
    let point = try #require(curve.specialPoints.first)
    #expect(point.multiplicity == 2)
    #expect(abs(point.unknowns[3] + 1.5) < 1e-10)
  }

  @Test("elimination in panels gives the factors of elimination row by row", arguments: [(48, 60, 33), (80, 102, 60)])
  func panels(rows: Int, width: Int, columns: Int) throws {
    var state: UInt64 = 7
    let block = (0..<(rows * width)).map { _ -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int64(bitPattern: state) >> 11) * 0x1p-52
    }
    var (panels, pivots, sign) = (block, [Int](repeating: 0, count: columns), Int?.none)
    panels.withUnsafeMutableBufferPointer { panels in
      pivots.withUnsafeMutableBufferPointer { pivots in
        guard let base = panels.baseAddress, let places = pivots.baseAddress else { return }
        sign = Elimination.eliminatePanels(base, rows: rows, width: width, columns: columns, pivots: places)
      }
    }
    // What is left of a right-hand side must be the same as by elimination of the whole, one row after the other.
    var plain = block
    var expected = 1
    for k in 0..<columns {
      let pivot = (k..<rows).max { abs(plain[$0 * width + k]) < abs(plain[$1 * width + k]) } ?? k
      #expect(pivots[k] == pivot)
      if pivot != k { expected = -expected }
      for j in k..<width { plain.swapAt(k * width + j, pivot * width + j) }
      if plain[k * width + k] < 0 { expected = -expected }
      for i in (k + 1)..<rows {
        let factor = plain[i * width + k] / plain[k * width + k]
        plain[i * width + k] = factor
        for j in (k + 1)..<width { plain[i * width + j] -= factor * plain[k * width + j] }
      }
    }
    #expect(sign == expected)
    #expect(zip(panels, plain).allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($1)) })
  }
}
