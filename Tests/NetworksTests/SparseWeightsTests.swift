// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Networks
import Testing

@Suite struct SparseWeightsTests {
  @Test func rows() throws {
    let weights = try SparseWeights(
      rows: [[(receiver: 2, weight: 0.5)], [], [(receiver: 0, weight: 1), (receiver: 1, weight: -1)]], receiverCount: 3)
    #expect(weights.rowStarts == [0, 1, 1, 3])
    #expect(weights.receivers == [2, 0, 1])
    #expect(weights.weights == [0.5, 1, -1])
    #expect(weights.senderCount == 3 && weights.count == 3)
  }

  /// The number of connections is binomial; no pair is connected twice; receivers are connected alike.
  @Test(arguments: [0.0, 0.02, 0.5, 1.0])
  func randomConnections(probability: Double) throws {
    let (senders, receivers) = (300, 200)
    let weights = try SparseWeights.random(
      senders: senders, receivers: receivers, probability: probability, weight: 2, seed: 3)
    let pairs = Double(senders * receivers)
    let deviation = (pairs * probability * (1 - probability)).squareRoot()
    #expect(abs(Double(weights.count) - pairs * probability) <= 4 * deviation)
    for sender in 0..<senders {
      let row = weights.receivers[weights.rowStarts[sender]..<weights.rowStarts[sender + 1]]
      #expect(zip(row, row.dropFirst()).allSatisfy { $0 < $1 })
      #expect(row.allSatisfy { (0..<Int32(receivers)).contains($0) })
    }
    let lowHalf = weights.receivers.count { $0 < 100 }
    #expect(abs(Double(2 * lowHalf) - Double(weights.count)) <= 4 * max(1, Double(weights.count).squareRoot()))
  }

  @Test func withoutSense() {
    #expect(throws: NetworkError.self) { try SparseWeights(rows: [[(receiver: 2, weight: 1)]], receiverCount: 2) }
    #expect(throws: NetworkError.self) { try SparseWeights(rows: [[(receiver: -1, weight: 1)]], receiverCount: 2) }
    #expect(throws: NetworkError.self) { try SparseWeights(rows: [[(receiver: 0, weight: .nan)]], receiverCount: 2) }
    for probability in [-0.1, 1.1, .nan] {
      #expect(throws: NetworkError.self) {
        try SparseWeights.random(senders: 2, receivers: 2, probability: probability, weight: 1, seed: 1)
      }
    }
    #expect(throws: NetworkError.self) {
      try SparseWeights.random(senders: 100_000, receivers: 100_000, probability: 0.5, weight: 1, seed: 1)
    }
  }
}
