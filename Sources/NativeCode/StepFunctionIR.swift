// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The code of a function that takes one step of every trajectory, each with its own time and length, and says how large the
/// error is. The stages are written out, so that nothing is called or stored between them.
///
/// The columns are addressed in this order: states, times, lengths, new states, errors, magnitudes, then the rates of each
/// stage, those at the new state last. Those of stage 0 are given.
struct StepFunctionIR {
  private var stage: StageIR
  private let indices: Range<Int>
  private let width: Int
  private var heads: [String] = []
  private var loads: [String] = []
  private var stores: [String] = []

  init(_ source: StepSource, width: Int) {
    stage = StageIR(source, width: width)
    indices = 0..<source.variables.count
    self.width = width
  }

  private enum Column {
    static let (states, times, lengths, newStates, errors, magnitudes, rates) = (0, 1, 2, 3, 4, 5, 6)
  }

  /// The module of one function.
  mutating func module(named name: String) -> String {
    for block in 0..<(Column.rates + stage.source.scheme.stages.count + 2) {
      heads.append("  %pc\(block) = getelementptr ptr, ptr %columns, i64 \(block)")
      heads.append("  %base\(block) = load ptr, ptr %pc\(block), align 8")
    }
    writeStep()
    let head = heads + stage.uniformLines(before: "begin")
    return ModuleIR.text(
      width: width,
      declarations: stage.interpretation.declarations,
      """
      define i32 @\(name)(ptr noalias readonly %columns, ptr noalias readonly %uniforms, i64 %count, i64 %stride, \
      ptr noalias readonly %tolerances) #0 {
      entry:
        %relative = load double, ptr %tolerances, align 8
        %at.absolute = getelementptr double, ptr %tolerances, i64 1
        %absolute = load double, ptr %at.absolute, align 8
      \(head.joined(separator: "\n"))
      begin:
      \(ModuleIR.registerLoop(after: "begin", width: width, body: loads + stage.interpretation.lanePart.lines + stores))
        ret i32 1
      refuse:
        ret i32 0
      }
      """)
  }

  private mutating func writeStep() {
    let scheme = stage.source.scheme
    let start = indices.map { load(Column.states, $0) }
    let (time, length) = (load(Column.times, 0), load(Column.lengths, 0))
    var rates = [indices.map { load(Column.rates, $0) }]
    for (node, weights) in zip(scheme.nodes, scheme.stages) {
      let state = advance(start, weights, rates, length)
      rates.append(stage.rates(state, time: later(time, node, length)))
    }
    let end = scheme.isIteration ? rates[0] : advance(start, scheme.weights, rates, length)
    rates.append(stage.rates(end, time: later(time, 1, length)))
    for component in indices { store(end[component], Column.newStates, component) }
    for (number, rate) in rates.enumerated().dropFirst() {
      for component in indices { store(rate[component], Column.rates + number, component) }
    }
    store(largest(indices.map { stage.magnitude(end[$0]) }), Column.magnitudes, 0)
    if !scheme.errorWeights.isEmpty { store(error(start, end, rates, length), Column.errors, 0) }
  }

  private mutating func later(_ time: String, _ node: Double, _ length: String) -> String {
    guard stage.usesTime else { return time }
    let delay = node == 1 ? length : stage.lane("fmul", stage.literal(node), length)
    return stage.lane("fadd", time, delay)
  }

  private mutating func advance(
    _ start: [String], _ weights: [Double], _ rates: [[String]], _ length: String
  ) -> [String] {
    indices.map { component in
      guard let slope = stage.sum(weights, rates, component) else { return start[component] }
      return stage.lane("fadd", start[component], stage.lane("fmul", length, slope))
    }
  }

  /// The error as a multiple of what is allowed, damped by the second estimate where there is one: e²/√(e² + d²/100).
  private mutating func error(_ start: [String], _ end: [String], _ rates: [[String]], _ length: String) -> String {
    let scheme = stage.source.scheme
    let relative = stage.uniform { _ in "%relative" }
    let absolute = stage.uniform { _ in "%absolute" }
    let allowed = indices.map { component in
      let (a, b) = (stage.magnitude(start[component]), stage.magnitude(end[component]))
      let size = stage.choose(stage.compare("ogt", a, b), a, b)
      return stage.lane("fadd", absolute, stage.lane("fmul", relative, size))
    }
    let error = largestRatio(scheme.errorWeights, rates, length, allowed)
    if scheme.dampingWeights.isEmpty { return error }
    let second = largestRatio(scheme.dampingWeights, rates, length, allowed)
    let square = stage.lane("fmul", error, error)
    let part = stage.lane("fmul", stage.literal(0.01), stage.lane("fmul", second, second))
    let quotient = stage.lane("fdiv", square, stage.squareRoot(stage.lane("fadd", square, part)))
    return stage.choose(stage.compare("oeq", error, stage.literal(0)), error, quotient)
  }

  /// The largest ratio of a component's error, by one estimate, to what is allowed for it.
  private mutating func largestRatio(
    _ weights: [Double], _ rates: [[String]], _ length: String, _ allowed: [String]
  ) -> String {
    largest(
      indices.map { component in
        let slope = stage.sum(weights, rates, component) ?? stage.literal(0)
        return stage.lane("fdiv", stage.magnitude(stage.lane("fmul", length, slope)), allowed[component])
      })
  }

  /// The largest of several numbers that are not negative; NaN if one of them is.
  private mutating func largest(_ values: [String]) -> String {
    var largest = stage.literal(0)
    for value in values {
      let isNumber = stage.compare("ole", largest, stage.literal(.infinity))
      let larger = stage.choose(stage.compare("ugt", value, largest), value, largest)
      largest = stage.choose(isNumber, larger, largest)
    }
    return largest
  }

  private mutating func load(_ block: Int, _ column: Int) -> String {
    let address = address(block, column, &loads)
    loads.append("  %in\(block)_\(column) = load \(stage.interpretation.lanePart.type), ptr \(address), align 8")
    return "%in\(block)_\(column)"
  }

  private mutating func store(_ value: String, _ block: Int, _ column: Int) {
    let address = address(block, column, &stores)
    stores.append("  store \(stage.interpretation.lanePart.type) \(value), ptr \(address), align 8")
  }

  private func address(_ block: Int, _ column: Int, _ lines: inout [String]) -> String {
    let name = "\(block)_\(column)"
    lines.append("  %row\(name) = mul i64 %stride, \(column)")
    lines.append("  %place\(name) = add i64 %row\(name), %i")
    lines.append("  %at\(name) = getelementptr double, ptr %base\(block), i64 %place\(name)")
    return "%at\(name)"
  }
}
