// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import PhasePlane
import Results

/// What of a diagram does not depend on how the model is written, in the numbers of the model as it stands.
public struct DiagramSummary: Sendable {
  /// A special point with its coefficients.
  struct Point {
    var type: String
    var parameter: Double
    var period: Double?
    var coefficients: [String: Double]
  }

  /// A branch with its two ends, the one at the smaller parameter first.
  struct Branch {
    struct End {
      var parameter: Double
      var reason: String
      var unstable: Int
    }
    var kind: String
    var first: End
    var last: End
  }

  var points: [Point]
  var branches: [Branch]

  /// Summarises a diagram of a rewritten model.
  public init(_ result: BifurcationResult, _ system: TextbookSystem, _ rewriting: Rewriting, dimension: Int) {
    let time = result.isMap ? 1 : rewriting.time
    let kinds = Dictionary(result.branches.map { ($0.id, $0.kind) }, uniquingKeysWith: { first, _ in first })
    points = result.specialPoints.compactMap { point in
      // An added variable has eigenvalues of its own, which may be opposite to others.
      guard let value = point.parameters[system.parameter], point.type != .neutralSaddle else { return nil }
      let isOfFlowCycle = !result.isMap && kinds[point.branch] == .cycles
      return Point(
        type: point.type.rawValue, parameter: rewriting.original(value), period: point.period.map { $0 * time },
        coefficients: rewriting.length(dimension: dimension).map { length in
          DiagramSummary.original(point.normalForm, length: length, time: time, isOfFlowCycle: isOfFlowCycle)
        } ?? [:])
    }
    branches = result.branches.map { branch in
      let reasons = branch.stop.map(DiagramSummary.category)
      var ends = [branch.parameter.indices.first, branch.parameter.indices.last].compactMap { $0 }.enumerated()
        .map { number, index in
          Branch.End(
            parameter: rewriting.original(branch.parameter[index]),
            reason: reasons.count > 1 ? reasons[number] : (number == 0 ? "parent" : reasons.first ?? ""),
            unstable: branch.unstableDirections[number == 0 ? 0 : max(0, index - 1)])
        }
      ends.sort { ($0.parameter, $0.reason) < ($1.parameter, $1.reason) }
      let none = Branch.End(parameter: .nan, reason: "", unstable: 0)
      return Branch(kind: branch.kind.rawValue, first: ends.first ?? none, last: ends.last ?? none)
    }
  }

  /// Coefficients in the numbers of the model as it stands. Where lengths are divided by L and times by T, the coefficient of
  /// a quadratic term is multiplied by L, that of a cubic one by its square, and rates besides by T; Lyapunov's coefficient at a Hopf
  /// point is divided by the frequency and no rate.
  static func original(
    _ coefficients: [String: Double], length: Double, time: Double, isOfFlowCycle: Bool
  ) -> [String: Double] {
    coefficients.reduce(into: [:]) { original, element in
      let (name, value) = element
      original[name] =
        switch name {
        case "frequency": value / time
        case "quadraticCoefficient": value / (length * time)
        case "cubicCoefficient": value / (length * length * time)
        case "firstLyapunovCoefficient", "flipCoefficient": value / (length * length)
        case "neimarkSackerCoefficient": value / (length * length * (isOfFlowCycle ? time : 1))
        default: value
        }
    }
  }

  /// A reason to end without its numbers and labels.
  private static func category(_ reason: String) -> String {
    String(reason.prefix { !$0.isNumber && $0 != "(" && $0 != ";" })
      .split(separator: " ").filter { $0.allSatisfy { !$0.isUppercase } }.joined(separator: " ")
  }

  /// What differs from another diagram of the same system.
  public func differences(from other: DiagramSummary, width: Double, tolerance: Double) -> [String] {
    pointDifferences(from: other, width: width, tolerance: tolerance)
      + branchDifferences(from: other, width: width, tolerance: tolerance)
  }

  /// Coefficients agree to this part of themselves; those of cycles of flows carry the error of a mesh.
  private static let coefficientTolerance = (exact: 1e-6, meshed: 2e-2)

  private func pointDifferences(from other: DiagramSummary, width: Double, tolerance: Double) -> [String] {
    var differences: [String] = []
    var rest = other.points
    for point in points {
      let candidates = rest.indices.filter {
        rest[$0].type == point.type && abs(rest[$0].parameter - point.parameter) <= tolerance * width
      }
      func distance(_ index: Int) -> Double { DiagramSummary.distance(rest[index].coefficients, point.coefficients) }
      guard let index = candidates.min(by: { distance($0) < distance($1) }) else {
        differences.append("\(point.type) at \(point.parameter) is new")
        continue
      }
      let isMeshed = ["LPC", "BPC"].contains(point.type) || point.coefficients["cubicCoefficient"] != nil
      let allowed = isMeshed ? Self.coefficientTolerance.meshed : Self.coefficientTolerance.exact
      if !point.coefficients.isEmpty, distance(index) > allowed {
        differences.append(
          "\(point.type) at \(point.parameter): coefficients \(point.coefficients) instead of \(rest[index].coefficients)"
        )
      }
      rest.remove(at: index)
    }
    return differences + rest.map { "\($0.type) at \($0.parameter) is missing" }
  }

  /// The largest relative difference of coefficients of one name; signs of quadratic ones are a convention.
  private static func distance(_ a: [String: Double], _ b: [String: Double]) -> Double {
    a.reduce(0) { largest, element in
      guard let other = b[element.key] else { return .infinity }
      let isQuadratic = element.key == "quadraticCoefficient"
      let (x, y) = isQuadratic ? (abs(element.value), abs(other)) : (element.value, other)
      let size = max(abs(x), abs(y))
      return max(largest, size == 0 ? 0 : abs(x - y) / size)
    }
  }

  private func branchDifferences(from other: DiagramSummary, width: Double, tolerance: Double) -> [String] {
    var differences: [String] = []
    var rest = other.branches
    for branch in branches {
      let index = rest.firstIndex { other in
        // Ends at one value have no order.
        other.kind == branch.kind
          && [(other.first, other.last), (other.last, other.first)].contains { first, last in
            DiagramSummary.agree(first, branch.first, width: width, tolerance: tolerance)
              && DiagramSummary.agree(last, branch.last, width: width, tolerance: tolerance)
          }
      }
      if let index { rest.remove(at: index) } else { differences.append("new: \(branch.text)") }
    }
    return differences + rest.map { "missing: \($0.text)" }
  }

  private static func agree(_ a: Branch.End, _ b: Branch.End, width: Double, tolerance: Double) -> Bool {
    // A closed curve begins anywhere.
    if a.reason.contains("closes") { return a.reason == b.reason }
    // Where a branch grows without bound, its last value depends on what counts as large.
    let isLoose = a.reason.contains("bound") || a.reason.contains("multiplier")
    return a.reason == b.reason && a.unstable == b.unstable
      && abs(a.parameter - b.parameter) <= (isLoose ? 1e-2 : 100 * tolerance) * width
  }
}

extension DiagramSummary.Branch {
  /// The branch in words.
  fileprivate var text: String {
    "\(kind) from \(first.parameter) (\(first.reason), \(first.unstable)) to \(last.parameter) (\(last.reason), \(last.unstable))"
  }
}
