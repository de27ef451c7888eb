// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// The first Lyapunov coefficient of a single equilibrium, as along branches of equilibria.
///
/// It is Kuznetsov's (2004, Elements of Applied Bifurcation Theory, eq. 5.62): critical vectors with <q, q> = <p, q> = 1 in the
/// units of the variables, divided by 2 omega. It has the unit of the inverse square of a state, and is as exact as the
/// eigenvectors; it means something only where two eigenvalues are imaginary.
public enum HopfCoefficient {
  /// The coefficient of a flow at an equilibrium; nil without a pair of complex eigenvalues, or if a matrix is singular.
  /// - Parameters:
  ///   - field: A flow without parameters.
  ///   - state: The equilibrium.
  ///   - frequency: About the angular frequency.
  public static func first(of field: any AnalyticField, at state: [Double], near frequency: Double) -> Double? {
    let fixed = ParameterizedField(extended: field, parameters: [], freeCount: 0, isMap: false)
    let problem = EquilibriumProblem(fixed, scales: [Double](repeating: 1, count: state.count))
    return NormalForms(problem: problem, at: state, isNatural: false).firstLyapunovCoefficient(near: frequency)?
      .coefficient
  }
}
