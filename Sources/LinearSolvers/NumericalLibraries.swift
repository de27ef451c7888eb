// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CGSL
import CLAPACK
import CSuiteSparse

/// The libraries that this target stands on.
public enum NumericalLibraries {
  /// The version of GSL.
  public static var gsl: String { String(cString: bp_gsl_version()) }

  /// OpenBLAS's own words on its version and the processor that it found.
  public static var openBLAS: String {
    let words = openblas_get_config().map { String(cString: $0) } ?? ""
    return words.hasPrefix("OpenBLAS ") ? String(words.dropFirst(9)) : words
  }

  /// The version of KLU that the program was built with.
  public static var klu: String { "\(KLU_MAIN_VERSION).\(KLU_SUB_VERSION).\(KLU_SUBSUB_VERSION)" }
}
