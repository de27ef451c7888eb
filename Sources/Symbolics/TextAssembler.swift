// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Pieces of text that refer to each other, in place of strings that would be copied over and over.
///
/// A formula whose parts are shared can be exponentially longer as a text than as a graph. The assembler knows the
/// length before it writes anything; a text that would be too long is written with names for its shared parts instead,
/// and is then no longer than the graph.
struct TextAssembler {
  enum Part {
    case text(String)
    case piece(Int)
  }

  struct Piece {
    var parts: [Part]
    /// How tightly the outermost operation binds.
    var rank: Int
    /// The number of bytes, or a very large number.
    var length: Int
    /// Whether the text begins with a minus sign, so that it cannot follow an operator.
    var startsWithMinus = false
    /// Whether the text begins with a digit.
    var startsWithDigit = false
    /// Whether the text begins with an opening parenthesis.
    var startsWithParenthesis = false
  }

  private(set) var pieces: [Piece] = []

  /// The longest text that is written in full.
  static let limit = 10_000
  /// Parts that are shorter than this are repeated rather than named.
  private static let shortest = 12

  mutating func append(_ parts: [Part], rank: Int) -> Int {
    var piece = Piece(parts: parts, rank: rank, length: 0)
    for part in parts {
      switch part {
      case .text(let text): piece.length += text.utf8.count
      case .piece(let index): piece.length += pieces[index].length
      }
      piece.length = min(piece.length, Int.max / 4)
    }
    switch parts.first {
    case .text(let text):
      piece.startsWithMinus = text.first == "-"
      piece.startsWithDigit = text.first?.isNumber ?? false
      piece.startsWithParenthesis = text.first == "("
    case .piece(let index):
      piece.startsWithMinus = pieces[index].startsWithMinus
      piece.startsWithDigit = pieces[index].startsWithDigit
      piece.startsWithParenthesis = pieces[index].startsWithParenthesis
    case nil: break
    }
    pieces.append(piece)
    return pieces.count - 1
  }

  /// The text of a piece, and those of the parts that were given names, in the order in which they can be computed.
  ///
  /// - Parameters:
  ///   - root: The piece.
  ///   - name: The name of the part with a number, counted from 1.
  func assemble(_ root: Int, name: (Int) -> String) -> (text: String, definitions: [(name: String, text: String)]) {
    var names: [Int: String] = [:]
    guard pieces[root].length > Self.limit else { return (write(root, names), []) }
    var uses = [Int](repeating: 0, count: pieces.count)
    uses[root] = 1
    // Pieces only refer to earlier ones.
    for index in pieces.indices.reversed() where uses[index] > 0 {
      for case .piece(let part) in pieces[index].parts { uses[part] += 1 }
    }
    var definitions: [(String, String)] = []
    for index in pieces.indices where index != root && uses[index] > 1 && pieces[index].length > Self.shortest {
      let text = write(index, names)
      let part = name(names.count + 1)
      names[index] = part
      definitions.append((part, text))
    }
    return (write(root, names), definitions)
  }

  private func write(_ root: Int, _ names: [Int: String]) -> String {
    var text = ""
    var pending: [Part] = pieces[root].parts.reversed()
    while let part = pending.popLast() {
      switch part {
      case .text(let fragment): text += fragment
      case .piece(let index):
        if let name = names[index] { text += name } else { pending += pieces[index].parts.reversed() }
      }
    }
    return text
  }
}
