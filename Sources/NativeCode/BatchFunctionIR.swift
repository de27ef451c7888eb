// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The code of a function that evaluates expressions at many points: one loop over registers of points.
struct BatchFunctionIR {
  let graph: ExpressionGraph
  let lanes: [String]
  let uniforms: [String]

  /// The definitions of a module with one function that chooses between vector and scalar code by the number of points.
  func module(named name: String, laneCount: Int) -> String {
    var declarations: Set<String> = []
    var parts = [loop(named: "\(name).scalar", width: 1, &declarations)]
    if laneCount > 1 {
      parts.append(loop(named: "\(name).vector", width: laneCount, &declarations))
      parts.append(dispatcher(name, laneCount))
    } else {
      parts.append(dispatcher(name, .max))
    }
    return declarations.sorted().joined(separator: "\n") + "\n" + parts.joined(separator: "\n") + """

      attributes #0 = { nounwind "prefer-vector-width"="512" "min-legal-vector-width"="512" }
      attributes #1 = { nounwind willreturn memory(none) }

      """
  }

  private static let arguments =
    "ptr noalias readonly %lanes, ptr noalias readonly %uniforms, i64 %count, ptr noalias %output, i64 %stride"

  private func dispatcher(_ name: String, _ laneCount: Int) -> String {
    guard laneCount < .max else {
      return """
        define void @\(name)(\(BatchFunctionIR.arguments)) #0 {
          call void @\(name).scalar(ptr %lanes, ptr %uniforms, i64 %count, ptr %output, i64 %stride)
          ret void
        }
        """
    }
    return """
      define void @\(name)(\(BatchFunctionIR.arguments)) #0 {
        %few = icmp ult i64 %count, \(laneCount)
        br i1 %few, label %scalar, label %vector
      scalar:
        call void @\(name).scalar(ptr %lanes, ptr %uniforms, i64 %count, ptr %output, i64 %stride)
        ret void
      vector:
        call void @\(name).vector(ptr %lanes, ptr %uniforms, i64 %count, ptr %output, i64 %stride)
        ret void
      }
      """
  }

  /// The last register of points overlaps the one before where the count is no multiple of the width, so that every point
  /// is computed by the same code.
  private func loop(named name: String, width: Int, _ declarations: inout Set<String>) -> String {
    let used = graph.symbols
    var inputs: [String: IRInterpretation.Value] = [:]
    var head: [String] = []
    var loads: [String] = []
    let type = IRWriter(width: width, prefix: "").type
    for (position, symbol) in uniforms.enumerated() where used.contains(symbol) {
      head.append("  %pu\(position) = getelementptr double, ptr %uniforms, i64 \(position)")
      head.append("  %in.u\(position) = load double, ptr %pu\(position), align 8")
      inputs[symbol] = .init(name: "%in.u\(position)", isUniform: true)
    }
    for (position, symbol) in lanes.enumerated() where used.contains(symbol) {
      head.append("  %pl\(position) = getelementptr ptr, ptr %lanes, i64 \(position)")
      head.append("  %column\(position) = load ptr, ptr %pl\(position), align 8")
      loads.append("  %at\(position) = getelementptr double, ptr %column\(position), i64 %i")
      loads.append("  %in.l\(position) = load \(type), ptr %at\(position), align 8")
      inputs[symbol] = .init(name: "%in.l\(position)", isUniform: false)
    }
    var interpretation = IRInterpretation(width: width, inputs: inputs)
    let results = graph.interpret(&interpretation).map { interpretation.laneName($0) }
    declarations.formUnion(interpretation.declarations)
    let stores = results.enumerated().flatMap { row, result in
      [
        "  %row\(row) = mul i64 %stride, \(row)", "  %place\(row) = add i64 %row\(row), %i",
        "  %to\(row) = getelementptr double, ptr %output, i64 %place\(row)",
        "  store \(type) \(result), ptr %to\(row), align 8",
      ]
    }
    let body = head + interpretation.uniformPart.lines
    return """
      define internal void @\(name)(\(BatchFunctionIR.arguments)) #0 {
      entry:
      \(body.joined(separator: "\n"))
        %last = sub i64 %count, \(width)
        %any = icmp sge i64 %last, 0
        br i1 %any, label %loop, label %done
      loop:
        %i = phi i64 [ 0, %entry ], [ %next, %loop ]
      \((loads + interpretation.lanePart.lines + stores).joined(separator: "\n"))
        %after = add i64 %i, \(width)
        %within = icmp slt i64 %after, %last
        %next = select i1 %within, i64 %after, i64 %last
        %more = icmp slt i64 %i, %last
        br i1 %more, label %loop, label %done
      done:
        ret void
      }
      """
  }
}
