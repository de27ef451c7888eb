// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Everything that the statements of an `.ode` file declare, before names have meanings.
struct ODEDeclarations {
  /// A named quantity and the formula that gives it.
  struct Equation {
    let name: SourceText
    let formula: SourceText
  }

  /// A number with a name.
  struct Number {
    let name: SourceText
    let value: Double
    /// Whether the file declares it a constant (`number`) rather than a parameter.
    let isConstant: Bool
  }

  struct Function {
    let name: SourceText
    let arguments: [SourceText]
    let formula: SourceText

    /// Whether blanks stand beside an argument, as in `f(x, y)=...`.
    func hasBlanks(beside argument: SourceText, in file: SourceFile) -> Bool {
      let place = argument.location
      return [place.lowerBound - 1, place.upperBound].contains {
        file.bytes.indices.contains($0) && file.bytes[$0].isBlank
      }
    }
  }

  /// A start value, by number or formula.
  struct Start {
    let name: SourceText
    let formula: SourceText?
    /// The value where it is given as a number.
    var number: Double?
    /// Whether it was given for a whole array, `x[1..3](0)=...`: such values are not those before the start, as in XPPAUT.
    var isOfArray = false
  }

  struct Event {
    let condition: SourceText
    let direction: Int
    let assignments: [Equation]
  }

  struct Set {
    let name: SourceText
    let assignments: [ODEAssignment]
  }

  /// The file that is read.
  let file: SourceFile
  /// The folder in which files of tables are looked for; nil where the model is not a file.
  let folder: String?
  var rates: [Equation] = []
  var isMap = false
  var numbers: [Number] = []
  /// Parameters whose values are no numbers, with what is wrong.
  var valuesWithoutNumbers: [(name: SourceText, fault: FormulaError)] = []
  var fixed: [Equation] = []
  var derived: [Equation] = []
  var functions: [Function] = []
  var starts: [Start] = []
  var auxiliaries: [Equation] = []
  var events: [Event] = []
  /// The names of sources of noise.
  var noises: [SourceText] = []
  var sets: [Set] = []
  var options: [ODEAssignment] = []
  var metadata = ODEMetadata()
  /// Names whose declarations are not supported, so that their uses are not reported again.
  var unsupportedNames: Swift.Set<String> = []
  /// The names of auxiliary quantities and of sets, in lower case.
  var auxiliaryKeys: Swift.Set<String> = []
  var setKeys: Swift.Set<String> = []
  var tables: [Table] = []
  var networks: [Network] = []
  var processes: [Process] = []
  /// What is zero: the algebraic equations.
  var algebraic: [Equation] = []
  /// The unknowns of the algebraic equations.
  var unknowns: [Start] = []
  /// Variables whose equations give their values: unknowns of integral equations, in lower case.
  var integralKeys: Swift.Set<String> = []
  /// Calls of functions in dynamic libraries: where they stand and what they would set.
  var libraryCalls: [(location: Range<Int>, results: [String])] = []
  /// Whether the statement that is read is one of an array's.
  var isArray = false
  /// The integrals that have been taken out of formulas.
  var kernels = ODEKernels()
  /// Places of names, by what they name, to find duplicates: by lower-case name, the kind and where.
  var places: [String: (what: String, location: Range<Int>)] = [:]
  /// The first spelling of each name, by its lower-case form.
  var spellings: [String: String] = [:]

  /// The seed of random tables that the options give, else 1.
  var seed: Int {
    let given = options.last { $0.name.key == "seed" }?.value?.leadingNumber
    return given.flatMap { Int(exactly: $0.rounded()) } ?? 1
  }

  /// Notes a spelling, unless the name has one already.
  mutating func noteSpelling(_ name: SourceText) {
    let key = name.key
    if spellings[key] == nil { spellings[key] = name.string }
  }

  /// The first spelling of a name.
  func spelling(_ name: SourceText) -> String { spellings[name.key] ?? name.string }
}

/// What the comments `# title:`, `# citation:`, `# range` and `# set-title` say.
struct ODEMetadata {
  struct Range {
    let name: SourceText
    let range: ClosedRange<Double>
  }

  var title = ""
  var citations: [String] = []
  var ranges: [Range] = []
  var setTitles: [(name: SourceText, title: String)] = []

  /// Takes what a comment says, if it is of one of these forms.
  /// - Throws: `FormulaError` if a range is not of the form NAME=LOW:HIGH.
  mutating func read(_ comment: SourceText) throws(FormulaError) {
    let text = comment.suffix(from: 1).trimmed
    guard !text.isEmpty, text[0].isLetter else { return }
    if let value = text.afterPrefix("title:") {
      title = value.string
    } else if let value = text.afterPrefix("citation:") {
      if !value.isEmpty { citations.append(value.string) }
    } else if let value = text.afterPrefix("set-title "), let colon = value.firstIndex(where: { $0 == 58 }) {
      setTitles.append((value[0..<colon].trimmed, value.suffix(from: colon + 1).trimmed.string))
    } else if let value = text.afterPrefix("range "), let sign = value.firstIndex(where: { $0 == UInt8(ascii: "=") }),
      let colon = value.firstIndex(from: sign, where: { $0 == UInt8(ascii: ":") })
    {
      let form = "the form is # range NAME=LOW:HIGH"
      let low = try value[sign + 1..<colon].trimmed.requireNumber("the lower end of a range", hint: form)
      let high = try value.suffix(from: colon + 1).trimmed.requireNumber("the upper end of a range", hint: form)
      guard low < high else {
        throw FormulaError(
          "the range runs from \(ODEWriter.text(of: low)) down to \(ODEWriter.text(of: high))", at: value.location,
          hint: form)
      }
      ranges.append(Range(name: value[0..<sign].trimmed, range: low...high))
    }
  }
}

extension SourceText {
  /// What follows a prefix, in whatever case, without blanks; nil if the text does not start with it.
  func afterPrefix(_ prefix: String) -> SourceText? {
    let length = prefix.utf8.count
    guard count >= length, self[0..<length].key == prefix else { return nil }
    return suffix(from: length).trimmed
  }
}
