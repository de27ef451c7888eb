// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CGSL

/// Points that fill the unit cube more evenly than random ones would (Sobol or Halton sequence), always the same.
///
/// For choosing starting points: n points leave gaps of size about n^(-1/d), never clusters. An endless sequence; a
/// reference type, since drawing a point moves it on.
public final class QuasiRandomSequence: Sequence, IteratorProtocol {
  /// Which sequence to draw from.
  public enum Kind: Hashable, Sendable {
    /// Sobol's sequence (base 2), up to 40 dimensions.
    case sobol
    /// Halton's sequence (prime bases), up to 1229 dimensions.
    case halton

    /// The most dimensions the sequence is defined for.
    public var largestDimension: Int { self == .sobol ? 40 : 1229 }
  }

  /// The number of coordinates of each point.
  public let dimension: Int
  private let generator: UnsafeMutablePointer<gsl_qrng>

  /// A sequence from its beginning, or nil if the dimension is not within `1...kind.largestDimension`.
  public init?(_ kind: Kind, dimension: Int) {
    GSLLibrary.prepare()
    guard (1...kind.largestDimension).contains(dimension) else { return nil }
    let type = kind == .sobol ? bp_qrng_sobol() : bp_qrng_halton()
    guard let generator = gsl_qrng_alloc(type, UInt32(dimension)) else { return nil }
    self.dimension = dimension
    self.generator = generator
  }

  deinit { gsl_qrng_free(generator) }

  /// The next point, each coordinate in [0, 1).
  public func next() -> [Double]? {
    var point = [Double](repeating: 0, count: dimension)
    return gsl_qrng_get(generator, &point) == GSL_SUCCESS.code ? point : nil
  }

  /// `count` points in a box, one range per coordinate: Sobol's where that is defined, Halton's in higher dimensions.
  /// Empty for a box of no dimension or of more than 1229.
  public static func points(_ count: Int, in box: [ClosedRange<Double>]) -> [[Double]] {
    guard let sequence = QuasiRandomSequence(box.count <= 40 ? .sobol : .halton, dimension: box.count) else {
      return []
    }
    return sequence.prefix(count).map { point in
      zip(point, box).map { $1.lowerBound + $0 * ($1.upperBound - $1.lowerBound) }
    }
  }
}
