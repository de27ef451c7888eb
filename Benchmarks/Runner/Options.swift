// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The command line: FOLDER PROGRAM [--check] [--only WORD[,WORD]], with the folder of the benchmarks and the program
/// bpanalyze. The program itself asks for one piece of work alone: --library FILE --work NAME ours|theirs TIMES.
struct Options {
  /// One piece of work, a number of times.
  struct Work {
    let name: String
    let isOurs: Bool
    let times: Int
  }

  let folder: URL
  let program: String
  let isCheck: Bool
  let only: [String]?
  let library: String?
  let work: Work?

  /// Nil if the command line is not of this form.
  init?(_ commandLine: [String]) {
    var arguments = Array(commandLine.dropFirst())
    func take(_ option: String, _ count: Int) -> [String]? {
      guard let place = arguments.firstIndex(of: option), place + count < arguments.count else { return nil }
      defer { arguments.removeSubrange(place...place + count) }
      return Array(arguments[(place + 1)..<(place + 1 + count)])
    }
    isCheck = take("--check", 0) != nil
    only = take("--only", 1)?[0].split(separator: ",").map(String.init)
    library = take("--library", 1)?[0]
    work = take("--work", 3).map { Work(name: $0[0], isOurs: $0[1] == "ours", times: Int($0[2]) ?? 1) }
    guard arguments.count == 2 else { return nil }
    folder = URL(filePath: arguments[0])
    program = URL(filePath: arguments[1]).path
  }
}
