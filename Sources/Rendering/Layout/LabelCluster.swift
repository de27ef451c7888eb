// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Numbered labels whose points lie on one another on paper, as the folds and doublings of a narrow canard do; they are
/// written as one text, `LPC1, 2, 4–6`, since side by side none could be told which point it means.
struct LabelCluster: Hashable {
  /// The places of the points on the page.
  var anchors: [Point]
  /// The labels in their order.
  var labels: [String]

  /// The middle of the points.
  var center: Point {
    let count = Double(anchors.count)
    return Point(anchors.reduce(0) { $0 + $1.x } / count, anchors.reduce(0) { $0 + $1.y } / count)
  }

  /// The labels whose points lie within a distance of the middle of the others, together; nearest pairs join first, so that
  /// a row of points is not drawn into one.
  static func clusters(_ labels: [(label: String, anchor: Point)], within distance: Double) -> [LabelCluster] {
    var clusters = labels.map { LabelCluster(anchors: [$0.anchor], labels: [$0.label]) }
    while true {
      var nearest = (first: 0, second: 0, distance: distance)
      for i in clusters.indices {
        for j in clusters.indices.dropFirst(i + 1) {
          let apart = clusters[i].center.distance(to: clusters[j].center)
          if apart < nearest.distance { nearest = (i, j, apart) }
        }
      }
      guard nearest.second > nearest.first else { return clusters }
      let joined = clusters.remove(at: nearest.second)
      clusters[nearest.first].anchors += joined.anchors
      clusters[nearest.first].labels += joined.labels
    }
  }

  /// One text for each kind of label, the kinds in the order in which they come.
  var texts: [String] {
    var kinds: [String] = []
    var numbers: [String: [Int]] = [:]
    for label in labels {
      let digits = label.reversed().prefix { $0.isASCII && $0.isNumber }.count
      let kind = String(label.dropLast(digits))
      if numbers[kind] == nil { kinds.append(kind) }
      numbers[kind, default: []] += Int(label.suffix(digits)).map { [$0] } ?? []
    }
    return kinds.map { $0 + Self.runs(numbers[$0] ?? []) }
  }

  /// Numbers with runs drawn together: 1, 2, 4–6.
  private static func runs(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = runs.last, number <= last.upperBound + 1 {
        runs[runs.count - 1] = last.lowerBound...max(last.upperBound, number)
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { run in
      switch run.count {
      case 1: "\(run.lowerBound)"
      case 2: "\(run.lowerBound), \(run.upperBound)"
      default: "\(run.lowerBound)–\(run.upperBound)"
      }
    }.joined(separator: ", ")
  }
}
