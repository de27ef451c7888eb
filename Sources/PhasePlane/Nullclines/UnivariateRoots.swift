// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// All zeros of a function of one coordinate on that side of the window: its zero set consists of straight lines.
enum UnivariateRoots {
  /// The zeros, in rising order, ends included.
  /// - Parameters:
  ///   - function: The function and its derivative along the axis.
  ///   - axis: 0 if the function depends on the horizontal coordinate, 1 for the vertical one.
  ///   - window: The window.
  ///   - count: The number of equal pieces in which changes of sign are looked for.
  static func find(of function: PlaneFunction, axis: Int, window: PlaneWindow, count: Int = 1024) -> [Double] {
    let points = (0...count).map { k in
      var fraction = SIMD2(0.5, 0.5)
      fraction[axis] = Double(k) / Double(count)
      return window.point(at: fraction)
    }
    let columns = function.columns(at: points)
    let (values, slopes) = (columns[0], columns[1])
    var roots = points.indices.filter { values[$0] == 0 }.map { points[$0][axis] }
    roots += solve(values, points, function).map { $0[axis] }
    roots += touching(values, slopes, points, function).map { $0[axis] }
    let width = window.size[axis]
    return roots.sorted().reduce(into: []) { kept, root in
      if kept.last.map({ root - $0 > 1e-12 * width }) ?? true { kept.append(root) }
    }
  }

  private static func solve(
    _ values: [Double], _ points: [SIMD2<Double>], _ function: PlaneFunction
  ) -> [SIMD2<Double>] {
    let changes = points.indices.dropLast().filter { values[$0] * values[$0 + 1] < 0 }.map {
      SignChange(start: points[$0], end: points[$0 + 1], startValue: values[$0], endValue: values[$0 + 1])
    }
    return BracketedRoots.solve(changes, of: function).compactMap { $0 }
  }

  /// Zeros at which the sign does not change: extreme points at which the value is zero within rounding.
  private static func touching(
    _ values: [Double], _ slopes: [Double], _ points: [SIMD2<Double>], _ function: PlaneFunction
  ) -> [SIMD2<Double>] {
    let finite = values.filter(\.isFinite).map(abs)
    let size = finite.max() ?? 0
    return points.indices.dropLast().compactMap { k in
      guard values[k] * values[k + 1] > 0, slopes[k] * slopes[k + 1] < 0 else { return nil }
      var (a, b) = (points[k], points[k + 1])
      for _ in 0..<60 {
        let middle = 0.5 * (a + b)
        if function(middle)[1] * slopes[k] > 0 { a = middle } else { b = middle }
      }
      let best = 0.5 * (a + b)
      return abs(function(best)[0]) <= 1e-14 * size ? best : nil
    }
  }
}
