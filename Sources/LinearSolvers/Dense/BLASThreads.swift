// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK

/// OpenBLAS's own threads.
enum BLASThreads {
  /// From now on matrices are worked on by the calling thread alone, always in the same order of sums; callers share their
  /// work out to the processor cores themselves. On small matrices the library's threads would mostly wait for each other.
  static func useOne() { _ = isSet }

  private static let isSet: Bool = {
    openblas_set_num_threads(1)
    return true
  }()
}
