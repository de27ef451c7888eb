// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import ModelFormats
import Networks
import TestSupport
import Testing

@Suite("Files of arrays") struct ArrayFileTests {
  private func read(_ bytes: [UInt8], _ name: String = "a.npy") throws -> NumberArray {
    try #require(try ArrayFile.read(bytes, fileName: name).first).array
  }

  @Test("numbers of every type and order of bytes")
  func types() throws {
    let values = try read(SampleArrays.npy("<f8", "(2, 1)", SampleArrays.doubles([1.5, -2])))
    #expect(values == NumberArray(shape: [2, 1], values: [1.5, -2]))
    #expect(try read(SampleArrays.npy("<f4", "(1,)", SampleArrays.bytes(0x3FC0_0000, 4))).values == [1.5])
    #expect(try read(SampleArrays.npy(">f4", "(1,)", [0x3F, 0xC0, 0, 0])).values == [1.5])
    // Half precision: the largest, the smallest and one third, from IEEE 754's tables.
    #expect(
      try read(SampleArrays.npy("<f2", "(3,)", [0xFF, 0x7B, 1, 0, 0x55, 0x35])).values == [
        65504, 0x1p-24, 0.333251953125,
      ])
    #expect(try read(SampleArrays.npy("<i2", "(2,)", [0xFE, 0xFF, 5, 0])).values == [-2, 5])
    #expect(try read(SampleArrays.npy("|b1", "(2,)", [1, 0])).values == [1, 0])
    #expect(try read(SampleArrays.npy("<f8", "()", SampleArrays.doubles([7]))).shape == [])
  }

  @Test("an array in Fortran's order is turned into C's")
  func columnsFirst() throws {
    let file = SampleArrays.npy("<f8", "(2, 3)", columnsFirst: true, SampleArrays.doubles([1, 4, 2, 5, 3, 6]))
    #expect(try read(file).values == [1, 2, 3, 4, 5, 6])
  }

  @Test(
    "archives, stored and deflated, as NumPy writes them", arguments: [SampleArrays.stored, SampleArrays.compressed])
  func archives(_ bytes: [UInt8]) throws {
    let arrays = try ArrayFile.read(bytes, fileName: "sample.npz")
    #expect(arrays.map(\.name) == ["W", "b"])
    #expect(arrays[0].array == NumberArray(shape: [2, 2], values: [0, 0.5, -0.5, 0]))
    #expect(arrays[1].array == NumberArray(shape: [2], values: [1, 2]))
  }

  @Test("safetensors, with bfloat16")
  func safetensors() throws {
    let header = """
      {"__metadata__":{"format":"pt"},"rnn.weight_hh_l0":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},\
      "x":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]}}
      """
    let arrays = try ArrayFile.read(
      SampleArrays.safetensors(header, [0, 0, 0xC0, 0x3F, 0x80, 0x3F, 0, 0xC0]), fileName: "m.safetensors")
    #expect(arrays.map(\.name) == ["rnn.weight_hh_l0", "x"])
    #expect(arrays.map(\.array.values) == [[1.5], [1, -2]])
  }

  @Test("tables as text")
  func tables() throws {
    let text = "# weights\na,b\n1, 2\r\n3;4\n\n"
    #expect(try read(Array(text.utf8), "w.csv") == NumberArray(shape: [2, 2], values: [1, 2, 3, 4]))
    #expect(throws: ModelFileError.self) { try ArrayFile.read(Array("1,2\n3\n".utf8), fileName: "w.csv") }
    #expect(throws: ModelFileError.self) { try ArrayFile.read(Array("1,2\n3,x\n".utf8), fileName: "w.csv") }
  }

  @Test(
    "damaged and hostile files are refused with a reason",
    arguments: [
      ("a.npy", Array("no numpy".utf8), "no .npy file"),
      ("a.npy", SampleArrays.npy("<f8", "(3,)", SampleArrays.doubles([1])), "ends within the numbers"),
      ("a.npy", SampleArrays.npy("<f8", "(99999999999, 99999999999)", []), "too large"),
      ("a.npy", SampleArrays.npy("<c16", "(1,)", SampleArrays.doubles([1, 2])), "not real numbers"),
      ("a.npy", SampleArrays.npy("<f8", "(-1,)", []), "shape"),
      ("a.npz", Array(SampleArrays.stored.dropLast(30)), "directory"),
      ("a.safetensors", SampleArrays.bytes(UInt64.max, 8), "absurdly large"),
      ("a.safetensors", SampleArrays.safetensors("{\"x\":3}", []), "header"),
      (
        "a.safetensors",
        SampleArrays.safetensors("{\"x\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,8]}}", [0, 0]),
        "is not in the file"
      ),
      ("a.csv", [], "empty"),
      // The product of the lengths is 0, or overflows.
      ("a.npy", SampleArrays.npy("<f8", "(0, 9223372036854775807)", []), "too large"),
      ("a.npy", SampleArrays.npy("<f8", "(9223372036854775807, 3, 0)", []), "too large"),
      (
        "a.safetensors",
        SampleArrays.safetensors(
          "{\"W\":{\"dtype\":\"F64\",\"shape\":[0,9223372036854775807],\"data_offsets\":[0,0]}}", []), "too large"
      ),
      (
        "a.safetensors",
        SampleArrays.safetensors(
          "{\"W\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[1,-9223372036854775808]}}",
          SampleArrays.doubles([1])), "is not in the file"
      ),
      (
        "a.safetensors",
        SampleArrays.safetensors(
          "{\"W\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", SampleArrays.doubles([1])),
        "share a place"
      ),
      ("a.npz", doubled(SampleArrays.stored), "two members called 'W.npy'"),
      ("a.npz", swollen(SampleArrays.compressed), "larger than it can be"),
      ("a.csv", [0x31, 0, 0x32, 0x2C, 0x33], "binary"),
    ])
  func damaged(_ name: String, _ bytes: [UInt8], _ reason: String) {
    do {
      _ = try ArrayFile.read(bytes, fileName: name)
      Issue.record("\(name) was read")
    } catch {
      #expect("\(error)".contains(reason), "\(error)")
    }
  }

  /// An archive whose second member has the name of the first.
  private static func doubled(_ archive: [UInt8]) -> [UInt8] {
    var bytes = archive
    for place in bytes.indices.dropLast(4) where Array(bytes[place..<place + 5]) == Array("b.npy".utf8) {
      bytes[place] = UInt8(ascii: "W")
    }
    return bytes
  }

  /// An archive whose directory says that its first member is of 16 MB.
  private static func swollen(_ archive: [UInt8]) -> [UInt8] {
    var bytes = archive
    if let entry = (0..<bytes.count - 4).first(where: { Array(bytes[$0..<$0 + 4]) == [0x50, 0x4B, 1, 2] }) {
      bytes[entry + 27] = 1
    }
    return bytes
  }

  @Test("a table begins with the mark of the byte order that spreadsheets write")
  func byteOrderMark() throws {
    let table = try read([0xEF, 0xBB, 0xBF] + Array("1,2\n3,4\n".utf8), "w.csv")
    #expect(table == NumberArray(shape: [2, 2], values: [1, 2, 3, 4]))
  }

  @Test("a network with a gap between its layers, or with two of one kind, is refused")
  func gapsAndDoubles() throws {
    func arrays(_ names: [String]) -> [NamedArray] {
      names.map { NamedArray(name: $0, array: NumberArray(shape: [2, 2], values: [0, 1, 2, 3])) }
    }
    for (names, reason) in [
      (["weight_hh_l0", "weight_hh_l2", "weight_ih_l2"], "there is no 'weight_hh_l1'"),
      (["rnn.weight_hh_l0", "rnn.weight_ih_l1"], "there is no 'weight_hh_l1'"),
      (["one.weight_hh_l0", "two.weight_hh_l0"], "several arrays of the kind 'weight_hh_l0'"),
      (["weight_hh_l0", "one.weight_ih_l0", "two.weight_ih_l0"], "several arrays of the kind 'weight_ih_l0'"),
    ] {
      let error = #expect(throws: ModelFileError.self) {
        try NetworkFile(arrays(names), fileName: "w.npz").system(name: "w")
      }
      #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
    }
  }

  @Test("files with any bytes changed, cut or doubled are read or refused, nothing else", arguments: 0..<4)
  func mutations(_ kind: Int) {
    let header = "{\"weight_hh_l0\":{\"dtype\":\"F64\",\"shape\":[2,2],\"data_offsets\":[0,32]}}"
    let files: [(String, [UInt8])] = [
      ("a.npy", SampleArrays.npy("<f8", "(2, 2)", SampleArrays.doubles([0, 1, 2, 3]))), ("a.npz", SampleArrays.stored),
      ("a.npz", SampleArrays.compressed),
      ("a.safetensors", SampleArrays.safetensors(header, SampleArrays.doubles([0, 1, 2, 3]))),
    ]
    let (name, sound) = files[kind]
    var state: UInt64 = 99
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var networks = 0
    for _ in 0..<3000 {
      var bytes = sound
      for _ in 0...random(3) {
        let place = random(bytes.count)
        switch random(5) {
        case 0: bytes[place] = UInt8(random(256))
        case 1: bytes[place] ^= 1 << UInt8(random(8))
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random(20)))
        case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: place)
        default: bytes[place] = [0, 0xFF, 0x7F, 0x80][random(4)]
        }
        if bytes.isEmpty { bytes = [0] }
      }
      guard let arrays = try? ArrayFile.read(bytes, fileName: name) else { continue }
      if (try? NetworkFile(arrays, fileName: name).system(name: "a")) != nil { networks += 1 }
    }
    // Some survive: a changed number is a number.
    #expect(networks > 0)
  }
}

