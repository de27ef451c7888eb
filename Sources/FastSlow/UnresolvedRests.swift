// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Parallelism
import Results

/// Follows trajectories through delayed losses of stability that an integration ends too soon: up to where differences have grown as much as
/// they have shrunk.
struct UnresolvedRests {
  let model: Model
  let settings: FastSlowSettings
  let exits: DelayedExit
  let isCancelled: @Sendable () -> Bool

  /// The most rests of one drift.
  private static let mostOfDrift = 8
  /// So many rests of bursts are followed; the bursts between the first and the last are whole.
  private static let ofBursts = 5
  /// So many times the trajectory after a rest is made longer until it comes to the next one.
  private static let mostTrials = 5

  /// What a trajectory is found to do.
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

  // MARK: Drifts

  /// The trajectory of a drift without exits that are too early.
  /// - Parameters:
  ///   - found: the trajectory as it was integrated.
  ///   - visits: the visits of another one.
  func resolved(
    _ found: Found, of drift: FastSlowSettings.Drift, visits: (AttractorOrbit) -> [BranchVisit]
  ) throws(FastSlowError) -> Found {
    var (found, rests, notes) = (found, [UnresolvedRest](), [String]())
    while rests.count < Self.mostOfDrift, let (rest, note) = try next(in: found, of: drift) {
      rests.append(rest)
      notes.append(note)
      guard var search = try search(found.orbit) else { break }
      let orbit = try search.drift(length: abs(drift.to - drift.from) / drift.rate, through: rests)
      found = Found(
        orbit: orbit, visits: visits(orbit), notes: notes + search.notes, exits: rests.compactMap(\.times.last))
    }
    return found
  }

  /// The first rest after those that are resolved that ends too soon, with what a reader should know of it.
  private func next(
    in found: Found, of drift: FastSlowSettings.Drift
  ) throws(FastSlowError) -> (UnresolvedRest, String)? {
    let time = found.exits.last ?? 0
    for passage in try exits.passages(found.visits, of: found.orbit) where passage.visit.start >= time {
      guard let rest = try exits.rest(passage, of: found.orbit), let place = rest.values[drift.parameter]?.last,
        (place - drift.from) * (place - drift.to) < 0
      else { continue }
      return (
        rest,
        "up to \(drift.parameter) = \(Float(place)) the trajectory is at states of rest that are unstable: differences from them shrink to "
          + "\(DelayAccuracy.text(ofLogarithm: passage.least)), less than numbers tell, and are taken to grow as they have shrunk; the phase in which "
          + "it leaves is not known"
      )
    }
    return nil
  }

  private func search(_ orbit: AttractorOrbit) throws(FastSlowError) -> AttractorSearch? {
    guard let spiking = model.variableIndex(orbit.spiking) else { return nil }
    return try AttractorSearch(model, settings, spiking: spiking, isCancelled: isCancelled)
  }

  // MARK: Bursts

  /// The bursts of a trajectory without exits that are too early; the trajectory as it was integrated if all are right, or if not every
  /// one can be told.
  func resolvedBursts(
    _ found: Found, visits: (AttractorOrbit) -> [BranchVisit]
  ) throws(FastSlowError) -> Found {
    guard let passage = try exits.passages(found.visits, of: found.orbit).first,
      var rest = try exits.rest(passage, of: found.orbit), var search = try search(found.orbit)
    else { return found }
    let start = rest.exitState
    try search.chooseMethod(from: start, found.length / 2)
    var (rests, time) = ([UnresolvedRest](), 0.0)
    while rests.count < Self.ofBursts {
      guard let next = try self.next(after: rest, found.length / 2, &search, visits) else { return found }
      rests.append(next.delayed(by: time))
      time = rests.last?.times.last ?? time
      rest = next
    }
    let orbit = try search.bursts(from: start, through: rests)
    let places = rests.compactMap { $0.values[exits.diagram.parameter.name]?.last }
    let note =
      "at \(exits.diagram.parameter.name) = \(Float(places.last ?? .nan)) the trajectory leaves states of rest that are unstable: differences from "
      + "them shrink to \(DelayAccuracy.text(ofLogarithm: passage.least)), less than its tolerance, and are taken to grow as they have shrunk; the "
      + "phase in which it leaves is not known"
    return Found(
      orbit: orbit, visits: visits(orbit), notes: found.notes + search.notes + [note],
      exits: rests.compactMap(\.times.last))
  }

  /// The next rest that ends too soon, its times counted from the end of another one.
  private func next(
    after rest: UnresolvedRest, _ length: Double, _ search: inout AttractorSearch,
    _ visits: (AttractorOrbit) -> [BranchVisit]
  ) throws(FastSlowError) -> UnresolvedRest? {
    var length = length
    for _ in 0..<Self.mostTrials {
      let orbit = try search.stretch(from: rest.exitState, length)
      if let passage = try exits.passages(visits(orbit), of: orbit).first {
        return try exits.rest(passage, of: orbit)
      }
      length *= 2
    }
    return nil
  }
}

extension UnresolvedRests.Found {
  /// The time that the trajectory takes.
  fileprivate var length: Double { orbit.period ?? orbit.times.last ?? 0 }
}
