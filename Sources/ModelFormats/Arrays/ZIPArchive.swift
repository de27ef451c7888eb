// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CZlib

/// The members of a zip archive, stored or deflated, found through the directory at its end.
///
/// Source: PKWARE, APPNOTE.TXT 6.3, sections 4.3 and 4.5.3 (sizes of 64 bits).
struct ZIPArchive {
  /// A file of the archive.
  struct Member {
    var name: String
    fileprivate var method: Int
    fileprivate var packedSize: Int
    fileprivate var size: Int
    fileprivate var offset: Int
    fileprivate var checksum: Int
  }

  private let reader: ByteReader
  /// The files, in the order of the directory.
  let members: [Member]

  /// Archives whose members would be larger together are refused.
  private static let sizeLimit = 8 * NumberArray.sizeLimit + (1 << 24)

  /// Reads the directory.
  init(_ bytes: [UInt8], fileName: String) throws(ModelFileError) {
    reader = ByteReader(bytes[...], fileName: fileName)
    guard let end = ZIPArchive.endRecord(bytes) else {
      throw ModelFileError(
        "the archive has no directory at its end", fileName: fileName, hint: "Was it copied completely?")
    }
    let count = try reader.integer(end + 10, bytes: 2, "the end of the directory")
    var place = try reader.integer(end + 16, bytes: 4, "the end of the directory")
    if place == 0xFFFF_FFFF || count == 0xFFFF {
      throw ModelFileError("archives of more than 4 GB are not read", fileName: fileName)
    }
    var members: [Member] = []
    for _ in 0..<count { members.append(try ZIPArchive.member(reader, &place)) }
    self.members = members
    try check()
  }

  /// Refuses what would let a small file stand for a great deal: members that share bytes or are many times larger than
  /// any data can be packed, and more in all than is read. Two of one name would leave open which one is meant.
  private func check() throws(ModelFileError) {
    var names: Set<String> = []
    var (packed, room) = (0, Self.sizeLimit)
    for member in members {
      guard names.insert(member.name).inserted else {
        throw ModelFileError("the archive holds two members called '\(member.name)'", fileName: reader.fileName)
      }
      // Deflated bytes stand for at most 1032 times as many.
      let most = member.packedSize > reader.count ? 0 : member.packedSize * (member.method == 0 ? 1 : 1032)
      guard member.packedSize <= reader.count - packed, member.size <= max(most, 64), member.size <= room else {
        throw ModelFileError(
          "'\(member.name)' in the archive claims to be larger than it can be, or than is read",
          fileName: reader.fileName)
      }
      packed += member.packedSize
      room -= member.size
    }
  }

  /// The place of the record at the end, which a comment may follow.
  private static func endRecord(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 22 else { return nil }
    let last = bytes.count - 22
    return stride(from: last, through: max(0, last - 65535), by: -1).first {
      bytes[$0] == 0x50 && bytes[$0 + 1] == 0x4B && bytes[$0 + 2] == 5 && bytes[$0 + 3] == 6
    }
  }

  private static func member(_ reader: ByteReader, _ place: inout Int) throws(ModelFileError) -> Member {
    let what = "the directory of the archive"
    guard try reader.integer(place, bytes: 4, what) == 0x0201_4B50 else {
      throw ModelFileError("\(what) is damaged", fileName: reader.fileName)
    }
    let nameLength = try reader.integer(place + 28, bytes: 2, what)
    let extraLength = try reader.integer(place + 30, bytes: 2, what)
    let commentLength = try reader.integer(place + 32, bytes: 2, what)
    var member = Member(
      name: String(decoding: try reader.slice(place + 46, nameLength, what), as: UTF8.self),
      method: try reader.integer(place + 10, bytes: 2, what),
      packedSize: try reader.integer(place + 20, bytes: 4, what), size: try reader.integer(place + 24, bytes: 4, what),
      offset: try reader.integer(place + 42, bytes: 4, what), checksum: try reader.integer(place + 16, bytes: 4, what))
    let extra = ByteReader(
      try reader.slice(place + 46 + nameLength, extraLength, what), fileName: reader.fileName)
    try widen(&member, extra)
    place += 46 + nameLength + extraLength + commentLength
    return member
  }

  /// Takes sizes of 64 bits from the extra field, where those of 32 bits do not suffice.
  private static func widen(_ member: inout Member, _ extra: ByteReader) throws(ModelFileError) {
    var place = 0
    while place + 4 <= extra.count {
      let kind = try extra.integer(place, bytes: 2, "the directory of the archive")
      let length = try extra.integer(place + 2, bytes: 2, "the directory of the archive")
      if kind == 1 {
        var next = place + 4
        for path in [\Member.size, \Member.packedSize, \Member.offset] where member[keyPath: path] == 0xFFFF_FFFF {
          member[keyPath: path] = try extra.integer(next, bytes: 8, "the directory of the archive")
          next += 8
        }
      }
      place += 4 + length
    }
  }

  /// The bytes of a file of the archive.
  func contents(of member: Member) throws(ModelFileError) -> [UInt8] {
    let fileName = reader.fileName
    guard try reader.integer(member.offset, bytes: 4, "'\(member.name)'") == 0x0403_4B50 else {
      throw ModelFileError("the archive is damaged where '\(member.name)' should begin", fileName: fileName)
    }
    let nameLength = try reader.integer(member.offset + 26, bytes: 2, "'\(member.name)'")
    let extraLength = try reader.integer(member.offset + 28, bytes: 2, "'\(member.name)'")
    let packed = try reader.slice(
      member.offset + 30 + nameLength + extraLength, member.packedSize, "'\(member.name)'")
    let contents: [UInt8]
    switch member.method {
    case 0: contents = Array(packed)
    case 8: contents = ZIPArchive.inflate(packed, size: member.size)
    default:
      throw ModelFileError(
        "'\(member.name)' is packed by method \(member.method), which is not known", fileName: fileName,
        hint: "Save with numpy.savez or numpy.savez_compressed.")
    }
    guard contents.count == member.size, Int(checksum(contents)) == member.checksum else {
      throw ModelFileError("'\(member.name)' in the archive is damaged", fileName: fileName)
    }
    return contents
  }

  private func checksum(_ bytes: [UInt8]) -> UInt {
    bytes.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32(truncatingIfNeeded: $0.count)) }
  }

  /// What deflated bytes stand for, at most `size` bytes; fewer if the data are damaged.
  private static func inflate(_ packed: ArraySlice<UInt8>, size: Int) -> [UInt8] {
    var input = Array(packed)
    return [UInt8](unsafeUninitializedCapacity: size + 1) { output, count in
      input.withUnsafeMutableBufferPointer { input in
        var stream = z_stream()
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(truncatingIfNeeded: input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(truncatingIfNeeded: size + 1)
        guard bp_inflate_init_raw(&stream) == Z_OK else { return }
        _ = CZlib.inflate(&stream, Z_FINISH)
        count = Int(stream.total_out)
        inflateEnd(&stream)
      }
    }
  }
}
