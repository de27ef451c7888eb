// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Files as NumPy and PyTorch write them, made byte by byte.
public enum SampleArrays {
  /// The lowest bytes of a number, the least first.
  public static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  /// An `.npy` file of version 1.
  public static func npy(_ type: String, _ shape: String, columnsFirst: Bool = false, _ data: [UInt8]) -> [UInt8] {
    let text =
      "{'descr': '\(type)', 'fortran_order': \(columnsFirst ? "True" : "False"), 'shape': \(shape), }          \n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + bytes(UInt64(text.utf8.count), 2) + Array(text.utf8) + data
  }

  /// Numbers of double precision.
  public static func doubles(_ values: [Double]) -> [UInt8] { values.flatMap { bytes($0.bitPattern, 8) } }

  /// The bytes of a text in base 64.
  public static func decoded(_ text: String) -> [UInt8] {
    Data(base64Encoded: text, options: .ignoreUnknownCharacters).map { [UInt8]($0) } ?? []
  }

  /// A `.safetensors` file.
  public static func safetensors(_ header: String, _ data: [UInt8]) -> [UInt8] {
    bytes(UInt64(header.utf8.count), 8) + Array(header.utf8) + data
  }

  /// `numpy.savez_compressed("sample.npz", W=numpy.array([[0, 0.5], [-0.5, 0]]), b=numpy.array([1.0, 2.0]))`,
  /// as NumPy 2.4 wrote it.
  public static let compressed: [UInt8] = decoded(
    """
    UEsDBC0AAAAIAAAAIQAZtoNq//////////8FABQAVy5ucHkBABAAoAAAAAAAAABQAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6l
    oG6TZqGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CkaaOgq1CmQDLgYU8MAeSu+HiQAAUEsDBC0AAAAIAAAAIQBk
    W6q///////////8FABQAYi5ucHkBABAAkAAAAAAAAABMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqGuo6Cell9UUpSY
    F59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtQoUAC4GMPhgD6EZHABQSwECLQMtAAAACAAAACEAGbaDalAAAACgAAAABQAAAAAA
    AAAAAAAAgAEAAAAAVy5ucHlQSwECLQMtAAAACAAAACEAZFuqv0wAAACQAAAABQAAAAAAAAAAAAAAgAGHAAAAYi5ucHlQSwUGAAAA
    AAIAAgBmAAAACgEAAAAA
    """)

  /// The same by `numpy.savez`.
  public static let stored: [UInt8] = decoded(
    """
    UEsDBC0AAAAAAAAAIQAZtoNq//////////8FABQAVy5ucHkBABAAoAAAAAAAAACgAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzog
    JzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAyKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAg
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAAAAAAAAAAADgPwAAAAAAAOC/AAAAAAAAAABQSwMELQAAAAAA
    AAAhAGRbqr///////////wUAFABiLm5weQEAEACQAAAAAAAAAJAAAAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2Zv
    cnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg
    ICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAADwPwAAAAAAAABAUEsBAi0DLQAAAAAAAAAhABm2g2qgAAAAoAAAAAUAAAAAAAAA
    AAAAAIABAAAAAFcubnB5UEsBAi0DLQAAAAAAAAAhAGRbqr+QAAAAkAAAAAUAAAAAAAAAAAAAAIAB1wAAAGIubnB5UEsFBgAAAAAC
    AAIAZgAAAJ4BAAAAAA==
    """)

  /// A sound file of each kind, by the ends of its name.
  public static let sound: [(fileName: String, bytes: [UInt8])] = {
    let numbers = doubles([0, 1, 2, 3])
    let header =
      "{\"weight_hh_l0\":{\"dtype\":\"F64\",\"shape\":[2,2],\"data_offsets\":[0,32]},"
      + "\"bias_hh_l0\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[32,40]}}"
    return [
      ("a.npy", npy("<f8", "(2, 2)", numbers)), ("a.npy", npy(">f4", "(2, 4)", columnsFirst: true, numbers)),
      ("a.npz", stored), ("a.npz", compressed), ("a.safetensors", safetensors(header, numbers + bytes(0, 8))),
      ("a.csv", Array("# weights\na,b\n1, 2\r\n3;4\n\n1e-3\t-2.5\n".utf8)),
    ]
  }()
}
