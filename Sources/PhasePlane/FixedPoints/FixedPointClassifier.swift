// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import Results

/// Names the kinds of fixed points.
///
/// A name is given only where the numbers carry it: quantities that are zero within the error of the computation count as
/// zero, and what linear terms then leave open is settled by higher ones (`CenterTest`, `CenterManifold`) or reported as
/// undetermined with the reason.
public struct FixedPointClassifier {
  private let system: PlanarSystem
  private let window: PlaneWindow
  private let jumpTest: JumpTest
  /// A real part below this part of the imaginary one may be what rounding leaves of zero.
  private static let rounding = 1e-15

  /// A classifier for the fixed points of a system; `window` gives the units of length.
  public init(_ system: PlanarSystem, window: PlaneWindow) {
    self.system = system
    self.window = window
    jumpTest = JumpTest(system, window: window)
  }

  /// The description of a fixed point at a position.
  public func describe(at position: SIMD2<Double>) -> FixedPoint {
    describe(LocatedPoint(at: position, of: system))
  }

  func describe(_ point: LocatedPoint) -> FixedPoint {
    let jacobian = system.field.jacobian(at: point.position.list, parameters: [])
    let matrix = Matrix(rows: 2, columns: 2, elements: jacobian)
    let size = window.size
    let ratio = size.y / size.x
    func inWindow(_ m: [Double]) -> [Double] { [m[0], m[1] * ratio, m[2] / ratio, m[3]] }
    let spectrum = PlanarSpectrum(inWindow(jacobian), errors: inWindow(point.jacobianError))
    var values = spectrum.eigenvalues
    if system.isMap { values.sort { $0.length > $1.length } }
    let verdict =
      jumpTest.jumps(at: point.position)
      ? Verdict(.undetermined, stable: false, reason: "the right-hand side jumps there")
      : point.jacobianError.contains(.infinity)
        ? Verdict(.undetermined, stable: false, reason: "the right-hand side has no derivatives there on all sides")
        : system.isMap ? map(values, spectrum, matrix, point) : flow(spectrum, matrix, point)
    // What is left of a zero after Newton's method is no coordinate.
    let place = point.position.replacing(
      with: SIMD2<Double>.zero, where: SIMD2(abs(point.position.x), abs(point.position.y)) .< 1e-16 * size)
    return FixedPoint(
      state: [system.x: place.x, system.y: place.y], type: verdict.type,
      stable: verdict.stable, eigenvalues: values.map { [$0.real + 0, $0.imaginary + 0] },
      trace: jacobian[0] + jacobian[3], determinant: jacobian[0] * jacobian[3] - jacobian[1] * jacobian[2],
      residual: point.residual.largest, index: index(verdict.type, at: point.position), reason: verdict.reason)
  }

  private func index(_ type: FixedPointType, at position: SIMD2<Double>) -> Int? {
    if system.isMap { return nil }
    switch type {
    case .saddle: return -1
    case .saddleNode: return 0
    case .undetermined: return TopologicalIndex(system: system, window: window).index(at: position)
    default: return 1
    }
  }

  struct Verdict {
    var type: FixedPointType
    var stable: Bool
    var reason: String?

    init(_ type: FixedPointType, stable: Bool, reason: String? = nil) {
      self.type = type
      self.stable = stable
      self.reason = reason
    }
  }

