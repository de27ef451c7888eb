// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation

/// What a curve between two regions does.
enum RegionBorder {
  case equilibria(BifurcationCurveKind)
  case cycles(CycleBifurcationCurve.Kind)

  /// Whether equilibria, or fixed points, may differ so across the curve: by two at a fold, by the stability of one at others.
  func allowsEquilibria(_ change: RegionChange, isMap: Bool) -> Bool {
    switch self {
    case .cycles: change.isNone
    case .equilibria(.limitPoint): change.isPair(apart: 1)
    case .equilibria(.branchPoint): true
    case .equilibria(.hopf), .equilibria(.neimarkSacker): change.isOne(apart: 2)
    case .equilibria(.flip): change.isOne(apart: 1)
    }
  }

  /// Whether cycles may differ so across the curve: by one at Hopf points and homoclinic orbits, by two at folds. Of the cycles of
  /// twice the period beyond doublings, and of those beyond branch points, not all need be known.
  func allowsCycles(_ change: RegionChange) -> Bool {
    switch self {
    case .equilibria(.hopf), .cycles(.homoclinic): change.total == 1
    case .equilibria: change.isNone
    case .cycles(.limitPoint): change.isPair(apart: 1)
    case .cycles(.periodDoubling): change.total > 0 && change.total <= 3
    case .cycles(.neimarkSacker): change.isOne(apart: 2)
    case .cycles(.branchPoint): change.total <= 3
    }
  }
}

/// How the numbers of unstable directions of all equilibria, or cycles, of two regions differ.
struct RegionChange {
  private var gone: [Int]
  private var come: [Int]

  init(from first: [Int], to second: [Int]) {
    (gone, come) = (first, second)
    for value in first {
      guard let index = come.firstIndex(of: value), let own = gone.firstIndex(of: value) else { continue }
      come.remove(at: index)
      gone.remove(at: own)
    }
  }

  var total: Int { gone.count + come.count }
  var isNone: Bool { total == 0 }

  /// Whether one changes its number by so much.
  func isOne(apart: Int) -> Bool { gone.count == 1 && come.count == 1 && abs(gone[0] - come[0]) == apart }

  /// Whether two come, or go, whose numbers differ by so much.
  func isPair(apart: Int) -> Bool {
    let pair = gone + come
    return pair.count == 2 && (gone.isEmpty || come.isEmpty) && abs(pair[0] - pair[1]) == apart
  }
}

extension TwoParameterAnalyzer {
  /// Borders of fewer pairs of places are not looked at.
  private static let leastBorder = 4

  /// How regions fit those beside them.
  struct Comparison {
    /// Those that differ by something else than what the curve between does, of two such regions the one that fits fewer of its
    /// neighbours, and the other, too, if it does not fit more of them than not.
    var contradicted: Set<Int>
    /// Those that fit several neighbours, and all.
    var confirmed: Set<Int>
    /// Those that fit one neighbour or more, and all.
    var supported: Set<Int>
  }

  /// Compares what regions hold with what is beside them.
  func compare(
    _ counts: [Int: [Int]], _ arrangement: PlaneArrangement, allows: (RegionBorder, RegionChange) -> Bool
  ) -> Comparison {
    var (score, conflicts) = ([Int: Int](), [[Int]]())
    for (border, length) in arrangement.borders() where length >= Self.leastBorder {
      guard let kind = kind(border.curve), let first = counts[border.parts[0]], let second = counts[border.parts[1]]
      else { continue }
      let fits = allows(kind, RegionChange(from: first, to: second))
      for part in border.parts { score[part, default: 0] += fits ? 1 : -1 }
      if !fits { conflicts.append(border.parts) }
    }
    let contradicted = conflicts.flatMap { pair -> [Int] in
      let scores = pair.map { score[$0] ?? 0 }
      let least = min(scores[0], scores[1])
      return zip(pair, scores).filter { $1 == least || $1 <= 0 }.map(\.0)
    }
    let doubtful = Set(conflicts.flatMap { $0 })
    func fitting(_ least: Int) -> Set<Int> {
      Set(score.keys.filter { (score[$0] ?? 0) >= least && !doubtful.contains($0) })
    }
    return Comparison(
      contradicted: Set(contradicted), confirmed: fitting(Self.severalNeighbours), supported: fitting(1))
  }

  /// So many neighbours that fit confirm what lines through a region found together.
  private static let severalNeighbours = 2

  /// What the curve of a number does: curves of cycles come first, those of equilibria after them.
  private func kind(_ number: Int) -> RegionBorder? {
    if number < cycleCurves.count { return .cycles(cycleCurves[number].kind) }
    let index = number - cycleCurves.count
    return index < curves.count ? .equilibria(curves[index].kind) : nil
  }
}
