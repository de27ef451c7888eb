// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Results

/// Tells where an exact trajectory leaves states of rest that an integration leaves too soon: where differences have grown as much as they
/// have shrunk.
struct DelayedExit {
  let model: Model
  let diagram: BifurcationResult
  /// The relative error of the integration.
  let tolerance: Double
  /// The planes beside which trajectories keep their digits.
  let planes: [[String]]

  /// The trajectory is told to leave with differences of this share of the ranges, which are small and yet far above errors.
  private static let difference = 1e-3
  /// Differences shrink and grow as they do at rest where they are less than this share.
  private static let linear = 0.01
  /// Where the exit is beyond the branch it is looked for as far as this, over the way from the entry to the loss of stability.
  private static let furtherWay = 1.5

  private var slow: String { diagram.parameter.name }

  /// A visit to states of rest that ends too soon.
  struct Passage {
    var visit: BranchVisit
    /// The logarithm to which differences shrink.
    var least: Double
  }

  /// The visits of a trajectory that pass Hopf points and end too soon.
  func passages(
    _ visits: [BranchVisit], of orbit: AttractorOrbit
  ) throws(FastSlowError) -> [Passage] {
    let accuracy: DelayAccuracy
    do {
      accuracy = try DelayAccuracy(model, orbit, slow: [slow], tolerance: tolerance, planes: planes)
    } catch {
      throw .model(error)
    }
    return visits.filter { $0.kind == .equilibria && $0.exitType == .hopf }.compactMap { visit in
      accuracy.leastDifference(on: visit.start...visit.end).map { Passage(visit: visit, least: $0) }
    }
  }

  /// The rest up to where the exact trajectory leaves; nil if that is beyond the branch.
  func rest(_ passage: Passage, of orbit: AttractorOrbit) throws(FastSlowError) -> UnresolvedRest? {
    let field = try model.compiled()
    let visit = passage.visit
    guard let (loss, branch) = lossOfStability(visit), let index = model.variableIndex(slow),
      let lossTime = orbit.time(at: loss, of: slow, within: visit.start...visit.end)
    else { return nil }
    let points = growth(branch, visit, from: visit.slowAtStart, loss).nodes.map(\.index)
    guard let entry = entry(of: orbit, to: branch, near: points, from: visit.start, to: lossTime) else { return nil }
    let growth = growth(branch, visit, from: entry.slow, loss)
    guard let exit = growth.place(ofLogarithm: Double.log(Self.difference / entry.difference)) else { return nil }
    let places = [loss] + growth.nodes.map(\.slow).filter { ($0 - loss) * ($0 - exit) < 0 } + [exit]
    let expansion = FirstOrder(field: field, slow: index)
    let states = places.compactMap { place -> [Double]? in
      let rest = branch.state(at: place, near: points)
      return expansion.manifold(at: model.variableNames.map { $0 == slow ? place : rest[$0] ?? .nan })
    }
    guard states.count == places.count else { return nil }
    let columns = model.variableNames.indices.map { i in (model.variableNames[i], states.map { $0[i] }) }
    return UnresolvedRest(
      times: places.map { lossTime + growth.duration(from: loss, to: $0) }, values: Dictionary(columns) { $1 },
      difference: [orbit.spiking: Self.difference * (orbit.extents[orbit.spiking] ?? 1)])
  }

  /// A value of the slow variable up to which the diagram should go to hold the exit; nil if it holds it.
  func placeBeyond(_ passage: Passage) -> Double? {
    let visit = passage.visit
    guard let (loss, branch) = lossOfStability(visit) else { return nil }
    if growth(branch, visit, from: visit.slowAtStart, loss).place(ofLogarithm: 0) != nil { return nil }
    return loss + Self.furtherWay * (loss - visit.slowAtStart)
  }

  // MARK: Growth

  private func lossOfStability(_ visit: BranchVisit) -> (place: Double, branch: BifurcationBranch)? {
    guard let point = diagram.specialPoints.first(where: { $0.label == visit.exit }),
      let place = point.parameters[slow], let branch = diagram.branches.first(where: { $0.id == visit.branch })
    else { return nil }
    return (place, branch)
  }

  private func growth(
    _ branch: BifurcationBranch, _ visit: BranchVisit, from entry: Double, _ loss: Double
  ) -> DelayedGrowth {
    DelayedGrowth(
      branch, from: entry, through: visit.exit ?? "", at: loss, rate: FastSubsystem.rate(of: slow))
  }

  /// Where a trajectory comes so near to a branch that differences shrink as they do at rest, and the difference there over the ranges of
  /// the fast variables.
  private func entry(
    of orbit: AttractorOrbit, to branch: BifurcationBranch, near points: [Int], from start: Double, to end: Double
  ) -> (slow: Double, difference: Double)? {
    let extents = orbit.extents
    return orbit.times.indices.lazy.filter { start <= orbit.times[$0] && orbit.times[$0] < end }.compactMap { k in
      guard let place = orbit.values[slow]?[k] else { return nil }
      let rest = branch.state(at: place, near: points)
      let difference = diagram.variables.reduce(0) { largest, name in
        guard let value = orbit.values[name]?[k], let size = extents[name] else { return largest }
        return max(largest, abs(value - (rest[name] ?? .nan)) / size)
      }
      return difference <= Self.linear ? (place, max(Self.difference, difference)) : nil
    }.first
  }
}

extension AttractorOrbit {
  /// When a variable first passes a value within a stretch of time, by linear interpolation.
  fileprivate func time(at value: Double, of variable: String, within stretch: ClosedRange<Double>) -> Double? {
    guard let column = values[variable] else { return nil }
    let points = times.indices.filter { stretch.contains(times[$0]) }
    return zip(points, points.dropFirst()).lazy.compactMap { a, b -> Double? in
      guard column[a] != column[b], (column[a] - value) * (column[b] - value) <= 0 else { return nil }
      return times[a] + (times[b] - times[a]) * (value - column[a]) / (column[b] - column[a])
    }.first
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
