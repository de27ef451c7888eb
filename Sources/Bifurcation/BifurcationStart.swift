// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// A point of a saved diagram from which another run continues, in the same or another parameter.
public struct BifurcationStart: Codable, Hashable, Sendable {
  /// How the point was called: a label such as `H2`, or `BRANCH:POINT`.
  public var name: String
  /// What its branch consists of.
  public var kind: BifurcationBranch.Kind
  /// The values of all parameters at the point.
  public var parameters: [String: Double]
  /// The state; for a cycle a state on it.
  public var state: [String: Double]
  /// For cycles the period; for a map the number of points.
  public var period: Double?
  /// For a cycle of a flow, times from 0 to 1 in periods, and the values of the variables at these times.
  public var cycle: SavedCycle?

  /// Finds a point of a saved diagram.
  /// - Parameters:
  ///   - name: The label of a special point, or the number of a branch and of a point on it, from 1, as in `2:17` or
  ///     `2:last`. Of a branch of cycles the nearest point is taken whose course over time was saved.
  ///   - result: The diagram.
  ///   - settings: What the diagram was asked for; they hold the values of the other parameters.
  /// - Throws: `BifurcationError.unknownStart`.
  public init(
    at name: String, of result: BifurcationResult, _ settings: BifurcationSettings
  ) throws(BifurcationError) {
    guard let (branch, point) = BifurcationStart.find(name, in: result) else {
      throw .unknownStart(name, known: result.specialPoints.map(\.label))
    }
    self.init(branch, point, name: name, result, settings)
  }

  /// A cycle of a flow near the course of a trajectory.
  /// - Parameters:
  ///   - name: What it is called.
  ///   - parameter: The parameter that is to vary.
  ///   - value: Its value there.
  ///   - course: The variables over a turn, at times from 0 to 1.
  ///   - period: The length of the turn.
  public init(near course: SavedCycle, period: Double, _ parameter: String, at value: Double, called name: String) {
    (self.name, kind, self.period, cycle) = (name, .cycles, period, course)
    parameters = [parameter: value]
    state = course.values.compactMapValues(\.first)
  }

  private init(
    _ branch: BifurcationBranch, _ point: Int, name: String, _ result: BifurcationResult,
    _ settings: BifurcationSettings
  ) {
    self.name = name
    kind = branch.kind
    var place = point
    if branch.kind == .cycles, branch.iterates == nil {
      cycle = branch.profiles.min { abs($0.point - point) < abs($1.point - point) }
      place = cycle?.point ?? point
    }
    state = [:]
    for variable in result.variables {
      let column = branch.iterates?[variable]?.first ?? branch.states[variable]
      state[variable] = cycle?.values[variable]?.first ?? column?[place]
    }
    period = branch.period?[place]
    parameters = settings.parameters
    parameters[result.parameter.name] = branch.parameter[place]
  }

  private static func find(_ name: String, in result: BifurcationResult) -> (BifurcationBranch, Int)? {
    let label = name.uppercased()
    // The branch on which a point was found comes first; doubled cycles end at it, too.
    let own = result.specialPoints.first { $0.label.uppercased() == label }?.branch
    let ordered = result.branches.filter { $0.id == own } + result.branches.filter { $0.id != own }
    for branch in ordered {
      if let point = branch.labels.firstIndex(where: { !$0.isEmpty && $0.uppercased() == label }) {
        return (branch, point)
      }
    }
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let id = Int(parts[0]), let branch = result.branches.first(where: { $0.id == id }) else {
      return nil
    }
    let point = parts[1] == "last" ? branch.parameter.count : Int(parts[1]) ?? 0
    return branch.parameter.indices.contains(point - 1) ? (branch, point - 1) : nil
  }
}
