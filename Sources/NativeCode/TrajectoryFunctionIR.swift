// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The code of a function that takes many steps of fixed length, one group of trajectories after the other, with the
/// states in registers from the first step to the last.
///
/// A group is as wide as several vector registers where the formulas are short: a step is a chain of operations that wait for
/// one another, and while one register waits the others go on. A trajectory stays at the last state before one that is out of
/// bounds or no number; when all of a group do, it is left.
struct TrajectoryFunctionIR {
  private var stage: StageIR
  private let indices: Range<Int>
  private let width: Int

  init(_ source: StepSource, width: Int, registerWidth: Int) {
    stage = StageIR(source, width: width, registerWidth: registerWidth)
    indices = 0..<source.variables.count
    self.width = width
  }

  /// The number of vector registers that make a group.
  ///
  /// Each variable is a chain of its own, so that many variables need no further registers, which would not find room; 8
  /// chains was best among the models tried, with 16 and with 32 registers. Calls of functions take more than waiting would.
  static func registerCount(_ source: StepSource, _ host: HostProcessor) -> Int {
    guard host.laneCount > 1, source.noise.isEmpty else { return 1 }
    var stage = StageIR(source, width: 1)
    _ = stage.rates(source.variables.indices.map { "%y\($0)" }, time: "%time")
    if stage.interpretation.lanePart.hasCalls { return 1 }
    return [4, 2].first { $0 * source.variables.count <= 8 } ?? 1
  }

  private static let arguments = """
    ptr noalias %states, ptr noalias readonly %uniforms, i64 %count, i64 %stride, ptr noalias readonly %grid, \
    i64 %first, i64 %end, i64 %every, ptr noalias %output, i64 %columnStride, i64 %pointStride, ptr noalias %taken, \
    i64 %seed, ptr noalias readonly %streams
    """

  /// The module of one function.
  mutating func module(named name: String) -> String {
    let step = step()
    let head = stage.uniformLines(before: "register")
    return ModuleIR.text(
      width: width,
      declarations: stage.interpretation.declarations,
      """
      define i32 @\(name)(\(TrajectoryFunctionIR.arguments)) #0 {
      entry:
        %start = load double, ptr %grid, align 8
        %grid.step = getelementptr double, ptr %grid, i64 1
        %step = load double, ptr %grid.step, align 8
        %grid.bound = getelementptr double, ptr %grid, i64 2
        %bound = load double, ptr %grid.bound, align 8
        %grid.root = getelementptr double, ptr %grid, i64 3
        %step.root = load double, ptr %grid.root, align 8
      \(head.joined(separator: "\n"))
      \(registerBlock)
      \(stepBlock(step))
      \(saveBlocks(step))
      \(leaveBlock(step))
      done:
        ret i32 1
      refuse:
        ret i32 0
      }
      """)
  }

  /// The names of what a step results in.
  private struct Step {
    /// Which trajectories are still on their way.
    var isInside: String
    /// The states to go on from.
    var states: [String]
    /// The number of the last step taken.
    var taken: String
  }

  private mutating func step() -> Step {
    let bound = stage.uniform { _ in "%bound" }
    let new = newState()
    var isInside = width == 1 ? nil : "%alive"
    for component in indices {
      let truth = stage.compare("ole", stage.magnitude(new[component]), bound)
      let type = stage.interpretation.lanePart.truthType
      isInside = isInside.map { stage.emit("and \(type) \($0), \(truth)") } ?? truth
    }
    let inside = isInside ?? "true"
    let number = stage.splat("%number")
    if width == 1 { return Step(isInside: inside, states: new, taken: number) }
    return Step(
      isInside: inside, states: indices.map { stage.choose(inside, new[$0], "%y\($0)") },
      taken: stage.choose(inside, number, "%taken.now"))
  }

  /// The state after one step from the registers `%y…`, whose products with the step's length are made before the loop.
  private mutating func newState() -> [String] {
    let scheme = stage.source.scheme
    let start = indices.map { "%y\($0)" }
    let time = stage.usesTime ? stage.splat("%time") : ""
    var rates = [stage.rates(start, time: time)]
    if scheme.isIteration { return rates[0] }
    for (node, weights) in zip(scheme.nodes, scheme.stages) {
      let state = advance(start, weights, rates)
      let delay = stage.uniform { $0.arithmetic("fmul", $0.literal(node), "%step") }
      let later = stage.usesTime ? stage.lane("fadd", time, delay) : ""
      rates.append(stage.rates(state, time: later))
    }
    return driven(advance(start, scheme.weights, rates))
  }

  /// The state with the noise of the step, sqrt(h) Σ_j g_ij ξ_j (Maruyama 1955, Rend. Circ. Mat. Palermo 4, 48).
  private mutating func driven(_ state: [String]) -> [String] {
    let amplitudes = stage.amplitudes
    guard !amplitudes.isEmpty else { return state }
    var state = state
    let root = stage.uniform { _ in "%step.root" }
    let zero = stage.literal(0)
    for pair in 0..<(amplitudes.count + 1) / 2 {
      let normal = NormalIR.emit(pair: pair, width: width, &stage)
      for (source, number) in [(2 * pair, normal.0), (2 * pair + 1, normal.1)] where source < amplitudes.count {
        let increment = stage.lane("fmul", root, number)
        for component in indices where amplitudes[source][component] != zero {
          let term = stage.lane("fmul", amplitudes[source][component], increment)
          state[component] = stage.lane("fadd", state[component], term)
        }
      }
    }
    return state
  }

