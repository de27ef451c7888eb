// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// Makes a model from a right-hand side written as a Swift function.
  ///
  /// The function is called once, with symbols; written over any `Scalar` it serves as plain Swift, too:
  /// ```swift
  /// func vanDerPol<S: Scalar>(_ x: [S], _ p: [S]) -> [S] {
  ///   [x[1], p[0] * (1 - x[0] * x[0]) * x[1] - x[0]]
  /// }
  /// let model = try Model(
  ///   name: "van-der-pol", variables: ["x": 2, "y": 0], parameters: ["mu": 1], rates: vanDerPol)
  /// ```
  /// - Parameters:
  ///   - name: A short name.
  ///   - title: What the model is, for people.
  ///   - citation: Where it was published.
  ///   - kind: Whether the function gives rates of change or next values.
  ///   - variables: The variables in order, with their initial values.
  ///   - parameters: The parameters in order, with their values.
  ///   - rates: The right-hand side: from variables and parameters to as many values as there are variables.
  /// - Throws: `ModelError`, as the memberwise initialiser does; `ModelError.wrongNumberOfRates`.
  public init(
    name: String, title: String = "", citation: String = "", kind: Kind = .flow,
    variables: KeyValuePairs<String, Double>, parameters: KeyValuePairs<String, Double> = [:],
    rates: ([Expression], [Expression]) -> [Expression]
  ) throws(ModelError) {
    let values = rates(variables.map { .symbol($0.key) }, parameters.map { .symbol($0.key) })
    guard values.count == variables.count else {
      throw .wrongNumberOfRates(expected: variables.count, found: values.count)
    }
    try self.init(
      name: name, title: title, citation: citation, kind: kind,
      variables: zip(variables, values).map { variable, rate in
        Variable(name: variable.key, rate: rate, initialValue: Expression(variable.value))
      },
      parameters: parameters.map { Parameter(name: $0.key, value: $0.value) })
  }
}
