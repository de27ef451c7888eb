// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// How a model is integrated whose kind decides the scheme.
public enum IntegrationScheme: String, Codable, Hashable, Sendable {
  /// Integrals over the time since the start, by steps of equal length.
  case productTrapezoidal = "Product trapezoidal rule"
  /// Algebraic equations beside differential ones: backward differentiation formulas (SUNDIALS IDA).
  case implicit = "BDF (IDA)"
}
