// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Sums of variables with constant factors that no trajectory changes: conserved totals, as of matter in a reaction network.
///
/// These are the constant row vectors c with c f(x) = 0 for all states (for a map c f(x) = c x), the left null vectors of the
/// matrix of coefficients of f in its terms: the conservation laws of a stoichiometric matrix (Heinrich and Schuster 1996,
/// section 3.1), without a list of reactions. Where there are some, no equilibrium is isolated, and the Jacobian has as
/// many zero eigenvalues; on a level set all is as usual.
///
/// Every one that is found holds, but for round-off in the numbers of the formulas. One that only holds by an identity among
/// functions, such as that of sine and cosine, is not found.
public struct LinearFirstIntegrals: Hashable, Sendable {
  /// One conserved sum.
  public struct Integral: Hashable, Sendable {
    /// The factors by variable, without those that are zero; the least of them in size is 1 or -1.
    public let factors: [String: Double]
    /// A variable that occurs in no other of the sums, and follows from the others and the value of this one.
    public let dependent: String
  }

  /// The sums, linearly independent, each with a variable of its own.
  public let integrals: [Integral]

  /// Entries smaller than this part of what they were subtracted from are round-off.
  private static let roundOff = 1e-12

  /// Finds the conserved sums of a model with its parameters' values.
  /// - Parameters:
  ///   - model: The model.
  ///   - free: Parameters that have no value: the sums are conserved, with the same factors, whatever it is.
  public init(of model: Model, free: [String] = []) {
    let values = model.parameters.filter { !free.contains($0.name) }.map { ($0.name, Expression($0.value)) }
    let names = model.variableNames
    let rates = Expression.substituting(Dictionary(values) { first, _ in first }, in: model.rates)
    let changes = model.kind == .map ? zip(rates, names).map { $0 - Expression.symbol($1) } : rates
    let vectors = Self.leftNullVectors(SumOfMonomials.sums(of: changes))
    let start = model.initialState
    integrals = Self.solved(vectors, sizes: start.map { $0.isFinite ? abs($0) : 0 }).map { row, dependent in
      let least = row.filter { $0 != 0 }.map(abs).min() ?? 1
      let scaled = row.map { $0 / (row[dependent] < 0 ? -least : least) }
      return Integral(
        factors: Dictionary(zip(names, scaled).filter { $0.1 != 0 }) { first, _ in first }, dependent: names[dependent])
    }
  }

  /// A number that came about by additions, with the sum of their sizes.
  private struct Entry {
    var value: Double
    var size: Double
  }

  /// The combinations of sums that vanish identically, by sparse elimination in the order of the sums.
  private static func leftNullVectors(_ sums: [SumOfMonomials]) -> [[Double]] {
    var columns: [SumOfMonomials.Monomial: Int] = [:]
    var pivots: [(column: Int, row: [Int: Entry], combination: [Double])] = []
    var vectors: [[Double]] = []
    for (index, sum) in sums.enumerated() {
      var row: [Int: Entry] = [:]
      for (monomial, value) in zip(sum.monomials, sum.coefficients) {
        let column = columns[monomial, default: columns.count]
        columns[monomial] = column
        row[column] = Entry(value: value, size: abs(value))
      }
      var combination = [Double](repeating: 0, count: sums.count)
      combination[index] = 1
      for pivot in pivots {
        guard let entry = row[pivot.column], let divisor = pivot.row[pivot.column]?.value else { continue }
        let factor = entry.value / divisor
        for (column, other) in pivot.row {
          let old = row[column] ?? Entry(value: 0, size: 0)
          let new = Entry(value: old.value - factor * other.value, size: old.size + abs(factor) * other.size)
          row[column] = abs(new.value) <= roundOff * new.size ? nil : new
        }
        row[pivot.column] = nil
        for k in combination.indices { combination[k] -= factor * pivot.combination[k] }
      }
      let largest = row.max { (abs($0.value.value), -$0.key) < (abs($1.value.value), -$1.key) }
      if let largest {
        pivots.append((largest.key, row, combination))
      } else {
        vectors.append(combination)
      }
    }
    return vectors
  }

  /// The vectors in the form in which each has a component of its own: the one whose part in the sum is the largest at the
  /// start, so that little is lost where it is computed from the others.
  private static func solved(_ vectors: [[Double]], sizes: [Double]) -> [(row: [Double], dependent: Int)] {
    var rows = vectors
    var dependents: [Int] = []
    for k in rows.indices {
      let largest = rows[k].map(abs).max() ?? 0
      let candidates = rows[k].indices.filter { abs(rows[k][$0]) > roundOff * largest }
      func share(_ i: Int) -> (Double, Double, Int) { (abs(rows[k][i]) * sizes[i], abs(rows[k][i]), i) }
      guard let dependent = candidates.max(by: { share($0) < share($1) }) else { continue }
      let pivot = rows[k][dependent]
      rows[k] = rows[k].map { abs($0) > roundOff * largest ? $0 / pivot : 0 }
      for other in rows.indices where other != k && rows[other][dependent] != 0 {
        let factor = rows[other][dependent]
        let size = zip(rows[other], rows[k]).map { abs($0) + abs(factor * $1) }
        rows[other] = zip(rows[other], rows[k]).map { $0 - factor * $1 }
        for i in rows[other].indices where abs(rows[other][i]) <= roundOff * size[i] { rows[other][i] = 0 }
        rows[other][dependent] = 0
      }
      dependents.append(dependent)
    }
    return Array(zip(rows, dependents))
  }
}

extension LinearFirstIntegrals.Integral {
  /// The sum as text, its terms in the order of a model's variables: `a + 2 b`.
  public func text(_ names: [String]) -> String {
    var text = ""
    for name in names {
      guard let factor = factors[name] else { continue }
      let size = abs(factor) == 1 ? name : "\(Float(abs(factor))) \(name)"
      text += text.isEmpty ? (factor < 0 ? "-" : "") + size : (factor < 0 ? " - " : " + ") + size
    }
    return text
  }

  /// The value of the sum at a state.
  public func value(at state: [String: Expression]) -> Expression {
    factors.sorted { $0.key < $1.key }.reduce(0) { $0 + Expression($1.value) * (state[$1.key] ?? Expression(.nan)) }
  }
}
