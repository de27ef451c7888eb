// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Symbolics
import Testing

@testable import NativeCode

@Suite("Normal numbers") struct NormalGeneratorTests {
  /// The known answers of Random123 (Salmon et al. 2011, file kat_vectors, philox4x32 of 10 rounds).
  @Test func philoxGivesTheKnownAnswers() {
    let ones = UInt32.max
    #expect(
      NormalGenerator.philox((0, 0, 0, 0), key: (0, 0)) == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      NormalGenerator.philox((ones, ones, ones, ones), key: (ones, ones))
        == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      NormalGenerator.philox((0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0))
        == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func functionsAreThoseOfTheLibrary() {
    for k in 1...2000 {
      let x = Double(k) / 2000
      #expect(abs(NormalGenerator.logarithm(x) - log(x)) <= 2 * log(x).ulp)
      #expect(abs(NormalGenerator.logarithm(x * 0x1p-40) - log(x * 0x1p-40)) <= 2 * log(x * 0x1p-40).ulp)
      let angle = (x - 0.5) * .pi / 2
      let (sine, cosine) = NormalGenerator.sineAndCosine(angle)
      #expect(abs(sine - sin(angle)) <= 2 * sin(angle).ulp && abs(cosine - cos(angle)) <= 2 * cos(angle).ulp)
    }
  }

  /// Moments up to the fourth, tails and correlations within five standard errors.
  @Test func numbersAreNormalAndIndependent() {
    let generator = NormalGenerator(seed: 2024)
    let count = 200_000
    let numbers = (0..<count / 2).flatMap { k in
      let pair = generator.pair(stream: UInt32(k % 100), step: UInt64(k / 100), pair: 0)
      return [pair.0, pair.1]
    }
    let n = Double(count)
    func mean(_ f: (Double) -> Double) -> Double { numbers.reduce(0) { $0 + f($1) } / n }
    #expect(abs(mean { $0 }) < 5 / n.squareRoot())
    #expect(abs(mean { $0 * $0 } - 1) < 5 * (2 / n).squareRoot())
    #expect(abs(mean { $0 * $0 * $0 }) < 5 * (15 / n).squareRoot())
    #expect(abs(mean { $0 * $0 * $0 * $0 } - 3) < 5 * (96 / n).squareRoot())
    for limit in [-2.0, -1, 0, 1, 2.5] {
      let expected = 0.5 * erfc(-limit / 2.0.squareRoot())
      let fraction = mean { $0 < limit ? 1 : 0 }
      #expect(abs(fraction - expected) < 5 * (expected * (1 - expected) / n).squareRoot())
    }
    for lag in [1, 2, 200] {
      let products = (0..<count - lag).reduce(0) { $0 + numbers[$1] * numbers[$1 + lag] }
      #expect(abs(products / n) < 5 / n.squareRoot())
    }
  }

  /// dx = dW takes one step of length 1 to the number itself, bit for bit, in scalar and in vector code.
  @Test(arguments: [1, 2, 8, 19]) func machineCodeGivesTheSameBits(count: Int) throws {
    let names = ["x", "y", "z"]
    let model = try Model(
      name: "wiener", variables: names.map { Variable(name: $0, rate: 0) },
      noises: names.map { Noise(name: "noise of \($0)", amplitudes: [$0: 1]) })
    let kernel = try #require(TrajectoryKernel(model, .euler, includesNoise: true))
    let lanes = kernel.paddedCount(count)
    let generator = NormalGenerator(seed: 0x1234_5678_9abc_def0)
    let streams = (0..<lanes).map { Int64(3 * $0 + 5) }
    for step in [0, 1, 77, 5_000_000_000] {
      var states = [Double](repeating: 0, count: 3 * lanes)
      var taken = [Double](repeating: 0, count: lanes)
      streams.withUnsafeBufferPointer { streams in
        guard let base = streams.baseAddress else { return }
        #expect(
          kernel.run(
            states: &states, count: count, stride: lanes, parameters: [], grid: .init(startTime: 0, step: 1),
            steps: step..<step + 1, output: nil, taken: &taken,
            randomness: .init(generator: generator, streams: base)))
      }
      // The kernel counts a step when it is done.
      for k in 0..<count {
        for i in 0..<3 {
          let expected = generator.value(stream: UInt32(streams[k]), step: UInt64(step), number: i)
          #expect(states[i * lanes + k].bitPattern == expected.bitPattern, "\(states[i * lanes + k]), not \(expected)")
        }
      }
    }
  }
}
