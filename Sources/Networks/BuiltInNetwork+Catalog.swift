// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LinearSolvers
import ModelCore
import Symbolics

extension BuiltInNetwork {
  private static let wu = "Wu, Hamaguchi and Amari 2008, Neural Computation 20, 994"

  private static let attractorOptions = [
    Option("a", 0.5, "the width of the connections", in: 1e-3...100),
    Option("A", 10, "the height of the stimuli to start from"),
    Option("tau", 1, "the time constant", in: 1e-12...1e12),
    Option("k", 8.1, "the strength of inhibition", in: 0...1e12),
    Option("J0", 4, "the strength of the connections"), Option("I", 0, "the stimulus at the place 0"),
  ]

  static let ring: BuiltInNetwork = BuiltInNetwork(
    name: "cann", title: "Continuous-attractor network on a ring", citation: wu,
    options: [
      Option("units", 128, "the number of units", isCount: true, in: 2...16384),
      Option("bumps", 629, "the number of stimuli to start from", isCount: true, in: 1...100_000),
    ] + attractorOptions
  ) { values throws(NetworkError) in
    let lattice = UnitLattice(unitsPerAxis: Int(values["units"] ?? 128), axes: 1)
    let count = Int(values["bumps"] ?? 629)
    let places = (0..<count).map { [-Double.pi + 2 * .pi * Double($0) / Double(count)] }
    return attractor("cann", ring.title, lattice, values, places)
  }

  static let torus: BuiltInNetwork = BuiltInNetwork(
    name: "cann-2d", title: "Continuous-attractor network on a torus", citation: wu,
    options: [
      Option("units", 24, "the number of units along each axis", isCount: true, in: 2...128),
      Option("bumps", 16, "the number of stimuli to start from along each axis", isCount: true, in: 1...300),
    ] + attractorOptions
  ) { values throws(NetworkError) in
    let lattice = UnitLattice(unitsPerAxis: Int(values["units"] ?? 24), axes: 2)
    let count = Int(values["bumps"] ?? 16)
    let axis = (0..<count).map { -Double.pi + 2 * .pi * Double($0) / Double(count) }
    return attractor("cann-2d", torus.title, lattice, values, axis.flatMap { x in axis.map { [x, $0] } })
  }

  private static func attractor(
    _ name: String, _ title: String, _ lattice: UnitLattice, _ values: [String: Double], _ places: [[Double]]
  ) -> HighDimensionalSystem {
    let (width, height) = (values["a"] ?? 0.5, values["A"] ?? 10)
    let network = AttractorNetwork(lattice, width: width)
    let n = network.dimension
    return HighDimensionalSystem(
      name: name, title: "\(title), \(n) units", field: network, kind: .flow,
      variableNames: (1...n).map { "u\($0)" }, parameterNames: AttractorNetwork.parameterNames,
      parameters: AttractorNetwork.parameterNames.map { values[$0] ?? 0 },
      starts: places.map { place in AttractorNetwork.bump(lattice, width, place).map { height * $0 } },
      ranges: [ClosedRange<Double>](repeating: min(0, height)...max(0, height, 1e-9), count: n),
      timeScale: values["tau"] ?? 1, lattice: lattice)
  }

  static let hopfield: BuiltInNetwork = BuiltInNetwork(
    name: "hopfield", title: "Hopfield network of random patterns",
    citation: "Hopfield 1984, PNAS 81, 3088",
    options: [
      Option("units", 100, "the number of units", isCount: true, in: 1...8192),
      Option("patterns", 3, "the number of stored patterns", isCount: true, in: 1...1000),
      Option("seed", 1, "the seed of the patterns", isCount: true, in: 0...1e9),
      Option("gain", 4, "the slope of the units"), Option("tau", 1, "the time constant", in: 1e-12...1e12),
    ]
  ) { values throws(NetworkError) in
    let (n, count) = (Int(values["units"] ?? 100), Int(values["patterns"] ?? 3))
    var random = SeededGenerator(seed: UInt64(values["seed"] ?? 1))
    let patterns = Matrix((0..<count).map { _ in (0..<n).map { _ in random.next() >> 63 == 1 ? 1 : -1 } })
    // Hebb's rule: the weights are the mean product of the patterns.
    let weights = 1 / Double(n) * patterns.product(patterns, transposed: true)
    let network = RecurrentNetwork(Weights(weights), nonlinearity: .tanh, dynamics: .rates)
    return HighDimensionalSystem(
      name: "hopfield", title: "\(hopfield.title), \(n) units, \(count) patterns", field: network, kind: .flow,
      variableNames: (1...n).map { "h\($0)" }, parameterNames: network.parameterNames,
      parameters: [values["gain"] ?? 4, values["tau"] ?? 1],
      ranges: [ClosedRange<Double>](repeating: -1...1, count: n), timeScale: values["tau"] ?? 1)
  }

  static let randomNetwork: BuiltInNetwork = BuiltInNetwork(
    name: "random-network", title: "Random network of rate units",
    citation: "Sompolinsky, Crisanti and Sommers 1988, Physical Review Letters 61, 259",
    options: [
      Option("units", 100, "the number of units", isCount: true, in: 1...8192),
      Option("seed", 1, "the seed of the weights", isCount: true, in: 0...1e9),
      Option("gain", 1.5, "the standard deviation of the weights, times the square root of the number of units"),
      Option("tau", 1, "the time constant", in: 1e-12...1e12),
    ]
  ) { values throws(NetworkError) in
    let n = Int(values["units"] ?? 100)
    var random = SeededGenerator(seed: UInt64(values["seed"] ?? 1))
    let scale = 1 / Double(n).squareRoot()
    let weights = Matrix(rows: n, columns: n, elements: (0..<n * n).map { _ in scale * random.normal() })
    let network = RecurrentNetwork(Weights(weights), nonlinearity: .tanh, dynamics: .currents)
    let reach = 3 * max(abs(values["gain"] ?? 1.5), 1)
    return HighDimensionalSystem(
      name: "random-network", title: "\(randomNetwork.title), \(n) units", field: network, kind: .flow,
      variableNames: (1...n).map { "x\($0)" }, parameterNames: network.parameterNames,
      parameters: [values["gain"] ?? 1.5, values["tau"] ?? 1],
      ranges: [ClosedRange<Double>](repeating: -reach...reach, count: n), timeScale: values["tau"] ?? 1)
  }
}
