// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import ModelFormats
import Networks
import Rendering
import Symbolics
import TestSupport

/// Reads a great many damaged model files and files of arrays, and watches for crashes, hangs and models that do not
/// survive being written.
///
///     swift run -c release ReaderFuzz [COUNT] [SEED] [ONLY]
///
/// COUNT inputs (one million if none is given) are made from the zoo and the broken files of the tests, every fourth from
/// sound files of arrays, one in 32 from saved results, whose figures are laid out, and one in 32 from a style. An input is
/// a function of SEED and its number alone. The number of the input under way stands in the file `reader-fuzz.position` of
/// the temporary folder, so that after a crash or a hang (more than 20 s of processor time kill the program) ONLY can repeat it. The exit
/// status is 1 if an input took more than a second or a model did not read back as it was written.
@main
struct ReaderFuzz {
  static func main() throws {
    let numbers = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    let count = numbers.first ?? 1_000_000
    let seed = numbers.count > 1 ? numbers[1] : 1
    let samples = Samples(
      models: Mutator(models: Zoo.models.map { Array($0.text.utf8) }, others: brokenFiles()),
      results: Mutator(models: try ResultSamples.sound(), tokens: Mutator.jsonTokens),
      styles: Mutator(models: [Array(try Theme.paper.json())], tokens: Mutator.jsonTokens))
    if numbers.count > 2 {
      try replay(numbers[2], seed, samples)
    } else {
      try run(count, seed, samples)
    }
  }

  /// What inputs are made from.
  private struct Samples {
    let models: Mutator
    let results: Mutator
    let styles: Mutator
  }

  /// What an input is.
  private enum Kind {
    case model, arrays, result, style

    init(_ number: UInt64) {
      switch number % 32 {
      case 0: self = .result
      case 16: self = .style
      default: self = number % 4 == 3 ? .arrays : .model
      }
    }
  }

  private static func brokenFiles() -> [[UInt8]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("ModelFormatsTests/Broken")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let broken: [Data] = names.filter { $0.hasSuffix(".ode") }.sorted().compactMap {
      try? Data(contentsOf: folder.appendingPathComponent($0))
    }
    return broken.map { Array($0) }
  }

  /// The file of a number.
  private static func input(_ number: UInt64, _ seed: UInt64, _ samples: Samples) -> (name: String, bytes: [UInt8]) {
    var random = SeededGenerator(seed: seed &* 0x1_0000_0001 ^ number &* 0xD134_2543_DE82_EF95)
    func damaged(_ mutator: Mutator) -> [UInt8] {
      number % 128 < 96 ? mutator.inputWithOtherNumbers(&random) : mutator.input(&random)
    }
    switch Kind(number) {
    case .model: return ("input.ode", samples.models.input(&random))
    case .result: return ("input.json", damaged(samples.results))
    case .style: return ("style.json", damaged(samples.styles))
    case .arrays:
      let sound = SampleArrays.sound[Int(number / 4 % UInt64(SampleArrays.sound.count))]
      return (sound.fileName, Mutator(models: [sound.bytes], others: []).input(&random))
    }
  }

  private static func replay(_ number: UInt64, _ seed: UInt64, _ samples: Samples) throws {
    let (name, bytes) = input(number, seed, samples)
    try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    print("\n----")
    do {
      switch Kind(number) {
      case .arrays:
        let arrays = try ArrayFile.read(bytes, fileName: name)
        for array in arrays { print("\(array.name): \(array.array.shapeText)") }
        print(try NetworkFile(arrays, fileName: name).system(name: "a").title)
      case .model:
        print(try ODEFile.write(try ODEFile(text: String(decoding: bytes, as: UTF8.self), fileName: name).model))
      case .result: try ResultSamples.read(bytes)
      case .style: print(try Theme(json: Data(bytes), source: name).name)
      }
    } catch {
      print(error)
    }
  }

  private static func run(_ count: UInt64, _ seed: UInt64, _ samples: Samples) throws {
    let wallClock = ContinuousClock()
    let position = FileManager.default.temporaryDirectory.appendingPathComponent("reader-fuzz.position")
    try Data().write(to: position)
    let handle = try FileHandle(forWritingTo: position)
    var (loaded, refused, slow, changed) = (0, 0, 0, 0)
    var slowest = (time: 0.0, number: UInt64(0))
    let start = wallClock.now
    for number in 0..<count {
      try handle.seek(toOffset: 0)
      try handle.write(contentsOf: Data("\(number)          \n".utf8))
      let (name, bytes) = input(number, seed, samples)
      killAfter(seconds: 20)
      let begin = processorTime()
      var model: Model?
      var isRead = false
      switch Kind(number) {
      case .arrays:
        isRead = (try? NetworkFile(ArrayFile.read(bytes, fileName: name), fileName: name).system(name: "a")) != nil
      case .model:
        model = try? ODEFile.read(text: String(decoding: bytes, as: UTF8.self), fileName: name)
        isRead = model != nil
      case .result: isRead = (try? ResultSamples.read(bytes)) != nil
      case .style: isRead = (try? Theme(json: Data(bytes), source: name)) != nil
      }
      let time = processorTime() - begin
      if isRead { loaded += 1 } else { refused += 1 }
      if time > slowest.time { slowest = (time, number) }
      if time > 1 {
        slow += 1
        print("input \(number) took \(time) s")
      }
      if let model, number % 16 == 8, !survives(model) {
        changed += 1
        print("the model of input \(number) does not read back as it was written")
      }
      if number % 100_000 == 99_999 { print("\(number + 1) inputs, \(wallClock.now - start)") }
    }
    killAfter(seconds: 0)
    print("\(count) inputs in \(wallClock.now - start): \(loaded) read, \(refused) refused")
    print(
      "slowest: input \(slowest.number) with \(slowest.time) s; \(slow) above a second; \(changed) changed by writing")
    if slow + changed > 0 { exit(1) }
  }

  /// The processor time that this process has used, in seconds.
  private static func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

  /// Lets the process be killed after so much more processor time; never, for zero.
  private static func killAfter(seconds: Int) {
    var timer = itimerval()
    timer.it_value.tv_sec = seconds
    #if os(Linux)
      setitimer(Int32(ITIMER_VIRTUAL.rawValue), &timer, nil)
    #else
      setitimer(Int32(ITIMER_VIRTUAL), &timer, nil)
    #endif
  }

  /// Whether a model, if it can be written, reads back as itself.
  private static func survives(_ model: Model) -> Bool {
    guard let text = try? ODEFile.write(model) else { return true }
    return (try? ODEFile.read(text: text, fileName: model.name + ".ode")) == model
  }
}
