// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation

/// How long a computation may take.
struct LimitOption: ParsableArguments {
  @Option(
    name: .customLong("time-limit"), parsing: .unconditional,
    help: ArgumentHelp(
      "After so many seconds the computation ends, and what was found is saved.", valueName: "seconds"))
  var seconds = LimitOption.usual

  /// An hour.
  static let usual = 3600

  func validate() throws {
    if !(1...10_000_000).contains(seconds) {
      throw ValidationError("--time-limit \(seconds) is outside 1 to 10000000 seconds.")
    }
  }

  /// Begins to watch for signals and the clock; ends the program if there is too little memory to compute anything.
  func begin() {
    Self.checkMemory()
    Interruption.watch(limit: seconds)
  }

  /// What OpenBLAS takes for each thread that calls it, in bytes. It asks for this for ever if it is not to be had.
  private static let roomOfThread = 1 << 27

  private static func checkMemory() {
    let size = (ProcessInfo.processInfo.activeProcessorCount + 1) * roomOfThread
    let room = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let room, room != MAP_FAILED else {
      Terminal.error("stopped early: too little memory: \(size >> 20) MB are needed to begin with")
      // At an ordinary end the library would ask as well.
      _exit(ExitStatus.numerics)
    }
    munmap(room, size)
  }
}
