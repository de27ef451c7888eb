// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Results
import Simulator

extension ResetMap {
  /// The flights of some resets in a row, with the derivative of the whole along the start's deviation.
  private func flights(from start: PlanePoint, _ count: Int, recording: Bool = false) -> [Flight]? {
    var flights: [Flight] = []
    var point = start
    for _ in 0..<count {
      guard let flight = flight(from: point, tolerance: 1e-12, recording: recording) else { return nil }
      flights.append(flight)
      point = flight.end
    }
    return flights
  }

  /// The cycle near a state after a reset, by the secant method on the iterated map.
  ///
  /// Resets put the state on a curve, so the map is one of a single number: the position along the chord between the last
  /// two iterates. Where it contracts strongly the iterates themselves converge, and nothing more is needed.
  func cycle(near start: PlanePoint, _ count: Int) -> LimitCycle? {
    var points = [start]
    var position = start
    for _ in 0..<60 {
      guard let end = flights(from: position, count)?.last?.end else { return nil }
      let gap = end - position
      if gap.length < 1e-12 { return finished(end, count) }
      points.append(end)
      position = end
      // Aitken's extrapolation along the chord of the last two moves.
      if points.count >= 3 {
        let (a, b, c) = (points[points.count - 3], points[points.count - 2], points[points.count - 1])
        let (first, second) = (b - a, c - b)
        let ratio = first.dot(second) / max(first.dot(first), 1e-300)
        if abs(ratio) < 0.99, first.length < 0.05 {
          position = c + (ratio / (1 - ratio)) * second
          points = [position]
        }
      }
    }
    guard let end = flights(from: position, count)?.last?.end, (end - position).length < 1e-9 else { return nil }
    return finished(position, count)
  }

  /// Describes the cycle: all flights with their resets, and the multiplier.
  private func finished(_ start: PlanePoint, _ count: Int) -> LimitCycle? {
    guard let flights = flights(from: start, count, recording: true), let last = flights.last else { return nil }
    let field = WindowField(flow: flow, companion: .divergence)
    var (points, times): ([PlanePoint], [Double]) = ([], [])
    var elapsed = 0.0
    for flight in flights {
      for sample in flight.record.points(field, .dormandPrince8) {
        points.append(sample.point)
        times.append(elapsed + sample.time)
      }
      elapsed += flight.time
      points.append(flight.before)
      times.append(elapsed)
    }
    points.append(start)
    times.append(elapsed)
    let multiplier = multiplier(start, flights)
    let gap = zip(flow.unscaled(last.end), flow.unscaled(start)).map { abs($0 - $1) }
    return LimitCycle(
      period: elapsed, multipliers: [[1, 0], [multiplier, 0]], stable: abs(multiplier) < 1,
      points: points.map(flow.unscaled), times: times, residual: max(gap[0], gap[1]))
  }

  /// The nontrivial multiplier: along each flight Liouville's formula, at each reset the ratio in which the reset stretches
  /// lengths across the flow.
  ///
  /// A deviation δ of the state before a reset first moves along the flow to the surface h = 0 of the event, then is mapped
  /// by the derivative of the reset: the saltation of Aizerman and Gantmakher (di Bernardo et al. 2008, section 2.5).
  private func multiplier(_ start: PlanePoint, _ flights: [Flight]) -> Double {
    var result = 1.0
    var begin = start
    for flight in flights {
      let before = flow.rate(at: flight.before)
      let entry = flow.rate(at: begin)
      let normal = before.turned.normalized
      // A deviation of unit length across the flow at the beginning has this length across it at the end.
      result *= Double.exp(flight.divergence) * entry.length / max(before.length, 1e-300)
      let gradient = events.gradient(flight.event, at: flow.unscaled(flight.before), flow: flow)
      let delay = -gradient.dot(normal) / gradient.dot(before)
      let onSurface = normal + delay * before
      let mapped = events.resetDerivative(flight.event, at: flow.unscaled(flight.before), flow: flow, along: onSurface)
      let after = flow.rate(at: flight.end)
      result *= after.normalized.cross(mapped)
      begin = flight.end
    }
    return result
  }
}
