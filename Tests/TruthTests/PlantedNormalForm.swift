// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import TestSupport

/// A system whose normal form is known by construction, hidden by a change of variables: x = L u with an orthogonal matrix L, which
/// keeps lengths, and u(i) = z(i) + a(i) z(i+1)^2 + c(i) z(i+1) z(n), whose inverse is polynomial, too.
struct PlantedNormalForm {
  /// Whether the right-hand sides are next values.
  var isMap = false
  /// The right-hand sides, formulas of z1, z2, … and of the parameters b1 and b2.
  var rates: [String]
  /// The strength of the nonlinear part of the change of variables.
  var shear = 0.3

  /// The hidden system, chosen by a seed.
  func model(seed: UInt64) throws -> Model { try ODEFile(text: text(seed: seed), fileName: "planted.ode").model }

  /// The hidden system as a model file.
  func text(seed: UInt64) -> String {
    var generator = SeededGenerator(seed: seed)
    func random() -> Double { Double.random(in: -1...1, using: &generator) }
    let n = rates.count
    let rotation = orthogonal(n, random)
    let bends = (0..<n).map { _ in (square: shear * random(), product: shear * random()) }
    var lines = ["par b1=0.3,b2=-0.2"] + (1...n).map { "# range x\($0)=-1:1" } + (isMap ? ["@ method=discrete"] : [])
    func sum(_ coefficients: [Double], _ names: [String]) -> String {
      zip(coefficients, names).map { "(\($0))*\($1)" }.joined(separator: "+")
    }
    func names(_ letter: String) -> [String] { (1...n).map { "\(letter)\($0)" } }
    for i in 0..<n { lines.append("u\(i + 1)=\(sum(rotation.map { $0[i] }, names("x")))") }
    func bend(_ i: Int, _ z: (Int) -> String) -> String {
      i == n - 1 ? "0" : "(\(bends[i].square))*(\(z(i + 2)))^2+(\(bends[i].product))*(\(z(i + 2)))*(\(z(n)))"
    }
    for i in (0..<n).reversed() { lines.append("z\(i + 1)=u\(i + 1)-(\(bend(i) { "z\($0)" }))") }
    for i in 0..<n { lines.append("n\(i + 1)=\(rates[i])") }
    for i in 0..<n {
      if isMap {
        lines.append("v\(i + 1)=n\(i + 1)+\(bend(i) { "n\($0)" })")
      } else if i == n - 1 {
        lines.append("v\(n)=n\(n)")
      } else {
        let (a, c) = bends[i]
        lines.append(
          "v\(i + 1)=n\(i + 1)+2*(\(a))*z\(i + 2)*n\(i + 2)+(\(c))*(n\(i + 2)*z\(n)+z\(i + 2)*n\(n))")
      }
    }
    for i in 0..<n { lines.append("x\(i + 1)\(isMap ? "(t+1)" : "'")=\(sum(rotation[i], names("v")))") }
    return lines.joined(separator: "\n") + "\ndone\n"
  }

  /// The rows of a random orthogonal matrix (Gram and Schmidt).
  private func orthogonal(_ n: Int, _ random: () -> Double) -> [[Double]] {
    var rows: [[Double]] = []
    while rows.count < n {
      var row = (0..<n).map { _ in random() }
      for other in rows {
        let share = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
        row = zip(row, other).map { $0 - share * $1 }
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length > 0.1 { rows.append(row.map { $0 / length }) }
    }
    return rows
  }
}
