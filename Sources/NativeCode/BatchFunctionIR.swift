// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The code of a function that evaluates expressions at many points: one loop over registers of points.
struct BatchFunctionIR {
  let graph: ExpressionGraph
  let lanes: [String]
  let uniforms: [String]

  /// The module of one function.
  ///
  /// The last register of points overlaps the one before where the count is no multiple of the width, so that every point
  /// is computed by the same code.
  func module(named name: String, width: Int) -> String {
    let used = graph.symbols
    let type = IRWriter(width: width, prefix: "").type
    var inputs: [String: IRInterpretation.Value] = [:]
    var (head, loads): ([String], [String]) = ([], [])
    for (position, symbol) in uniforms.enumerated() where used.contains(symbol) {
      inputs[symbol] = ModuleIR.load(uniform: position, &head)
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
    let stores = results.enumerated().flatMap { row, result in
      [
        "  %row\(row) = mul i64 %stride, \(row)", "  %place\(row) = add i64 %row\(row), %i",
        "  %to\(row) = getelementptr double, ptr %output, i64 %place\(row)",
        "  store \(type) \(result), ptr %to\(row), align 8",
      ]
    }
    return ModuleIR.text(
      width: width,
      declarations: interpretation.declarations,
      """
      define void @\(name)(ptr noalias readonly %lanes, ptr noalias readonly %uniforms, i64 %count, \
      ptr noalias %output, i64 %stride) #0 {
      entry:
      \((head + interpretation.uniformPart.lines).joined(separator: "\n"))
      \(ModuleIR.registerLoop(width: width, body: loads + interpretation.lanePart.lines + stores))
        ret void
      }
      """)
  }
}

/// What all modules have in common.
enum ModuleIR {
  /// A module's text from that of its function.
  static func text(width: Int, declarations: Set<String>, _ function: String) -> String {
    // Registers that are put aside around a call would otherwise lie across two lines of the cache.
    let alignment = width == 1 ? "" : "alignstack=64 "
    return declarations.sorted().joined(separator: "\n") + "\n" + function + """

      attributes #0 = { nounwind \(alignment)"prefer-vector-width"="512" "min-legal-vector-width"="512" }
      attributes #1 = { nounwind willreturn memory(none) }

      """
  }

  /// Loads one of the values that are the same for all points.
  static func load(uniform position: Int, _ lines: inout [String]) -> IRInterpretation.Value {
    lines.append("  %pu\(position) = getelementptr double, ptr %uniforms, i64 \(position)")
    lines.append("  %in.u\(position) = load double, ptr %pu\(position), align 8")
    return .init(name: "%in.u\(position)", isUniform: true)
  }

  /// A loop over all whole registers of points, from one block to the block `done`; `%i` is a register's first point.
  static func registerLoop(after block: String = "entry", width: Int, body: [String]) -> String {
    """
      %last = sub i64 %count, \(width)
      %any = icmp sge i64 %last, 0
      br i1 %any, label %loop, label %done
    loop:
      %i = phi i64 [ 0, %\(block) ], [ %next, %loop ]
    \(body.joined(separator: "\n"))
      %after = add i64 %i, \(width)
      %within = icmp slt i64 %after, %last
      %next = select i1 %within, i64 %after, i64 %last
      %more = icmp slt i64 %i, %last
      br i1 %more, label %loop, label %done
    done:
    """
  }
}
