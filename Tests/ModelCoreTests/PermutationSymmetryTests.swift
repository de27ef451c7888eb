// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

/// Cells of two variables, all v before all w, with a coupling of v.
private func cells(
  _ count: Int, currents: [Double]? = nil, coupling: (_ cell: Int, _ v: [Expression]) -> Expression
) throws -> Model {
  let v = (0..<count).map { Expression.symbol("v\($0)") }
  let variables =
    (0..<count).map { k in
      let w = Expression.symbol("w\(k)")
      let current = currents.map { Expression($0[k]) } ?? Expression.symbol("I")
      return Variable(name: "v\(k)", rate: v[k] - v[k] * v[k] * v[k] / 3 - w + current + coupling(k, v))
    }
    + (0..<count).map { k in
      Variable(name: "w\(k)", rate: (v[k] + 0.7 - 0.8 * Expression.symbol("w\(k)")) / 12.5)
    }
  return try Model(name: "cells", variables: variables, parameters: [Parameter(name: "I", value: 0.5)])
}

private func ring(_ count: Int) throws -> Model {
  try cells(count) { k, v in
    // Written with the neighbours in different orders, as wrap-around written out does.
    let (left, right) = (v[(k + count - 1) % count], v[(k + 1) % count])
    return 0.3 * (k % 2 == 0 ? left - 2 * v[k] + right : right + left - v[k] * 2)
  }
}

private func allToAll(_ count: Int) throws -> Model {
  try cells(count) { k, v in
    v.indices.filter { $0 != k }.reduce(Expression(0)) { $0 + 0.1 * (v[$1] - v[k]) }
  }
}

@Suite("Symmetry of equations under permutations of variables") struct PermutationSymmetryTests {
  @Test("a ring of n cells has the 2 n symmetries of a polygon", arguments: [3, 5, 6, 12])
  func rings(count: Int) throws {
    let symmetry = PermutationSymmetry(try ring(count), varying: ["I"])
    #expect(symmetry.elements(atMost: 100)?.count == 2 * count)
    // All v are one orbit and all w another.
    #expect(Set(symmetry.orbits).count == 2)
  }

  @Test("like cells that are all coupled may be permuted in any way", arguments: [(2, 2), (4, 24), (5, 120)])
  func allPermutations(count: Int, elements: Int) throws {
    let symmetry = PermutationSymmetry(try allToAll(count))
    #expect(symmetry.elements(atMost: 1000)?.count == elements)
  }

  @Test("every generator leaves the equations unchanged, by values at a state without symmetry")
  func generatorsHold() throws {
    for model in try [ring(7), allToAll(5)] {
      let field = try CompiledModel(model)
      let state = (0..<model.dimension).map { 0.1 * Double($0 * $0 % 17) - 0.6 }
      let rates = field.values(at: state, parameters: [0.5])
      let symmetry = PermutationSymmetry(model)
      #expect(!symmetry.isTrivial)
      for generator in symmetry.generators {
        let moved = field.values(at: PermutationSymmetry.apply(generator, to: state), parameters: [0.5])
        for (a, b) in zip(moved, PermutationSymmetry.apply(generator, to: rates)) { #expect(abs(a - b) < 1e-14) }
      }
    }
  }

  @Test("a chain has a reflection alone, a torus of 3 by 4 cells all its shifts")
  func lattices() throws {
    let chain = try cells(9) { k, v in
      0.2 * ((k > 0 ? v[k - 1] - v[k] : 0) + (k < 8 ? v[k + 1] - v[k] : 0))
    }
    #expect(PermutationSymmetry(chain).elements(atMost: 100)?.count == 2)
    let torus = try cells(12) { k, v in
      let (row, column) = (k / 4, k % 4)
      let next = [
        (row + 1) % 3 * 4 + column, (row + 2) % 3 * 4 + column, row * 4 + (column + 1) % 4, row * 4 + (column + 3) % 4,
      ]
      return next.reduce(Expression(0)) { $0 + 0.1 * (v[$1] - v[k]) }
    }
    let symmetry = PermutationSymmetry(torus)
    #expect(Set(symmetry.orbits).count == 2)
    #expect((symmetry.elements(atMost: 1000)?.count ?? 0) % 12 == 0)
  }

  @Test("the two genes of a toggle switch change places, unless their rates differ")
  func toggleSwitch() throws {
    func toggle(_ a: Double, _ b: Double) throws -> Model {
      try Model(name: "toggle", variables: ["x": 1, "y": 0], parameters: ["a": a, "b": b]) { x, p in
        [p[0] / (1 + x[1] * x[1]) - x[0], p[1] / (1 + x[0] * x[0]) - x[1]]
      }
    }
    #expect(PermutationSymmetry(try toggle(3, 3)).generators == [[1, 0]])
    #expect(PermutationSymmetry(try toggle(3, 4)).isTrivial)
    // With one rate free the two may come to differ.
    #expect(PermutationSymmetry(try toggle(3, 3), varying: ["a"]).isTrivial)
  }

  @Test("a cell that differs leaves a ring with one reflection; a chain of cause and effect has no symmetry")
  func brokenSymmetry() throws {
    let different = try cells(6, currents: [0.1, 0.5, 0.5, 0.5, 0.5, 0.5]) { k, v in
      0.3 * (v[(k + 5) % 6] - 2 * v[k] + v[(k + 1) % 6])
    }
    #expect(PermutationSymmetry(different).elements(atMost: 100)?.count == 2)
    let cascade = try cells(6) { k, v in k > 0 ? 0.3 * v[k - 1] : 0 }
    #expect(PermutationSymmetry(cascade).isTrivial)
  }

  @Test("copies of a state are its images, each once; equal but for rounding is equal")
  func copies() throws {
    let symmetry = PermutationSymmetry(try ring(6), varying: ["I"])
    let tolerances = [Double](repeating: 1e-6, count: 12)
    let bump = [1, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.0]
    #expect(symmetry.copies(of: bump, tolerances: tolerances, atMost: 100)?.count == 6)
    let even = (0..<12).map { $0 < 6 ? 0.2 + 1e-9 * Double($0) : 0.7 }
    #expect(symmetry.copies(of: even, tolerances: tolerances, atMost: 100)?.count == 1)
    #expect(symmetry.copies(of: bump, tolerances: tolerances, atMost: 3) == nil)
  }

  @Test("a ring of a thousand cells is no trouble")
  func largeRing() throws {
    let symmetry = PermutationSymmetry(try ring(1000), varying: ["I"])
    #expect(Set(symmetry.orbits).count == 2)
    #expect(symmetry.generators.contains { PermutationSymmetry.order($0) == 1000 })
  }
}
