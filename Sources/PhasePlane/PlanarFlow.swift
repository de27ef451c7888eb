// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Results

/// An autonomous flow of two variables, and the window of the plane in which it is looked at.
///
/// The analysers compute in coordinates of the window: 0 is its centre and 1 its width and its height, so that no unit of
/// the model's matters. The model's first variable is the horizontal one.
public struct PlanarFlow: Sendable {
  /// The right-hand side, of two variables.
  public let field: any AnalyticField
  /// The values of the parameters.
  public let parameters: [Double]
  /// The time at which a right-hand side that depends on time is frozen.
  public let time: Double
  /// The horizontal variable and its window.
  public let horizontal: AxisRange
  /// The vertical variable and its window.
  public let vertical: AxisRange
  /// Threshold crossings with resets.
  let events: PlanarEvents?
  /// The period of each axis whose variable is an angle.
  var periods: [Double?] = [nil, nil]
  /// What trajectories may cost together, if that is limited.
  var allowance: WorkAllowance?

  /// Puts a flow into a window, or nil if the field is not planar or the window is empty or not finite.
  public init?(
    field: any AnalyticField, parameters: [Double], time: Double = 0, horizontal: AxisRange, vertical: AxisRange
  ) {
    self.init(field, parameters, time, horizontal, vertical, events: nil)
  }

  /// Puts a model's flow into a window, with the model's own parameter values and its events.
  ///
  /// Nil if the model is not a flow of two variables or the window is empty or not finite.
  /// - Throws: `ModelError` if the model cannot be compiled.
  public init?(
    model: Model, time: Double = 0, horizontal: AxisRange, vertical: AxisRange
  ) throws(ModelError) {
    guard model.kind == .flow else { return nil }
    let events = try PlanarEvents(model)
    self.init(
      try CompiledModel(model, compiler: GradualCompiler()), model.parameterValues, time, horizontal, vertical,
      events: events)
  }

  private init?(
    _ field: any AnalyticField, _ parameters: [Double], _ time: Double, _ horizontal: AxisRange, _ vertical: AxisRange,
    events: PlanarEvents?
  ) {
    let (width, height) = (horizontal.upper - horizontal.lower, vertical.upper - vertical.lower)
    guard field.dimension == 2, parameters.count == field.parameterCount, width > 0, height > 0, width.isFinite,
      height.isFinite
    else { return nil }
    self.field = field
    self.parameters = parameters
    self.time = time
    self.horizontal = horizontal
    self.vertical = vertical
    self.events = events
  }
}

extension PlanarFlow {
  /// The coordinates of the window.
  var frame: PlaneFrame { PlaneFrame(horizontal: horizontal, vertical: vertical) }
  /// The width and the height of the window.
  var size: (Double, Double) { frame.size }
  /// The centre of the window.
  var center: (Double, Double) { frame.center }

  /// A state in coordinates of the window.
  func scaled(_ state: [Double]) -> PlanePoint { frame.scaled(state) }
  /// The state at a point in coordinates of the window.
  func unscaled(_ point: PlanePoint) -> [Double] { frame.unscaled(point) }
  /// A fixed point's state in coordinates of the window.
  func scaled(_ fixedPoint: FixedPoint) -> PlanePoint? { frame.scaled(fixedPoint) }

  /// The rate at a point, both in coordinates of the window.
  func rate(at point: PlanePoint) -> PlanePoint {
    let rate = field.values(at: unscaled(point), parameters: parameters, time: time)
    return PlanePoint(rate[0] / size.0, rate[1] / size.1)
  }

  /// The Jacobian at a point, in coordinates of the window, row by row.
  func jacobian(at point: PlanePoint) -> [Double] {
    frame.scaledMatrix(field.jacobian(at: unscaled(point), parameters: parameters, time: time))
  }
}
