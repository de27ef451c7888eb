// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

extension BifurcationSettings {
  /// The same question about the model in natural units.
  func measured(in scales: NaturalScales) -> BifurcationSettings {
    var settings = self
    settings.parameter = parameter.measured(in: scales.parameter)
    settings.parameters[scales.parameterName] = parameters[scales.parameterName].map(scales.parameter.number)
    settings.time = time.map { $0 / scales.time }
    for (name, unit) in zip(scales.names, scales.variables) {
      settings.ranges[name] = ranges[name]?.measured(in: unit)
      settings.initialValues[name] = initialValues[name].map(unit.number)
    }
    settings.start = start?.measured(in: scales)
    return settings
  }
}

extension AxisRange {
  fileprivate func measured(in unit: NaturalScales.Unit) -> AxisRange {
    AxisRange(name: name, lower: unit.number(lower), upper: unit.number(upper))
  }
}

extension BifurcationStart {
  fileprivate func measured(in scales: NaturalScales) -> BifurcationStart {
    var start = self
    start.parameters[scales.parameterName] = parameters[scales.parameterName].map(scales.parameter.number)
    for (name, unit) in zip(scales.names, scales.variables) {
      start.state[name] = state[name].map(unit.number)
      start.cycle?.values[name] = cycle?.values[name]?.map(unit.number)
    }
    // Of a map the period is a number of points; the unit of its time is 1.
    start.period = period.map { $0 / scales.time }
    return start
  }
}
