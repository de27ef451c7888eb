// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The libraries that draw figures.
public enum DrawingLibraries {
  /// The version of PLplot.
  public static var plplot: String { PLplotSession.version }
  /// The version of cairo, or what is missing.
  public static var cairo: String {
    switch CairoLibrary.shared {
    case .success(let library): library.version
    case .failure(let error): "not there: \(error)"
    }
  }
}
