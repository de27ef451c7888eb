// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CGSL

/// What every use of GSL shares.
enum GSLLibrary {
  /// Turns off, once, GSL's habit of ending the process on an error; status codes are looked at instead.
  static func prepare() { _ = handlerIsOff }

  private static let handlerIsOff: Bool = {
    gsl_set_error_handler_off()
    return true
  }()
}

extension Int {
  /// A GSL status constant as the type that GSL's functions return.
  var code: Int32 { Int32(truncatingIfNeeded: self) }
}

/// The entries of a GSL vector.
func load(_ vector: UnsafePointer<gsl_vector>?) -> [Double] {
  guard let vector else { return [] }
  return (0..<vector.pointee.size).map { gsl_vector_get(vector, $0) }
}

/// Fills a GSL vector.
func store(_ values: [Double], in vector: UnsafeMutablePointer<gsl_vector>?) {
  for (i, value) in values.enumerated() { gsl_vector_set(vector, i, value) }
}
