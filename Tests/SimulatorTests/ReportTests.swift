// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Parallelism
import Results
import Simulator
import Synchronization
import Testing

/// Trajectories tell how far they have come.
@Suite("Progress of trajectories") struct ReportTests {
  private func shares(_ text: String, _ method: IntegrationMethod?, starts: Int = 1) throws -> [Double] {
    let model = try ODEFile(text: text, fileName: "a.ode").model
    let shown = Mutex<[Double]>([])
    var analyzer = try SimulationAnalyzer(model)
    analyzer.context = RunContext(show: { progress in
      if let share = progress.share { shown.withLock { $0.append(share) } }
    })
    var request = SimulationSettings.Request()
    request.method = method
    request.starts = (0..<starts).map { [1 + Double($0)] }
    let result = try analyzer.run(SimulationSettings(model: model, request: request))
    #expect(result.trajectories.allSatisfy { $0.stop == .reachedEnd })
    return shown.withLock { $0 }
  }

  @Test(
    "the share of the time rises to the end",
    arguments: [
      ("x'=-x*cos(t)\ninit x=1\ntotal=200", .dormandPrince), ("x'=-x*cos(t)\ninit x=1\ntotal=200", .stiff),
      ("x'=-x*cos(t)\ninit x=1\ntotal=2000", .rungeKutta4), ("x'=-delay(x,1)\ninit x=1\ntotal=400", .dormandPrince),
    ] as [(String, IntegrationMethod?)])
  func rises(_ text: String, _ method: IntegrationMethod?) throws {
    let shares = try shares(text, method)
    #expect(shares.allSatisfy { (0...1).contains($0) })
    #expect((shares.max() ?? 0) > 0.5)
  }

  @Test("several trajectories count together") func several() throws {
    let shares = try shares("x'=-x*cos(t)\ninit x=1\ntotal=50", .stiff, starts: 3)
    #expect(shares.allSatisfy { (0...1).contains($0) } && (shares.max() ?? 0) > 0.7)
  }
}
