// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import Results

/// Tells when a trajectory runs along sheets of the critical manifold, the states of rest of the fast subsystem.
struct SheetVisits {
  private let system: FoldSystem
  private let orbit: AttractorOrbit
  private let columns: [[Double]]
  private let slow: [String]

  /// A trajectory is on a sheet if no fast variable differs by more than this share of its range.
  private static let closeness = 0.1
  /// Neighbouring points are on the same sheet if no fast variable of its points differs by more.
  private static let continuity = 0.2
  /// Stretches shorter than this share of the whole are passages; gaps shorter than this part a stretch no more than they do a sheet.
  private static let shortest = 0.01
  /// So many points of a trajectory are looked at.
  private static let samples = 3000

  /// - Parameter system: The system in sizes that are the ranges of the variables on the trajectory.
  init(_ system: FoldSystem, _ orbit: AttractorOrbit, names: [String], slow: [String]) {
    (self.system, self.orbit, self.slow) = (system, orbit, slow)
    columns = names.map { orbit.values[$0] ?? [] }
  }

  /// The visits in the order of time, over one period, or all that is kept.
  func visits() -> [SheetVisit] {
    let step = max(1, orbit.times.count / Self.samples)
    var stretches: [Stretch] = []
    for k in stride(from: 0, to: orbit.times.count, by: step) {
      guard let point = sheetPoint(at: k) else { continue }
      if let last = stretches.last, last.index + step == k, isSame(last.sheet, point.numbers) {
        stretches[stretches.count - 1].extend(to: k, point)
      } else {
        stretches.append(Stretch(first: k, index: k, sheet: point.numbers, attracts: point.attracts))
      }
    }
    return onePeriod(of: lasting(stretches).map(visit))
  }

  private struct Stretch {
    var first: Int
    var index: Int
    /// The point of the sheet at its end.
    var sheet: [Double]
    /// Whether it attracts somewhere.
    var attracts: Bool

    mutating func extend(to k: Int, _ point: (numbers: [Double], attracts: Bool)) {
      (index, sheet, attracts) = (k, point.numbers, attracts || point.attracts)
    }
  }

  /// Stretches without passages; what a passage, as that of a fold, has parted is one.
  private func lasting(_ stretches: [Stretch]) -> [Stretch] {
    let whole = orbit.period ?? ((orbit.times.last ?? 0) - (orbit.times.first ?? 0))
    let least = Self.shortest * whole
    var joined: [Stretch] = []
    for stretch in stretches {
      if let last = joined.last, orbit.times[stretch.first] - orbit.times[last.index] < least,
        isSame(last.sheet, numbers(at: stretch.first))
      {
        let attracts = last.attracts || stretch.attracts
        joined[joined.count - 1].extend(to: stretch.index, (stretch.sheet, attracts))
      } else {
        joined.append(stretch)
      }
    }
    return joined.filter { $0.attracts && orbit.times[$0.index] - orbit.times[$0.first] >= least }
  }

  /// The visits that begin within one period, of two that are kept; the first and the last may be cut.
  private func onePeriod(of visits: [SheetVisit]) -> [SheetVisit] {
    guard let period = orbit.period, visits.count > 1 else { return visits }
    let whole = visits.filter { $0.start > orbit.times[0] }
    return whole.filter { $0.start < whole[0].start + (1 - Self.shortest / 2) * period }
  }

  private func visit(_ stretch: Stretch) -> SheetVisit {
    func place(_ k: Int) -> [String: Double] {
      Dictionary(slow.map { ($0, orbit.values[$0]?[k] ?? .nan) }) { $1 }
    }
    let middle = (stretch.first + stretch.index) / 2
    return SheetVisit(
      start: orbit.times[stretch.first], end: orbit.times[stretch.index], slowAtStart: place(stretch.first),
      slowAtEnd: place(stretch.index), shown: orbit.values[orbit.spiking]?[middle] ?? .nan)
  }

  private func numbers(at k: Int) -> [Double] { system.scaled(columns.map { $0[k] }) }

  private func isSame(_ a: [Double], _ b: [Double]) -> Bool {
    system.fast.allSatisfy { abs(a[$0] - b[$0]) < Self.continuity }
  }

  /// The point of the critical manifold near a point of the trajectory, with the slow variables of that.
  private func sheetPoint(at k: Int) -> (numbers: [Double], attracts: Bool)? {
    let start = numbers(at: k)
    guard start.allSatisfy(\.isFinite) else { return nil }
    func whole(_ fast: [Double]) -> [Double] {
      var all = start
      for (value, index) in zip(fast, system.fast) { all[index] = value }
      return all
    }
    let outcome = NewtonSolver(tolerance: 1e-9, maximumIterations: 20).solve(
      from: system.fast.map { start[$0] },
      residual: { fast in
        let rates = system.rates(at: whole(fast))
        return system.fast.map { rates[$0] }
      }, jacobian: { system.fastBlock(system.jacobian(at: whole($0))) })
    guard let root = outcome.root else { return nil }
    let point = whole(root.point)
    guard system.fast.allSatisfy({ abs(point[$0] - start[$0]) < Self.closeness }) else { return nil }
    let eigenvalues = Eigendecomposition.eigenvalues(system.fastBlock(system.jacobian(at: point))) ?? []
    return (point, eigenvalues.allSatisfy { $0.real < 0 })
  }
}