  private mutating func advance(_ start: [String], _ weights: [Double], _ rates: [[String]]) -> [String] {
    var state = start
    for (weight, rate) in zip(weights, rates) where weight != 0 {
      let length = stage.uniform { $0.arithmetic("fmul", $0.literal(weight), "%step") }
      for component in indices {
        state[component] = stage.lane("fadd", state[component], stage.lane("fmul", length, rate[component]))
      }
    }
    return state
  }
}

// The blocks of the function.
extension TrajectoryFunctionIR {
  private var type: String { stage.interpretation.lanePart.type }

  private func each(_ line: (Int) -> String) -> String { indices.map(line).joined(separator: "\n") }

  private var registerBlock: String {
    """
    register:
      %i = phi i64 [ 0, %entry ], [ %i.next, %leave ]
    \(each { """
        %in.row\($0) = mul i64 %stride, \($0)
        %in.place\($0) = add i64 %in.row\($0), %i
        %in.at\($0) = getelementptr double, ptr %states, i64 %in.place\($0)
        %in\($0) = load \(type), ptr %in.at\($0), align 8
      """ })
      %taken.at = getelementptr double, ptr %taken, i64 %i
      %taken.first = load \(type), ptr %taken.at, align 8
      %output.first = getelementptr double, ptr %output, i64 %i
    \(streams)
      br label %take
    """
  }

  /// The numbers of the register's trajectories, if there is noise.
  private var streams: String {
    guard !stage.source.noise.isEmpty else { return "" }
    let words = width == 1 ? "i64" : "<\(width) x i64>"
    return """
        %streams.at = getelementptr i64, ptr %streams, i64 %i
        %streams.now = load \(words), ptr %streams.at, align 8
      """
  }

  private func stepBlock(_ step: Step) -> String {
    let truthType = stage.interpretation.lanePart.truthType
    let all = width == 1 ? "true" : "splat (i1 true)"
    let test =
      width == 1
      ? "  br i1 \(step.isInside), label %accept, label %leave"
      : """
        %alive.bits = bitcast \(truthType) \(step.isInside) to i\(width)
        %is.any = icmp ne i\(width) %alive.bits, 0
        br i1 %is.any, label %accept, label %leave
      """
    return """
      take:
        %n = phi i64 [ %first, %register ], [ %n.next, %go.on ]
        %time = phi double [ %start, %register ], [ %time.next, %go.on ]
        %due = phi i64 [ %every, %register ], [ %due.next, %go.on ]
        %point = phi ptr [ %output.first, %register ], [ %point.next, %go.on ]
        %alive = phi \(truthType) [ \(all), %register ], [ \(step.isInside), %go.on ]
        %taken.now = phi \(type) [ %taken.first, %register ], [ \(step.taken), %go.on ]
      \(each { "  %y\($0) = phi \(type) [ %in\($0), %register ], [ \(step.states[$0]), %go.on ]" })
        %n.next = add i64 %n, 1
        %number = sitofp i64 %n.next to double
        %time.next = fadd double %time, %step
      \(stage.interpretation.lanePart.lines.joined(separator: "\n"))
      \(test)
      """
  }

  private func saveBlocks(_ step: Step) -> String {
    """
    accept:
      %due.less = sub i64 %due, 1
      %is.due = icmp eq i64 %due.less, 0
      br i1 %is.due, label %save, label %go.on
    save:
    \(each { """
        %out.column\($0) = mul i64 %columnStride, \($0)
        %out.at\($0) = getelementptr double, ptr %point, i64 %out.column\($0)
        store \(type) \(step.states[$0]), ptr %out.at\($0), align 8
      """ })
      %point.after = getelementptr double, ptr %point, i64 %pointStride
      br label %go.on
    go.on:
      %due.next = phi i64 [ %due.less, %accept ], [ %every, %save ]
      %point.next = phi ptr [ %point, %accept ], [ %point.after, %save ]
      %more = icmp slt i64 %n.next, %end
      br i1 %more, label %take, label %leave
    """
  }

  /// Scalar code comes here from `take` with a step that it does not accept, vector code with none left.
  private func leaveBlock(_ step: Step) -> String {
    let last = width == 1 ? indices.map { "%y\($0)" } : step.states
    let lastTaken = width == 1 ? "%taken.now" : step.taken
    return """
      leave:
      \(each { "  %out\($0) = phi \(type) [ \(last[$0]), %take ], [ \(step.states[$0]), %go.on ]" })
        %taken.out = phi \(type) [ \(lastTaken), %take ], [ \(step.taken), %go.on ]
      \(each { "  store \(type) %out\($0), ptr %in.at\($0), align 8" })
        store \(type) %taken.out, ptr %taken.at, align 8
        %i.next = add i64 %i, \(width)
        %further = icmp slt i64 %i.next, %count
        br i1 %further, label %register, label %done
      """
  }
}
