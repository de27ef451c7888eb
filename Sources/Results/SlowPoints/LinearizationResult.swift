// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The linear dynamics around a state, and how far they hold.
public struct LinearizationResult: Codable, Hashable, Sendable {
  /// A way in which the linearised system moves.
  public struct Mode: Codable, Hashable, Sendable {
    /// The eigenvalue, or multiplier: real and imaginary part.
    public var eigenvalue: [Double]
    /// The time in which it decays by a factor e; negative if it grows, infinite if it does neither.
    public var timeConstant: Double
    /// The oscillations in a unit of time; 0 if it does not oscillate.
    public var frequency: Double
    /// The condition of the eigenvalue, `1 / |wᴴ v|` for unit vectors: 1 for a normal matrix, large where modes overlap.
    public var condition: Double
    /// The variables that take part most, by name, with the magnitudes of their entries in the right eigenvector.
    public var variables: [String: Double]
    /// How strongly a unit of each parameter drives the mode: `|wᴴ ∂f/∂p| / |wᴴ v|`, by name.
    public var coupling: [String: Double]
    /// The right eigenvector, as real and imaginary parts: how the mode looks.
    public var rightVector: [[Double]]
    /// The left eigenvector: what drives the mode.
    public var leftVector: [[Double]]

    /// Puts the parts together.
    package init(
      eigenvalue: [Double], timeConstant: Double, frequency: Double, condition: Double, variables: [String: Double],
      coupling: [String: Double], rightVector: [[Double]], leftVector: [[Double]]
    ) {
      (
        self.eigenvalue, self.timeConstant, self.frequency, self.condition, self.variables, self.coupling,
        self.rightVector, self.leftVector
      ) = (eigenvalue, timeConstant, frequency, condition, variables, coupling, rightVector, leftVector)
    }
  }

  /// The answer to a kick, half along the slowest mode and half along all variables.
  public struct Response: Codable, Hashable, Sendable {
    /// The length of the kick.
    public var size: Double
    /// The times.
    public var times: [Double]
    /// The distance from the state that was left, in the full system.
    public var full: [Double]
    /// The same in the linearised system.
    public var linear: [Double]
    /// The largest distance between the two, relative to the larger of the kick and the linear answer so far.
    public var deviation: Double

    /// Puts the parts together.
    package init(size: Double, times: [Double], full: [Double], linear: [Double], deviation: Double) {
      (self.size, self.times, self.full, self.linear, self.deviation) = (size, times, full, linear, deviation)
    }
  }

  /// Whether the system is a map.
  public var isMap: Bool
  /// The names of the variables.
  public var variables: [String]
  /// The state.
  public var state: [Double]
  /// The largest rate of change at the state, or change in a step.
  public var residual: Double
  /// The eigenvalues, slowest to decay first, as pairs of real and imaginary part.
  public var eigenvalues: [[Double]]
  /// The number of directions that grow.
  public var unstableDirections: Int
  /// How nearby states move.
  public var stability: SlowPoint.Stability
  /// The leading modes.
  public var modes: [Mode]
  /// The answers to kicks of rising size.
  public var responses: [Response]
  /// The largest kick up to which the linearised answer is right to a tenth; nil if none is.
  public var linearUpTo: Double?
  /// Whether the answers to kicks were followed to their end.
  public var complete: Bool
  /// What a reader should know.
  public var notes: [String]

  /// Puts the parts together.
  package init(
    isMap: Bool, variables: [String], state: [Double], residual: Double, eigenvalues: [[Double]],
    unstableDirections: Int, stability: SlowPoint.Stability, modes: [Mode], responses: [Response],
    linearUpTo: Double? = nil, complete: Bool, notes: [String]
  ) {
    (
      self.isMap, self.variables, self.state, self.residual, self.eigenvalues, self.unstableDirections, self.stability,
      self.modes, self.responses, self.linearUpTo, self.complete, self.notes
    ) = (
      isMap, variables, state, residual, eigenvalues, unstableDirections, stability, modes, responses, linearUpTo,
      complete, notes
    )
  }
}

extension LinearizationResult {
  /// The name of the kind of result in saved files.
  public static let schema = "linearization"
  /// The version of the saved form.
  public static let version = 1

  /// The eigenvalues as a tidy table.
  public var table: CSVTable {
    var table = CSVTable(columns: ["mode", "re", "im", "time_constant", "frequency", "condition"])
    for (index, value) in eigenvalues.enumerated() {
      let mode = index < modes.count ? modes[index] : nil
      table.append([
        .integer(index + 1), .number(value[0]), .number(value[1]), mode.map { .number($0.timeConstant) } ?? .empty,
        mode.map { .number($0.frequency) } ?? .empty, mode.map { .number($0.condition) } ?? .empty,
      ])
    }
    return table
  }
}

extension LinearizationResult: CheckedResult {
  /// Eigenvalues are pairs, responses have as many values as times.
  public var inconsistency: (key: String, problem: String)? {
    var check = ConsistencyCheck()
    check.points(eigenvalues, "eigenvalues")
    check.equal(state.count, variables.count, "state")
    for (index, mode) in modes.enumerated() {
      check.equal(mode.eigenvalue.count, 2, "modes[\(index)].eigenvalue")
    }
    for (index, response) in responses.enumerated() {
      check.equal(response.full.count, response.times.count, "responses[\(index)].full")
      check.equal(response.linear.count, response.times.count, "responses[\(index)].linear")
    }
    return check.found
  }
}