@Suite("Networks from files") struct NetworkFileTests {
  private func file(_ arrays: [(String, [Int])], value: Double = 0.1) -> NetworkFile {
    NetworkFile(
      arrays.map { name, shape in
        NamedArray(
          name: name,
          array: NumberArray(shape: shape, values: [Double](repeating: value, count: shape.reduce(1, *))))
      }, fileName: "w.npz")
  }

  @Test("PyTorch's names and shapes tell the network")
  func names() throws {
    let gru = try file([
      ("rnn.weight_hh_l0", [6, 2]), ("rnn.weight_ih_l0", [6, 3]), ("rnn.bias_hh_l0", [6]), ("rnn.bias_ih_l0", [6]),
    ]).system(name: "gru")
    #expect((gru.field as? LayeredNetwork)?.unit == .gru)
    #expect(gru.dimension == 2 && gru.parameterNames == ["input1", "input2", "input3"])
    let lstm = try file([("weight_hh_l0", [8, 2])]).system(name: "lstm")
    #expect((lstm.field as? LayeredNetwork)?.unit == .lstm && lstm.variableNames == ["h1", "h2", "c1", "c2"])
    let vanilla = try file([("W", [3, 3]), ("b", [3])]).system(name: "w", architecture: .relu, dynamics: .rates)
    #expect(vanilla.kind == .flow && vanilla.parameterNames == ["gain", "tau"])
    // One bias and one weight for each unit: 0.1 + 3 · 0.1 · 0.5 from the state, less the state.
    #expect(abs(vanilla.field.values(at: [0.5, 0.5, 0.5], parameters: [1, 1])[0] - (0.25 - 0.5)) < 1e-15)
  }

