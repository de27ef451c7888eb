// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The steps `d` that minimise `|J d + r|^2 + μ |d|^2`, for many points at once, with products of J alone (LSQR).
///
/// Without damping, and J singular, the shortest of all minimisers is approached: steps do not wander along a line of fixed
/// points. The number of iterations is about that of distinct singular values of J, hence small where a Jacobian is a multiple
/// of the identity and a matrix of low rank.
///
/// Source: Paige and Saunders 1982, ACM Trans. Math. Softw. 8, 43.
struct DampedLeastSquares {
  /// What the iteration came to at each point.
  struct Steps {
    var steps: StateBatch
    /// `|J d + r|^2 + μ |d|^2` at the end.
    var predicted: [Double]
    /// `|Jᵀ r| / |r|`: the gradient for a residual of length 1.
    var gradients: [Double]
    /// The number of points at which the iteration did not reach its tolerance.
    var unsolved: Int
  }

  let products: ResidualProducts
  /// The normal equations are solved to this accuracy, relative to their right-hand side; one for each point.
  let tolerances: [Double]
  let maximumIterations: Int

  /// The steps for residuals and dampings; `damping` is called with the gradients, once they are known.
  func steps(_ residuals: StateBatch, damping: (_ point: Int, _ gradient: Double) -> Double) -> Steps {
    let count = residuals.count
    var u = residuals
    let lengths = u.squaredNorms().map { $0.squareRoot() }
    u.scale(lengths.map { $0 > 0 ? -1 / $0 : 0 })
    var v = StateBatch(dimension: u.dimension, count: count)
    products.multiplyTransposed(u, into: &v)
    let gradients = v.squaredNorms().map { $0.squareRoot() }
    v.scale(gradients.map { $0 > 0 ? 1 / $0 : 0 })
    var rotations = (0..<count).map { k in
      Bidiagonalization(
        beta: lengths[k], alpha: gradients[k], damping: damping(k, gradients[k]).squareRoot(),
        tolerance: tolerances[k])
    }
    var x = StateBatch(dimension: u.dimension, count: count)
    var w = v
    var image = StateBatch(dimension: u.dimension, count: count)
    for _ in 0..<maximumIterations where rotations.contains(where: { !$0.isDone }) {
      products.multiply(v, into: &image)
      advance(&u, image, rotations.map(\.alpha)) { rotations[$0].beta = $1 }
      products.multiplyTransposed(u, into: &image)
      advance(&v, image, rotations.map(\.beta)) { rotations[$0].alpha = $1 }
      for k in 0..<count { rotations[k].rotate() }
      x.add(rotations.map(\.step), w)
      // w = v - (theta / rho) w
      w.scale(rotations.map { -$0.correction })
      w.add([Double](repeating: 1, count: count), v)
    }
    return Steps(
      steps: x, predicted: rotations.map(\.remainder), gradients: gradients,
      unsolved: rotations.count { !$0.isDone })
  }

  /// `vector = image - previous * vector`, made a unit vector again.
  private func advance(
    _ vector: inout StateBatch, _ image: StateBatch, _ previous: [Double], _ setLength: (Int, Double) -> Void
  ) {
    vector.scale(previous.map { -$0 })
    vector.add([Double](repeating: 1, count: vector.count), image)
    let lengths = vector.squaredNorms().map { $0.squareRoot() }
    for (k, length) in lengths.enumerated() { setLength(k, length) }
    vector.scale(lengths.map { $0 > 0 ? 1 / $0 : 0 })
  }
}

/// The scalars of LSQR at one point: the last entries of the bidiagonal matrix and the rotations that make it triangular.
private struct Bidiagonalization {
  var alpha: Double
  var beta: Double
  let damping: Double
  let target: Double
  private var rhoBar: Double
  private var phiBar: Double
  private var damped = 0.0
  /// The multiple of the search direction that is added to the solution; zero when done.
  var step = 0.0
  /// The multiple of the old search direction that is taken off the new one.
  var correction = 0.0
  var isDone: Bool

  init(beta: Double, alpha: Double, damping: Double, tolerance: Double) {
    (self.alpha, self.beta, self.damping) = (alpha, beta, damping)
    (rhoBar, phiBar) = (alpha, beta)
    target = tolerance * alpha * beta
    isDone = !(alpha > 0 && beta > 0 && alpha.isFinite && beta.isFinite)
  }

  /// The square of the length of the remaining residual, damping included.
  var remainder: Double { phiBar * phiBar + damped }

  mutating func rotate() {
    guard !isDone else {
      step = 0
      return
    }
    let first = (rhoBar * rhoBar + damping * damping).squareRoot()
    let psi = damping / first * phiBar
    damped += psi * psi
    phiBar *= rhoBar / first
    let rho = (first * first + beta * beta).squareRoot()
    let (cosine, sine) = (first / rho, beta / rho)
    let theta = sine * alpha
    rhoBar = -cosine * alpha
    step = cosine * phiBar / rho
    phiBar *= sine
    correction = theta / rho
    if !(abs(phiBar * alpha * cosine) > target) { isDone = true }
  }
}
