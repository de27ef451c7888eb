// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A fixed point at one value of the parameter.
public struct GridPoint: Codable, Hashable, Sendable {
  /// The value of the parameter.
  public var parameter: Double
  /// The state, by variable.
  public var state: [String: Double]
  /// What kind of point it is.
  public var type: FixedPointType
  /// Whether nearby states return.
  public var stable: Bool
  /// The eigenvalues, or multipliers, as pairs of real and imaginary part.
  public var eigenvalues: [[Double]]

  /// The Euclidean norm of the values of some variables.
  package func norm(of names: [String]) -> Double {
    names.map { state[$0] ?? .nan }.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Puts the parts together.
  package init(parameter: Double, state: [String: Double], type: FixedPointType, stable: Bool, eigenvalues: [[Double]])
  {
    (self.parameter, self.state, self.type, self.stable, self.eigenvalues) = (
      parameter, state, type, stable, eigenvalues
    )
  }
}

extension BifurcationResult {
  /// A step of the grid between whose ends the kinds of fixed points change.
  public struct GridChange: Hashable, Sendable {
    /// The last value of the parameter before the change.
    public var lower: Double
    /// The first value after it.
    public var upper: Double
    /// The numbers of fixed points before, by type.
    public var before: [FixedPointType: Int]
    /// The numbers of fixed points after, by type.
    public var after: [FixedPointType: Int]
  }

  /// The steps of the grid in which fixed points appear, vanish or change their kind; none without a grid.
  public func gridChanges(count: Int) -> [GridChange] {
    guard let grid, count > 1 else { return [] }
    let values = (0..<count).map {
      parameter.lower + (parameter.upper - parameter.lower) * Double($0) / Double(count - 1)
    }
    let groups = Dictionary(grouping: grid, by: \.parameter)
    let kinds = values.map { value in
      Dictionary((groups[value] ?? []).map { ($0.type, 1) }, uniquingKeysWith: +)
    }
    return zip(values.indices, values.indices.dropFirst()).filter { kinds[$0] != kinds[$1] }.map {
      GridChange(lower: values[$0], upper: values[$1], before: kinds[$0], after: kinds[$1])
    }
  }
}
