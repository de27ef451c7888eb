// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import ModelFormats
import RealModule
import Results
import Testing

/// Chains of cells, whose bifurcations are known from the eigenvalues of second differences, 4 N² sin²(k π / 2 N) on N
/// intervals of the length 1 / N each.
@Suite("Diagrams of large systems") struct LargeSystemTests {
  private func diagram(_ text: String, _ range: AxisRange) throws -> BifurcationResult {
    let model = try ODEFile(text: text, fileName: "chain.ode").model
    return try BifurcationAnalyzer.analyze(model, settings: try BifurcationSettings(parameter: range))
  }

  private func values(_ type: String, of name: String, in result: BifurcationResult) -> [Double] {
    result.specialPoints.filter { $0.type.rawValue == type }.compactMap { $0.parameters[name] }.sorted()
  }

  @Test("the pitchforks of u_t = u_xx + r (u - u³) lie at the eigenvalues of the second difference")
  func chafeeInfante() throws {
    let n = 101
    let result = try diagram(
      """
      par r=1
      u0=0
      u\(n + 1)=0
      u[1..\(n)]'=(u[j-1]-2*u[j]+u[j+1])*(\(n + 1)/pi)^2+r*(u[j]-u[j]^3)
      init u[1..\(n)]=0.1
      """, AxisRange(name: "r", lower: 0.5, upper: 5))
    let found = values("BP", of: "r", in: result)
    try #require(found.count == 2)
    for (k, value) in found.enumerated() {
      let sine = Double.sin(Double(k + 1) * .pi / Double(2 * (n + 1)))
      let exact = 4 * Double(n + 1) * Double(n + 1) / (.pi * .pi) * sine * sine
      #expect(abs(value - exact) < 1e-9 * exact)
    }
    #expect(result.specialPoints.allSatisfy { $0.remark == "supercritical pitchfork" })
    // Each branch born has as many unstable directions as bifurcations came before.
    for branch in result.branches.dropFirst() {
      let number = try #require(result.specialPoints.firstIndex { $0.label == branch.parent })
      #expect(branch.unstableDirections.last == number)
    }
  }

  @Test(
    "where more than a hundred eigenvalues may be unstable the result says how many were computed",
    arguments: [(r: 2.0, isCertain: true), (r: 2e4, isCertain: false)])
  func doubt(_ r: Double, isCertain: Bool) throws {
    // u_t = u_xx + r (u - u³) on 150 points at u = 0 has as many unstable directions as eigenvalues below r.
    let result = try diagram(
      """
      par r=\(r)
      u0=0
      u151=0
      u[1..150]'=(u[j-1]-2*u[j]+u[j+1])*(151/pi)^2+r*(u[j]-u[j]^3)
      """, AxisRange(name: "r", lower: r, upper: 1.2 * r))
    #expect(result.notes.contains { $0.contains("others may be unstable too") } != isCertain)
  }

  @Test("the fold of Bratu's problem tends to 3.513830719 as the square of the spacing (Boyd 1986)")
  func bratu() throws {
    let folds = try [101, 203].map { n in
      let result = try diagram(
        """
        par lambda=1
        u0=0
        u\(n + 1)=0
        u[1..\(n)]'=(u[j-1]-2*u[j]+u[j+1])*(\(n + 1))^2+lambda*exp(u[j])
        """, AxisRange(name: "lambda", lower: 0, upper: 5))
      let found = values("LP", of: "lambda", in: result)
      try #require(found.count == 1)
      return found[0]
    }
    #expect(abs((4 * folds[1] - folds[0]) / 3 - 3.513830719) < 2e-9)
  }

  @Test("the Hopf points of the Brusselator with diffusion lie where the trace of a mode vanishes")
  func brusselator() throws {
    let n = 51
    let (a, b, dx, dy) = (2.0, 5.45, 0.008, 0.004)
    let result = try diagram(
      """
      par L=0.3
      num A=\(a), B=\(b), Dx=\(dx), Dy=\(dy)
      u0=A
      v0=B/A
      u\(n + 1)=A
      v\(n + 1)=B/A
      u[1..\(n)]'=Dx/L^2*(\(n + 1))^2*(u[j-1]-2*u[j]+u[j+1])+A-(B+1)*u[j]+u[j]^2*v[j]
      v[1..\(n)]'=Dy/L^2*(\(n + 1))^2*(v[j-1]-2*v[j]+v[j+1])+B*u[j]-u[j]^2*v[j]
      init u[1..\(n)]=\(a)
      init v[1..\(n)]=\(b / a)
      """, AxisRange(name: "L", lower: 0.3, upper: 0.8))
    let found = values("H", of: "L", in: result)
    try #require(found.count == 1)
    for (k, value) in found.enumerated() {
      let sine = Double.sin(Double(k + 1) * .pi / Double(2 * (n + 1)))
      let exact = 2 * Double(n + 1) * sine * ((dx + dy) / (b - 1 - a * a)).squareRoot()
      #expect(abs(value - exact) < 1e-9 * exact)
      // The determinant of the mode is the square of the frequency.
      let rate = 4 * Double((n + 1) * (n + 1)) * sine * sine / (exact * exact)
      let frequency = ((b - 1 - dx * rate) * (-a * a - dy * rate) + a * a * b).squareRoot()
      let point = try #require(result.specialPoints.first { $0.type == .hopf && $0.parameters["L"] == value })
      #expect(abs((point.period ?? .nan) - 2 * .pi / frequency) < 1e-8)
    }
    #expect(result.notes.contains { $0.contains("cycles are not followed") })
  }
}
