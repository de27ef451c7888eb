// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What a linearisation is asked for.
public struct LinearizationSettings: Codable, Hashable, Sendable {
  /// The sizes of the kicks, relative to the size of the state space.
  public var kicks = [1e-4, 1e-3, 1e-2, 3e-2, 0.1, 0.3, 1]
  /// The response to a kick is followed for so long; several of the slowest time constants unless told.
  public var duration: Double?
  /// The most modes that are described.
  public var modeLimit = 8
  /// The most eigenvalues that are listed.
  public var eigenvalueLimit = 1000

  /// The default settings.
  public init() {}
}
