// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CZlib

/// The library that unpacks compressed arrays.
public enum CompressionLibrary {
  /// The version of zlib.
  public static var version: String { String(cString: zlibVersion()) }
}
