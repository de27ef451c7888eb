// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CSUNDIALS

/// The library that integrates stiff systems.
public enum StiffIntegrationLibrary {
  /// The version of SUNDIALS.
  public static var version: String {
    var text = [CChar](repeating: 0, count: 32)
    guard SUNDIALSGetVersion(&text, Int32(text.count)) == 0 else { return "of unknown version" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
