// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import NativeCode

/// A model of the zoo with points to evaluate it at.
struct Sample {
  let model: Model
  let parameters: [Double]
  let dimension: Int

  init(_ name: String) throws {
    guard let entry = Zoo.entry(named: name) else { throw ReferenceCode.Failure(description: "no model \(name)") }
    model = try ODEFile.read(text: entry.text, fileName: name)
    parameters = model.parameterValues
    dimension = model.dimension
  }

  /// States near the initial one, point by point.
  func points(_ count: Int) -> [Double] {
    (0..<count).flatMap { k in model.initialState.map { $0 * (1 + 0.2 * Double(k) / Double(count)) } }
  }

  /// The same states variable by variable.
  func columns(_ count: Int) -> [Double] {
    let rows = points(count)
    return (0..<dimension).flatMap { i in (0..<count).map { rows[$0 * dimension + i] } }
  }
}
