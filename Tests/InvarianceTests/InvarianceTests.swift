// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import InvarianceSupport
import Testing

/// The same system gives the same diagram, however it is written: a sample of `make invariance`.
@Suite("Invariance of diagrams")
struct InvarianceTests {
  @Test("Every system as written", arguments: TextbookSystem.all)
  func asWritten(_ system: TextbookSystem) {
    #expect(InvarianceCheck(system, .none).faults == [])
  }

  @Test("Every rewriting, of one system each", arguments: Rewriting.all.indices)
  func rewritten(_ index: Int) {
    let quick = TextbookSystem.all.filter { $0.points["LPC"] == nil }
    let system = quick[(7 * index + 3) % quick.count]
    #expect(InvarianceCheck(system, Rewriting.all[index]).faults == [], "\(system), \(Rewriting.all[index])")
  }
}
