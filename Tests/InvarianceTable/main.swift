// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import InvarianceSupport

// Draws the diagram of every textbook system and of every model of the zoo in every rewriting, and prints a table of those that are right. Words that follow
// on the command line pick systems or rewritings whose names contain them; "seed" and a number add compositions of rewritings.
let (words, everything): ([String], [Rewriting]) = {
  var words = CommandLine.arguments.dropFirst().map { $0.lowercased() }
  guard let place = words.firstIndex(of: "seed"), place + 1 < words.count, let seed = UInt64(words[place + 1]) else {
    return (words, Rewriting.all)
  }
  words.removeSubrange(place...(place + 1))
  return (words, Rewriting.compositions(count: 10, seed: seed))
}()
func isWanted(_ name: String, _ group: [String]) -> Bool {
  let relevant = words.filter { word in group.contains { $0.lowercased().contains(word) } }
  return relevant.isEmpty || relevant.contains { name.lowercased().contains($0) }
}
let known = TextbookSystem.all + TextbookSystem.zoo
let systems = known.filter { isWanted($0.name, known.map(\.name)) }
let rewritings = everything.filter { isWanted($0.name, everything.map(\.name)) }
var (right, all) = (0, 0)
for system in systems {
  let start = Date()
  var wrong: [String] = []
  let reference = InvarianceCheck(system, .none).summary
  for rewriting in rewritings {
    let check = InvarianceCheck(system, rewriting, reference: reference)
    all += 1
    if check.faults.isEmpty {
      right += 1
    } else {
      wrong.append("    \(rewriting): \(check.faults.joined(separator: "; "))")
    }
  }
  let seconds = String(format: "%.1f s", Date().timeIntervalSince(start))
  let heading = "\(system): \(rewritings.count - wrong.count) of \(rewritings.count), \(seconds)"
  let lines = ([heading] + wrong).map { "\($0)\n" }.joined()
  FileHandle.standardOutput.write(Data(lines.utf8))
}
print("\(right) of \(all) diagrams are right")
exit(right == all ? 0 : 1)