  private func flow(_ spectrum: PlanarSpectrum, _ matrix: Matrix, _ point: LocatedPoint) -> Verdict {
    let values = spectrum.eigenvalues
    guard values.allSatisfy(\.isFinite) else {
      return Verdict(.undetermined, stable: false, reason: "the Jacobian is not finite")
    }
    if spectrum.isNilpotent {
      return nilpotent(point.position)
        ?? Verdict(.undetermined, stable: false, reason: "both eigenvalues are zero")
    }
    if spectrum.isSingular || point.isDegenerate {
      return CenterManifold(system, window: window).verdict(matrix, point)
    }
    if values[0].imaginary != 0 {
      let test = CenterTest(system, window: window)
      if spectrum.isTraceless {
        guard let sign = test.traceSign(at: point.position) else { return test.verdict(matrix, point.position) }
        // What constants leave of each other may be rounding.
        guard abs(values[0].real) > Self.rounding * abs(values[0].imaginary) else {
          return Verdict(
            .undetermined, stable: false,
            reason: "the eigenvalues are imaginary within rounding, but their sum is not zero")
        }
        return Verdict(sign == .minus ? .stableFocus : .unstableFocus, stable: sign == .minus)
      }
      if !spectrum.isDouble {
        let stable = values[0].real < 0
        return Verdict(stable ? .stableFocus : .unstableFocus, stable: stable)
      }
    }
    if spectrum.determinantSign == .minus { return Verdict(.saddle, stable: false) }
    return node(spectrum, matrix, stable: values[0].real < 0)
  }

  /// A Hamiltonian has an extremum where its flow has an isolated fixed point of index 1, and closed orbits around it.
  private func nilpotent(_ position: SIMD2<Double>) -> Verdict? {
    guard TopologicalIndex(system: system, window: window).index(at: position) == 1,
      let reason = CenterTest(system, window: window).proofOfArea(at: position)
    else { return nil }
    return Verdict(.center, stable: false, reason: reason)
  }

  private func node(_ spectrum: PlanarSpectrum, _ matrix: Matrix, stable: Bool) -> Verdict {
    guard spectrum.isDouble else { return Verdict(stable ? .stableNode : .unstableNode, stable: stable) }
    let deviation = max(
      abs(matrix[0, 0] - matrix[1, 1]), abs(scaled(matrix)[0, 1]), abs(scaled(matrix)[1, 0]))
    if deviation <= 1e-9 * scaledNorm(matrix) {
      return Verdict(stable ? .stableStar : .unstableStar, stable: stable)
    }
    return Verdict(stable ? .stableDegenerateNode : .unstableDegenerateNode, stable: stable)
  }

  private func map(
    _ values: [Complex<Double>], _ spectrum: PlanarSpectrum, _ matrix: Matrix, _ point: LocatedPoint
  ) -> Verdict {
    guard values.allSatisfy(\.isFinite) else {
      return Verdict(.undetermined, stable: false, reason: "the Jacobian is not finite")
    }
    let tolerance = max(point.jacobianError.max() ?? 0, PlanarSpectrum.tolerance) * max(1, scaledNorm(matrix))
    if values.contains(where: { ($0 - 1).length <= tolerance }) || point.isDegenerate {
      let verdict = CenterManifold(system, window: window).verdict(matrix, point)
      return Verdict(verdict.type, stable: false, reason: verdict.reason ?? "a multiplier is 1")
    }
    if values.contains(where: { abs($0.length - 1) <= tolerance }) {
      let what = values[0].imaginary != 0 ? "the multipliers lie on the unit circle" : "a multiplier is -1"
      return Verdict(.undetermined, stable: false, reason: what)
    }
    let inside = values.map { $0.length < 1 }
    if inside[0] != inside[1] { return Verdict(.saddle, stable: false) }
    let stable = inside[0]
    if values[0].imaginary != 0, !spectrum.isDouble {
      return Verdict(stable ? .stableFocus : .unstableFocus, stable: stable)
    }
    return node(spectrum, matrix, stable: stable)
  }

  /// The matrix in units of the window.
  private func scaled(_ matrix: Matrix) -> Matrix {
    let ratio = window.size.y / window.size.x
    return Matrix(
      rows: 2, columns: 2, elements: [matrix[0, 0], matrix[0, 1] * ratio, matrix[1, 0] / ratio, matrix[1, 1]])
  }

  private func scaledNorm(_ matrix: Matrix) -> Double { maximumNorm(scaled(matrix).elements) }
}
