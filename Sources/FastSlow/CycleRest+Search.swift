// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Parallelism
import Results

/// Looks closer at cycles of the fast subsystem over which the slow rate averages to zero.
///
/// The branch is followed again, from a cycle whose course is known, in a window that is as narrow as the way from there to the place; its
/// points lie closer together, and those of the next round closer still.
struct CycleRestSearch {
  /// The fast subsystem.
  let fast: FastSubsystem
  let context: RunContext

  /// A place is known well if it is certain to this part of the window of the diagram.
  private static let accuracy = 1e-6
  /// The most rounds.
  private static let mostRounds = 4
  /// The window beyond the way to the place, as a part of it.
  private static let margin = 0.2

  /// Where the averaged rate vanishes between two points of a branch.
  /// - Parameters:
  ///   - k: The point before.
  ///   - branch: A branch of cycles.
  ///   - diagram: The diagram to which it belongs.
  func rest(after k: Int, on branch: BifurcationBranch, of diagram: BifurcationResult) -> RestPlace.Found {
    let shown = diagram.shownVariable
    let enough = Self.accuracy * (diagram.parameter.upper - diagram.parameter.lower)
    var found = RestPlace(branch, branch.states[fast.rate] ?? [], after: k, shown: shown).interpolated
    var (branch, diagram, k) = (branch, diagram, k)
    for _ in 0..<Self.mostRounds where found.uncertainty > enough && !context.isCancelled {
      guard let finer = closer(to: k, on: branch, of: diagram),
        let next = Self.crossing(of: fast.rate, near: found.slow, finer)
      else { break }
      let place = RestPlace(next.branch, next.branch.states[fast.rate] ?? [], after: next.k, shown: shown).interpolated
      guard place.uncertainty < found.uncertainty else { break }
      found = place
      (branch, diagram, k) = (next.branch, finer, next.k)
    }
    return found
  }

  /// The branch about a place, from the nearest cycle before or behind it that is known and can be followed.
  private func closer(to k: Int, on branch: BifurcationBranch, of diagram: BifurcationResult) -> BifurcationResult? {
    let known = branch.profiles.map(\.point)
    let near = [known.filter { $0 <= k }.max(), known.filter { $0 > k }.min()].compactMap(\.self)
    for start in near.sorted(by: { abs($0 - k) < abs($1 - k) }) {
      let way = branch.parameter[min(start, k)...max(start, k + 1)]
      guard let low = way.min(), let high = way.max(), high > low else { continue }
      let room = Self.margin * (high - low)
      guard
        let finer = followed(
          from: "\(branch.id):\(start + 1)", of: diagram,
          AxisRange(name: fast.slow, lower: low - room, upper: high + room))
      else { continue }
      return finer
    }
    return nil
  }

  /// What is followed from a cycle in a window; nil if that does not succeed: then the place stays as uncertain as it is.
  private func followed(from start: String, of diagram: BifurcationResult, _ window: AxisRange) -> BifurcationResult? {
    do throws(BifurcationError) {
      var question = try BifurcationSettings(parameter: window)
      question.doublingDepth = 0
      question.start = try BifurcationStart(at: start, of: diagram, question)
      let finer = try BifurcationAnalyzer.analyze(
        fast.model, settings: question, in: RunContext(isCancelled: { [context] in context.isCancelled }))
      return finer.branches.contains { $0.kind == .cycles } ? finer : nil
    } catch {
      return nil
    }
  }

  /// The change of sign of the slow rate on cycles that is nearest to a value of the slow variable.
  private static func crossing(
    of rate: String, near slow: Double, _ diagram: BifurcationResult
  ) -> (branch: BifurcationBranch, k: Int)? {
    diagram.branches.filter { $0.kind == .cycles }.flatMap { branch in
      let rates = branch.states[rate] ?? []
      return rates.indices.dropLast().filter { rates[$0] * rates[$0 + 1] < 0 || rates[$0] == 0 }.map { (branch, $0) }
    }.min { a, b in
      abs(a.0.parameter[a.1] - slow) < abs(b.0.parameter[b.1] - slow)
    }
  }
}
