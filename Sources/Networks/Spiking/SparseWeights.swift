// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The weights of the connections between two populations as a sparse matrix by rows: a row for each sender, with its receivers.
///
/// A spike touches one row, whose entries lie side by side in memory; receivers are numbers of 32 bits.
public struct SparseWeights: Hashable, Sendable {
  /// The number of receivers, connected or not.
  public let receiverCount: Int
  /// Where the row of each sender begins among the entries; one number more than there are senders.
  public let rowStarts: [Int]
  /// The receivers, row by row.
  public let receivers: [Int32]
  /// The weights of the same entries.
  public let weights: [Double]

  /// The number of senders.
  public var senderCount: Int { rowStarts.count - 1 }
  /// The number of connections.
  public var count: Int { receivers.count }

  /// The most connections of one matrix.
  public static let limit = 200_000_000

  /// A matrix from its rows.
  /// - Throws: `NetworkError` for a receiver that does not exist, or a weight that is no number.
  public init(rows: [[(receiver: Int, weight: Double)]], receiverCount: Int) throws(NetworkError) {
    var (starts, receivers, weights) = ([0], [Int32](), [Double]())
    for (sender, row) in rows.enumerated() {
      for entry in row {
        guard (0..<receiverCount).contains(entry.receiver), entry.weight.isFinite else {
          throw NetworkError(
            "the connection from unit \(sender) to unit \(entry.receiver) of \(receiverCount), of weight \(entry.weight), makes no sense"
          )
        }
        receivers.append(Int32(entry.receiver))
        weights.append(entry.weight)
      }
      starts.append(receivers.count)
    }
    (self.receiverCount, rowStarts, self.receivers, self.weights) = (receiverCount, starts, receivers, weights)
  }

  private init(receiverCount: Int, rowStarts: [Int], receivers: [Int32], weight: Double) {
    (self.receiverCount, self.rowStarts, self.receivers) = (receiverCount, rowStarts, receivers)
    weights = [Double](repeating: weight, count: receivers.count)
  }

  /// Connections of one weight, each of all pairs with the same probability.
  ///
  /// The pairs between two connections are skipped by a geometrically distributed number, so that the work grows with the number of
  /// connections. The same seed gives the same connections.
  /// - Throws: `NetworkError` for numbers without sense, and for more connections than `limit`.
  public static func random(
    senders: Int, receivers: Int, probability: Double, weight: Double, seed: UInt64
  ) throws(NetworkError) -> SparseWeights {
    guard senders > 0, receivers > 0, receivers <= Int(Int32.max), (0...1).contains(probability), weight.isFinite else {
      throw NetworkError(
        "connections from \(senders) to \(receivers) units with the probability \(probability) make no sense")
    }
    guard Double(senders) * Double(receivers) * probability < Double(limit) else {
      throw NetworkError("these are more than \(limit) connections; a smaller probability would do")
    }
    var generator = SeededGenerator(seed: seed)
    var (starts, chosen) = ([Int](), [Int32]())
    chosen.reserveCapacity(Int(Double(senders) * Double(receivers) * probability * 1.1))
    let rate = probability < 1 ? UnaryFunction.log.value(1 - probability) : -.infinity
    var pair = -1
    func step() -> Int {
      if probability == 0 { return .max / 2 }
      let skipped = UnaryFunction.log.value(1 - generator.uniform()) / rate
      return 1 + Int(min(skipped, 1e18))
    }
    pair += step()
    for sender in 0..<senders {
      starts.append(chosen.count)
      let end = (sender + 1) * receivers
      while pair < end {
        chosen.append(Int32(pair - sender * receivers))
        pair += step()
      }
    }
    starts.append(chosen.count)
    return SparseWeights(receiverCount: receivers, rowStarts: starts, receivers: chosen, weight: weight)
  }
}
