// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Rendering
import Results
import Simulator

extension SimulationResult {
  /// The figure that a simulation asked for: a raster of its first trajectory, a phase projection, or quantities over time.
  func figure(_ settings: SimulationSettings, options: FigureOptions) -> Figure {
    if settings.spiking != nil, let trajectory = trajectories.first {
      return RasterFigure(trajectory, options: options).figure
    }
    if let plane = settings.plane, plane.count == 2 {
      return PhaseProjectionFigure(self, starts: settings.starts, plane: (plane[0], plane[1]), options: options).figure
    }
    return TimeSeriesFigure(self, starts: settings.starts, quantities: settings.plotted, options: options).figure
  }
}
