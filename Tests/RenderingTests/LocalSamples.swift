// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Analyzers
import Foundation
import Rendering
import Testing

@Test func localSamples() throws {
  let clock = ContinuousClock()
  let figure = PhasePlaneFigure(SamplePhasePlane.result()).figure
  for round in 0..<3 {
    for format in FigureFormat.allCases {
      let time = try clock.measure {
        try PLplotCanvas().write(figure, to: "/tmp/rx/plane.\(format.rawValue)", format: format)
      }
      print(round, format, time)
    }
  }
  print(figure.height)
}
