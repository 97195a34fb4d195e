/// The directory at the end of a ZIP archive.
struct ZipDirectory {
    private let bytes: [UInt8]
    /// Where the entries lie.
    private let place: Range<Int>
    private let entryCount: Int

    /// Finds the directory.
    init(of bytes: [UInt8]) throws(ZipError) {
        let end = try Self.end(of: bytes)
        let record = ZipRecord(bytes, at: end)
        guard record.half(4) == 0, record.half(6) == 0, record.half(8) == record.half(10) else {
            throw .directory("it is in several parts")
        }
        entryCount = record.half(10)
        let (size, start) = (record.word(12), record.word(16))
        guard entryCount != 0xffff, size != 0xffff_ffff, start != 0xffff_ffff else {
            throw .directory("it is of the kind for more than 65,534 members or 4 GiB")
        }
        guard start + size == end else {
            throw .directory("\(size) bytes from byte \(start) on do not end at its end, \(end)")
        }
        self.bytes = bytes
        place = start..<end
    }

    /// The members, each compared with what stands before its bytes.
    func members(byteCountMax: Int) throws(ZipError) -> [ZipMember] {
        var members: [ZipMember] = []
        var names: Set<String> = []
        var byteCount = 0
        var position = place.lowerBound
        for _ in 0..<entryCount {
            let entry = try ZipEntry(in: bytes, at: position, end: place.upperBound)
            let member = try entry.member(before: place.lowerBound)
            guard names.insert(member.name).inserted else {
                throw .member(member.name, reason: "another has the same name")
            }
            // Neither number is negative, and each sum is within the bound before it is kept.
            guard member.byteCount <= byteCountMax - byteCount else {
                throw .tooLarge(limit: byteCountMax)
            }
            byteCount += member.byteCount
            position = entry.end
            members.append(member)
        }
        guard position == place.upperBound else {
            throw .directory("it is longer than its \(entryCount) entries")
        }
        try Self.checkNothingOverlaps(members)
        return members
    }

    /// Members that share bytes are how a small file unpacks to a huge one.
    private static func checkNothingOverlaps(_ members: [ZipMember]) throws(ZipError) {
        var end = 0
        for member in members.sorted(by: { $0.start < $1.start }) {
            guard member.start >= end else {
                throw .member(member.name, reason: "it overlaps with another")
            }
            end = member.place.upperBound
        }
    }

    /// Where the last record of the file begins: the one after which exactly its comment follows.
    private static func end(of bytes: [UInt8]) throws(ZipError) -> Int {
        let (size, commentMax) = (22, 0xffff)
        var position = bytes.count - size
        while position >= max(0, bytes.count - size - commentMax) {
            let record = ZipRecord(bytes, at: position)
            if record.word(0) == 0x0605_4b50, record.half(20) == bytes.count - position - size {
                return position
            }
            position -= 1
        }
        throw .noDirectory
    }
}

/// An entry of the directory.
private struct ZipEntry {
    private static let size = 46
    private let bytes: [UInt8]
    private let record: ZipRecord
    private let name: Range<Int>
    /// Where the next entry begins.
    let end: Int

    init(in bytes: [UInt8], at position: Int, end directoryEnd: Int) throws(ZipError) {
        record = ZipRecord(bytes, at: position)
        guard directoryEnd - position >= Self.size, record.word(0) == 0x0201_4b50 else {
            throw .directory("no entry begins at byte \(position)")
        }
        let nameStart = position + Self.size
        name = nameStart..<nameStart + record.half(28)
        end = name.upperBound + record.half(30) + record.half(32)
        guard end <= directoryEnd else { throw .directory("its last entry is cut") }
        self.bytes = bytes
    }

