// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// The homoclinic orbits that are born at a Bogdanov–Takens point, for small eps (Al-Hdaibat, Govaerts, Kuznetsov and Meijer 2016,
/// SIAM J. Appl. Dyn. Syst. 15: 952). On the center manifold
/// ```
/// w0' = w1    w1' = b1 + b2 w1 + a w0^2 + b w0 w1
/// ```
/// the orbit is, with eta = eps b / a and s = eps t,
/// ```
/// b1 = -4 eps^4 / a    b2 = 10/7 eps eta
/// w0 = eps^2 / a (2 - 6 / cosh(s)^2)    w1 = w0'
/// ```
/// but for parts of the order of eta, which are not uniform in s; states and parameters follow from w and b to the orders that the orbit
/// needs: x to eps^3, parameters to eps^4.
struct BogdanovTakensOrbit {
  /// State and both parameters at the point.
  private let point: [Double]
  private let chain: JordanChain
  private let a: Double
  private let b: Double
  /// State and parameters change by these for b1 and b2, parameters by half the third for the square of b2.
  private let first: [Double]
  private let second: [Double]
  private let curvature: [Double]

  /// The time on either side of the middle, in units of 1 / eps, in which the orbit comes within a thousandth of its extent to the saddle.
  private static let halfTime = 4.75
  /// The number of places on the orbit on either side of its middle.
  private static let halfCount = 600

  /// - Parameters:
  ///   - field: The flow with both parameters free.
  ///   - point: State and parameters at the Bogdanov–Takens point.
  /// - Returns: nil if it is degenerate, or the parameters do not unfold it.
  init?(_ field: ParameterizedField, at point: [Double]) {
    let n = field.dimension
    let derivatives = field.derivatives(at: point)
    let jacobian = derivatives.block(rows: 0..<n, columns: 0..<n)
    // In natural units, in which the parts of vectors are of one size.
    guard let chain = JordanChain(jacobian, of: 0, lengths: [Double](repeating: 1, count: n)) else { return nil }
    let forms = MultilinearForms(field: field, point: point)
    let linearization = DenseLinearization(jacobian: jacobian)
    /// The state that parameters move the equilibrium to, but for what is added to the rates.
    func response(_ parameters: [Double], rates: [Double]) -> [Double]? {
      let slopes = (0..<n).map { i in rates[i] - dotProduct(Array(derivatives.row(i)[n...]), parameters) }
      return linearization.solve(0, slopes, column: chain.p1, row: chain.q0)
    }
    let own = chain.slopes(forms, shift: chain.q0)
    (a, b) = (own.w0 / 2, own.w1)
    // The parameters move the rates along p1 by this.
    let push = (0..<2).map { j in (0..<n).reduce(0) { $0 + chain.p1[$1] * derivatives[$1, n + j] } }
    let square = dotProduct(push, push)
    let across = push.map { $0 / square }
    let along = [-push[1], push[0]]
    let zeros = [Double](repeating: 0, count: n)
    guard square > 0, let pushed = response(across, rates: chain.q1), let moved = response(along, rates: zeros)
    else { return nil }
    // b2 is what parameters along the curve of folds add to w1, in a frame in which they add nothing to w0.
    let slope = chain.slopes(forms, shift: moved + along)
    let shift = -slope.w0 / own.w0
    let unit = slope.w1 + shift * own.w1
    second = (zip(moved, chain.q0).map { $0 + shift * $1 } + along).map { $0 / unit }
    first = pushed + across
    curvature = across.map { [second, chain] in $0 * -dotProduct(chain.p1, forms.second(second, second)) }
    (self.point, self.chain) = (point, chain)
    guard a.isFinite, b.isFinite, a != 0, unit != 0, second.allSatisfy(\.isFinite) else { return nil }
  }

  /// The direction in which both parameters leave the point.
  var direction: [Double] { second.suffix(2).map { (b / a < 0 ? -1 : 1) * $0 } }

  /// The greatest eps for which an orbit is no larger than an extent in typical sizes, and eta is small.
  func largest(extent: Double, scales: [Double]) -> Double {
    min(
      (extent / self.extent(1, scales: scales)).squareRoot(), b == 0 ? .infinity : Self.correction * abs(a / b))
  }

  /// The extent of the orbit for some eps, in typical sizes.
  func extent(_ epsilon: Double, scales: [Double]) -> Double {
    6 * epsilon * epsilon / abs(a) * (zip(chain.q0, scales).map { abs($0 / $1) }.max() ?? 0)
  }

  /// The greatest eta.
  private static let correction = 0.2

  /// Orbit, saddle and parameters for some eps.
  func orbit(_ epsilon: Double) -> (path: SampledOrbit, saddle: [Double], parameters: [Double]) {
    let (e2, n) = (epsilon * epsilon, chain.q0.count)
    let eta = epsilon * b / a
    let (b1, b2) = (-4 * e2 * e2 / a, 10.0 / 7 * epsilon * eta)
    let parameters = (0..<2).map { k in
      point[n + k] + b1 * first[n + k] + b2 * second[n + k] + b2 * b2 / 2 * curvature[k]
    }
    func state(_ w0: Double, _ w1: Double) -> [Double] {
      (0..<n).map { i in
        point[i] + w0 * chain.q0[i] + w1 * chain.q1[i] + b2 * second[i] + b1 * first[i]
      }
    }
    let places = (-Self.halfCount...Self.halfCount).map { Self.halfTime * Double($0) / Double(Self.halfCount) }
    let path = SampledOrbit(
      times: places.map { ($0 + Self.halfTime) / epsilon },
      states: places.map { s in
        let c = 1 / Double.cosh(s)
        return state(e2 / a * (2 - 6 * c * c), 12 * e2 * epsilon / a * Double.tanh(s) * c * c)
      })
    return (path, state(2 * e2 / a, 0), parameters)
  }
}