  @Test("two layers as PyTorch's nn.RNN steps them")
  func layers() throws {
    let system = try file([
      ("rnn.weight_ih_l0", [1, 1]), ("rnn.weight_hh_l0", [1, 1]), ("rnn.bias_ih_l0", [1]), ("rnn.bias_hh_l0", [1]),
      ("rnn.weight_ih_l1", [1, 1]), ("rnn.weight_hh_l1", [1, 1]), ("rnn.bias_ih_l1", [1]), ("rnn.bias_hh_l1", [1]),
    ]).system(name: "deep")
    #expect(system.variableNames == ["h1_l0", "h1_l1"] && system.parameterNames == ["input1"])
    // All weights are 0.1, the input 2, the state (0.5, -0.3): h0 = tanh(0.2 + 0.05 + 0.2), h1 from the new h0.
    let lower = tanh(0.1 * 2 + 0.1 * 0.5 + 0.2)
    let upper = tanh(0.1 * lower - 0.1 * 0.3 + 0.2)
    let next = system.field.values(at: [0.5, -0.3], parameters: [2])
    #expect(abs(next[0] - lower) < 1e-15 && abs(next[1] - upper) < 1e-15)
    #expect(throws: ModelFileError.self) {
      try file([("weight_hh_l0", [1, 1]), ("weight_ih_l1", [1, 1]), ("weight_hh_l1", [1, 1])])
        .system(name: "deep", dynamics: .rates)
    }
  }

  @Test(
    "what does not fit is named, with the shape that it has and the one that is needed",
    arguments: [
      ([("weight_hh_l0", [5, 2])], "5 x 2"), ([("W", [3, 3]), ("b", [4])], "needs 3 numbers"),
      ([("W", [3, 3]), ("W_in", [2, 3])], "3 rows"), ([("a", [2, 2]), ("z", [2, 2])], "a [2 x 2]"),
      ([("weight_hh_l0", [2, 2]), ("weight_hh_l1", [2, 2])], "'weight_ih_l1' is missing"),
      (
        [("weight_hh_l0", [2, 2]), ("weight_hh_l1", [3, 3]), ("weight_ih_l1", [3, 3])], "the 2 units of the layer below"
      ),
      ([("weight_hh_l0", [2, 2]), ("weight_hh_l0_reverse", [2, 2])], "two directions"),
      ([("weight_hh_l0", [8, 2]), ("weight_hr_l0", [2, 2])], "projects"), ([("W", [3])], "a matrix"),
    ])
  func refusals(_ arrays: [(String, [Int])], _ reason: String) {
    do {
      _ = try file(arrays).system(name: "w")
      Issue.record("it was read")
    } catch {
      #expect("\(error)".contains(reason), "\(error)")
    }
  }

  @Test("weights that are not finite are refused")
  func notFinite() {
    #expect(throws: ModelFileError.self) { try file([("W", [2, 2])], value: .nan).system(name: "w") }
  }
}
