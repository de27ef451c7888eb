// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Files of arrays: NumPy's `.npy` and `.npz`, `.safetensors`, and tables of numbers as text (`.csv`, `.txt`).
public enum ArrayFile {
  /// The extensions of files that hold arrays.
  public static let extensions = ["npy", "npz", "safetensors", "csv", "txt", "tsv"]
  /// The largest file that is read, in bytes.
  public static let sizeLimit = 1 << 30

  /// Whether a file, by its name, holds arrays.
  public static func isArrayFile(_ path: String) -> Bool {
    extensions.contains { path.lowercased().hasSuffix(".\($0)") }
  }

  /// Reads the arrays of a file; its beginning tells the format, or its name where the beginning does not.
  ///
  /// - Throws: `ModelFileError` that says what is wrong with the file: damaged, cut off, not numbers.
  public static func read(_ bytes: [UInt8], fileName: String) throws(ModelFileError) -> [NamedArray] {
    if bytes.isEmpty { throw ModelFileError("the file is empty", fileName: fileName) }
    guard bytes.count <= sizeLimit else {
      throw ModelFileError("the file is larger than \(sizeLimit / 1_000_000) MB", fileName: fileName)
    }
    if bytes.starts(with: NPYFile.magic) {
      return [NamedArray(name: "", array: try NPYFile.read(bytes[...], fileName: fileName))]
    }
    if bytes.starts(with: [0x50, 0x4B]) { return try members(bytes, fileName) }
    if fileName.lowercased().hasSuffix(".safetensors") {
      return try SafetensorsFile.read(bytes, fileName: fileName)
    }
    for (suffix, program) in [(".npy", "numpy.save"), (".npz", "numpy.savez")]
    where fileName.lowercased().hasSuffix(suffix) {
      throw ModelFileError("this is no \(suffix) file, as \(program) writes it", fileName: fileName)
    }
    return [NamedArray(name: "", array: try NumberTable.read(bytes, fileName: fileName))]
  }

  private static func members(_ bytes: [UInt8], _ fileName: String) throws(ModelFileError) -> [NamedArray] {
    let archive = try ZIPArchive(bytes, fileName: fileName)
    var arrays: [NamedArray] = []
    var room = NumberArray.sizeLimit
    for member in archive.members where member.name.hasSuffix(".npy") {
      let name = String(member.name.dropLast(4))
      let label = "\(fileName): \(name)"
      let array = try NPYFile.read(try archive.contents(of: member)[...], fileName: label, limit: room)
      room -= array.values.count
      arrays.append(NamedArray(name: name, array: array))
    }
    guard !arrays.isEmpty else {
      throw ModelFileError("the archive holds no arrays (.npy)", fileName: fileName)
    }
    return arrays
  }
}
