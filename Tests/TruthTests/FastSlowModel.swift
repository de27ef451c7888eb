// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import FastSlow
import ModelFormats
import Results

/// What tests of fast–slow motions share.
enum FastSlowModel {
  static func analyze(
    _ text: String, _ settings: FastSlowSettings = FastSlowSettings()
  ) throws -> FastSlowResult {
    try FastSlowAnalyzer.analyze(ODEFile(text: text, fileName: "model.ode").model, settings: settings)
  }

  static func hindmarshRose(_ rate: Double) -> String {
    """
    par I=2, r=\(rate), s=4, xr=-1.6
    init x=-1.3, y=-7, z=1.8
    x' = y - x^3 + 3*x^2 - z + I
    y' = 1 - 5*x^2 - y
    z' = r*(s*(x-xr) - z)
    done
    """
  }
}