    /// The member, which must lie before the directory.
    func member(before directory: Int) throws(ZipError) -> ZipMember {
        let name = try checkedName()
        func refusal(_ reason: String) -> ZipError { .member(name, reason: reason) }
        let (flags, method) = (record.half(8), record.half(10))
        guard flags & 0x2041 == 0 else { throw refusal("it is encrypted") }
        guard method == 0 || method == 8 else {
            throw refusal("it is packed by method \(method); 0 (stored) and 8 (deflated) are read")
        }
        var sizes = ZipSizes(
            extra: bytes[self.name.upperBound..<self.name.upperBound + record.half(30)]
        )
        guard let byteCount = sizes.resolve(record.word(24)),
            let packedByteCount = sizes.resolve(record.word(20)),
            let start = sizes.resolve(record.word(42)), record.half(34) == 0
        else { throw refusal("its entry lacks sizes that it promises") }
        let local = try ZipLocalHeader(in: bytes, at: start, end: directory, of: name)
        guard local.name.elementsEqual(bytes[self.name]), local.method == method else {
            throw refusal("the directory says otherwise than what stands before its bytes")
        }
        guard packedByteCount <= directory - local.end else {
            throw refusal("it reaches into the directory")
        }
        let checksum = UInt32(record.word(16))
        // With flag 3 the sizes stand behind the bytes, as they do when a stream is written.
        if flags & 8 == 0 {
            guard local.byteCount == byteCount, local.packedByteCount == packedByteCount,
                local.checksum == checksum
            else { throw refusal("the directory says otherwise than what stands before its bytes") }
        }
        let isPossible =
            method == 0
            ? byteCount == packedByteCount
            : byteCount <= (packedByteCount + 1) * Deflate.ratioMax
        guard isPossible else {
            throw refusal("\(packedByteCount) bytes cannot hold the \(byteCount) that it claims")
        }
        return ZipMember(
            name: name,
            isDeflated: method == 8,
            checksum: checksum,
            byteCount: byteCount,
            start: start,
            place: local.end..<local.end + packedByteCount
        )
    }

    /// The name, which is never used as a path; one that tries to be a dangerous one is refused.
    private func checkedName() throws(ZipError) -> String {
        guard let name = String(validating: bytes[self.name], as: UTF8.self) else {
            throw .directory("a member's name is not UTF-8")
        }
        guard ZipMember.isPlain(name) else {
            throw .directory("the name \(name.debugDescription) is not one of an array")
        }
        return name
    }
}

/// What stands before a member's bytes.
private struct ZipLocalHeader {
    private static let size = 30
    let name: ArraySlice<UInt8>
    let method: Int
    let checksum: UInt32
    let byteCount: Int?
    let packedByteCount: Int?
    /// Where the member's bytes begin.
    let end: Int

    init(in bytes: [UInt8], at start: Int, end limit: Int, of member: String) throws(ZipError) {
        let record = ZipRecord(bytes, at: start)
        guard start <= limit - Self.size, record.word(0) == 0x0403_4b50 else {
            throw .member(member, reason: "there is nothing at byte \(start), where it should be")
        }
        let nameEnd = start + Self.size + record.half(26)
        end = nameEnd + record.half(28)
        guard end <= limit else { throw .member(member, reason: "it reaches into the directory") }
        name = bytes[start + Self.size..<nameEnd]
        method = record.half(8)
        checksum = UInt32(record.word(14))
        var sizes = ZipSizes(extra: bytes[nameEnd..<end])
        byteCount = sizes.resolve(record.word(22))
        packedByteCount = sizes.resolve(record.word(18))
    }
}

/// Sizes of 64 bits, which stand in an extra field for those of 32 bits that are all ones.
private struct ZipSizes {
    private var rest: ArraySlice<UInt8> = []

    init(extra: ArraySlice<UInt8>) {
        var fields = extra
        while fields.count >= 4 {
            let size = Int(fields[fields.startIndex + 2]) | Int(fields[fields.startIndex + 3]) << 8
            let body = fields.dropFirst(4).prefix(size)
            if fields[fields.startIndex] == 1, fields[fields.startIndex + 1] == 0 {
                rest = body
                return
            }
            fields = fields.dropFirst(4 + size)
        }
    }

    /// The size that 32 bits say, or the next of 64 bits; nothing when that is missing or absurd.
    mutating func resolve(_ word: Int) -> Int? {
        guard word == 0xffff_ffff else { return word }
        guard rest.count >= 8 else { return nil }
        let value = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(8)
        // Far more than any file has, and far from overflow.
        return value < 1 << 48 ? Int(value) : nil
    }
}

/// Little-endian numbers at offsets from a place; beyond the end of the bytes there are zeros.
private struct ZipRecord {
    private let bytes: [UInt8]
    private let start: Int

    init(_ bytes: [UInt8], at start: Int) {
        self.bytes = bytes
        self.start = start
    }

    func half(_ offset: Int) -> Int { byte(offset) | byte(offset + 1) << 8 }
    func word(_ offset: Int) -> Int { half(offset) | half(offset + 2) << 16 }

    private func byte(_ offset: Int) -> Int {
        let index = start + offset
        return bytes.indices.contains(index) ? Int(bytes[index]) : 0
    }
}
