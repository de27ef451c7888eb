// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A name that stands for nothing a diagram could show.
public struct UnknownQuantity: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public var name: String
  /// The names of variables and auxiliary quantities.
  public var known: [String]

  /// The message for a person.
  public var description: String {
    "there is no quantity '\(name)'; "
      + (NearestName.to(name, among: known).map { "did you mean '\($0)'?" }
        ?? "there are \(known.prefix(12).joined(separator: ", ")), norm, period, frequency")
  }
}

/// What the vertical axis of a diagram shows.
public enum DiagramQuantity: Codable, Hashable, Sendable {
  /// A variable or auxiliary quantity; of cycles the greatest and the least value, for a map all points.
  case value(String)
  /// A variable or auxiliary quantity; of cycles the mean over a period.
  case mean(String)
  /// A variable or auxiliary quantity; of cycles the greatest value.
  case maximum(String)
  /// A variable or auxiliary quantity; of cycles the least value.
  case minimum(String)
  /// The root of the sum of the squares of the variables, of cycles of its mean over a period.
  case norm
  /// The period of cycles.
  case period
  /// One over the period of cycles.
  case frequency

  /// Reads `NAME`, `mean:NAME`, `max:NAME`, `min:NAME`, `norm`, `period` or `frequency`; names are those that a diagram has.
  ///
  /// - Throws: `UnknownQuantity`.
  public init(_ text: String, in result: BifurcationResult) throws(UnknownQuantity) {
    let known = result.variables + result.auxiliaries
    func named(_ text: Substring) throws(UnknownQuantity) -> String {
      let name = known.first { $0 == text } ?? known.first { $0.lowercased() == text.lowercased() }
      guard let name else { throw UnknownQuantity(name: String(text), known: known) }
      return name
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 {
      switch parts[0].lowercased() {
      case "mean": self = .mean(try named(parts[1]))
      case "max": self = .maximum(try named(parts[1]))
      case "min": self = .minimum(try named(parts[1]))
      default: throw UnknownQuantity(name: text, known: known)
      }
      return
    }
    if let name = try? named(parts[0]) {
      self = .value(name)
      return
    }
    switch text.lowercased() {
    case "norm": self = .norm
    case "period": self = .period
    case "frequency": self = .frequency
    default: throw UnknownQuantity(name: text, known: known)
    }
  }

  /// The columns that show the quantity on a branch; none if the branch does not have it.
  public func columns(of branch: BifurcationBranch) -> [[Double]] {
    switch self {
    case .value(let name):
      if let iterates = branch.iterates?[name] { return iterates }
      guard let maxima = branch.maxima?[name], let minima = branch.minima?[name] else { return mean(branch, name) }
      return [maxima, minima]
    case .mean(let name): return mean(branch, name)
    case .maximum(let name): return (branch.maxima?[name]).map { [$0] } ?? mean(branch, name)
    case .minimum(let name): return (branch.minima?[name]).map { [$0] } ?? mean(branch, name)
    case .norm: return [branch.norm]
    case .period: return branch.period.map { [$0] } ?? []
    case .frequency: return branch.period.map { [$0.map { 1 / $0 }] } ?? []
    }
  }

  /// The quantity at a fixed point of a grid; not a number if it does not have it.
  public func value(at point: GridPoint, of result: BifurcationResult) -> Double {
    switch self {
    case .value(let name), .mean(let name), .maximum(let name), .minimum(let name): point.state[name] ?? .nan
    case .norm: point.norm(of: result.variables)
    case .period, .frequency: .nan
    }
  }

  private func mean(_ branch: BifurcationBranch, _ name: String) -> [[Double]] {
    branch.states[name].map { [$0] } ?? []
  }
}
