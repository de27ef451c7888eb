// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Parallelism
import RealModule
import Results

/// Follows a drift through delayed losses of stability that an integration ends too soon: up to where differences have grown as much as
/// they have shrunk.
struct UnresolvedRests {
  let model: Model
  let settings: FastSlowSettings
  let drift: FastSlowSettings.Drift
  let diagram: BifurcationResult
  let isCancelled: @Sendable () -> Bool

  /// The trajectory is told to leave with differences of this share of the ranges, which are small and yet far above errors.
  private static let difference = 1e-3
  /// The most rests of one drift.
  private static let limit = 8

  /// What a drift is found to do.
  struct Found {
    var orbit: AttractorOrbit
    var visits: [BranchVisit]
    var notes: [String] = []
    /// When the trajectory is told to leave.
    var exits: [Double] = []

    /// The times of visits to states of rest that end as they were integrated.
    var integratedRests: [ClosedRange<Double>] {
      visits.filter { $0.kind == .equilibria }.map { $0.start...$0.end }.filter { !exits.contains(where: $0.contains) }
    }
  }

  /// The trajectory without exits that are too early.
  /// - Parameters:
  ///   - found: the trajectory as it was integrated.
  ///   - visits: the visits of another one.
  func resolved(
    _ found: Found, visits: (AttractorOrbit) -> [BranchVisit]
  ) throws(FastSlowError) -> Found {
    var (found, rests, notes) = (found, [UnresolvedRest](), [String]())
    while rests.count < Self.limit, let (rest, note) = try next(in: found) {
      rests.append(rest)
      notes.append(note)
      guard let spiking = model.variableIndex(found.orbit.spiking) else { break }
      var search = try AttractorSearch(model, settings, spiking: spiking, isCancelled: isCancelled)
      let orbit = try search.drift(length: abs(drift.to - drift.from) / drift.rate, through: rests)
      found = Found(
        orbit: orbit, visits: visits(orbit), notes: notes + search.notes, exits: rests.compactMap(\.times.last))
    }
    return found
  }

  /// The first rest after those that are resolved that ends too soon, with what a reader should know of it.
  private func next(in found: Found) throws(FastSlowError) -> (UnresolvedRest, String)? {
    let (accuracy, field): (DelayAccuracy, CompiledModel)
    do {
      accuracy = try DelayAccuracy(
        model, found.orbit, slow: [drift.parameter], tolerance: settings.relativeTolerance)
      field = try CompiledModel(model)
    } catch {
      throw .model(error)
    }
    let time = found.exits.last ?? 0
    for visit in found.visits where visit.kind == .equilibria && visit.exitType == .hopf && visit.start >= time {
      guard let least = accuracy.leastDifference(on: visit.start...visit.end),
        let rest = rest(visit, found.orbit, field), let place = rest.values[drift.parameter]?.last
      else { continue }
      return (
        rest,
        "up to \(drift.parameter) = \(Float(place)) the trajectory is at states of rest that are unstable: differences from them shrink to "
          + "\(DelayAccuracy.text(ofLogarithm: least)), less than numbers tell, and are taken to grow as they have shrunk; the phase in which "
          + "it leaves is not known"
      )
    }
    return nil
  }

  private func rest(_ visit: BranchVisit, _ orbit: AttractorOrbit, _ field: CompiledModel) -> UnresolvedRest? {
    guard let label = visit.exit, let point = diagram.specialPoints.first(where: { $0.label == label }),
      let loss = point.parameters[diagram.parameter.name], let slow = model.variableIndex(drift.parameter),
      let branch = diagram.branches.first(where: { $0.id == visit.branch })
    else { return nil }
    let growth = DelayedGrowth(
      branch, from: visit.slowAtStart, through: label, at: loss, rate: FastSubsystem.rate(of: drift.parameter))
    // The visit begins and ends with differences of the share by which it is told.
    guard let exit = growth.place(ofLogarithm: Double.log(Self.difference / BranchVisits.closeness)),
      let end = growth.place(ofLogarithm: 0), (end - drift.from) * (end - drift.to) < 0
    else { return nil }
    let places = [loss] + growth.nodes.map(\.slow).filter { ($0 - loss) * ($0 - exit) < 0 } + [exit]
    let expansion = FirstOrder(field: field, slow: slow)
    let states = places.compactMap { place -> [Double]? in
      let rest = branch.state(at: place, near: growth.nodes.map(\.index))
      return expansion.manifold(at: model.variableNames.map { $0 == drift.parameter ? place : rest[$0] ?? .nan })
    }
    guard states.count == places.count else { return nil }
    let columns = model.variableNames.indices.map { i in (model.variableNames[i], states.map { $0[i] }) }
    return UnresolvedRest(
      times: places.map { abs($0 - drift.from) / drift.rate }, values: Dictionary(columns) { $1 },
      difference: [orbit.spiking: Self.difference * (orbit.extents[orbit.spiking] ?? 1)])
  }
}

extension BifurcationBranch {
  /// The state between two neighbours among some of its points, by linear interpolation.
  fileprivate func state(at value: Double, near points: [Int]) -> [String: Double] {
    guard
      let k = points.indices.dropLast().first(where: {
        (parameter[points[$0]] - value) * (parameter[points[$0 + 1]] - value) <= 0
      })
    else { return [:] }
    let (a, b) = (points[k], points[k + 1])
    let fraction = parameter[a] == parameter[b] ? 0 : (value - parameter[a]) / (parameter[b] - parameter[a])
    return states.compactMapValues { column in
      column.count > max(a, b) ? column[a] + fraction * (column[b] - column[a]) : nil
    }
  }
}
