extension ZipArchive {
    /// An archive of members in the order given: for the same members the same bytes, for the time
    /// in it is always the first of 1980 (as numpy.savez writes it), and nothing of the machine is.
    ///
    /// Deflated bytes are the same as far as zlib's versions agree; stored ones always.
    static func serialized(
        _ members: [(name: String, bytes: [UInt8])],
        deflated: Bool
    ) throws(ZipError) -> [UInt8] {
        guard members.count < 0xffff else { throw .tooMuch("\(members.count) are too many") }
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for (name, bytes) in members {
            let packed: [UInt8]
            do throws(DeflateError) {
                packed = deflated ? try Deflate.pack(bytes) : bytes
            } catch {
                throw ZipError(error, member: name)
            }
            let nameBytes = Array(name.utf8)
            guard ZipMember.isPlain(name), nameBytes.count <= 0xffff else {
                throw .member(name, reason: "no member can be called so")
            }
            let start = archive.count
            guard start + packed.count < 0xffff_0000, bytes.count < 0xffff_0000 else {
                throw .tooMuch("they have more than 4 GiB")
            }
            // Version 2.0, names in UTF-8, the method, and midnight of 1980-01-01.
            let common: [UInt16] = [20, 0x0800, deflated ? 8 : 0, 0, 0x0021]
            let sizes = [Deflate.checksum(bytes), UInt32(packed.count), UInt32(bytes.count)]
            append([UInt32(0x0403_4b50)], to: &archive)
            append(common, to: &archive)
            append(sizes, to: &archive)
            append([UInt16(nameBytes.count), 0], to: &archive)
            archive += nameBytes
            archive += packed

            append([UInt32(0x0201_4b50)], to: &directory)
            // Made by Unix, version 2.0; below, a file that its owner reads and writes.
            append([UInt16(0x0314)] + common, to: &directory)
            append(sizes, to: &directory)
            append([UInt16(nameBytes.count), 0, 0, 0, 0], to: &directory)
            append([UInt32(0o100600) << 16, UInt32(start)], to: &directory)
            directory += nameBytes
        }
        guard archive.count + directory.count < 0xffff_ffff else {
            throw .tooMuch("they have more than 4 GiB")
        }
        let (start, count) = (UInt32(archive.count), UInt16(members.count))
        archive += directory
        append([UInt32(0x0605_4b50)], to: &archive)
        append([UInt16(0), 0, count, count], to: &archive)
        append([UInt32(directory.count), start], to: &archive)
        append([UInt16(0)], to: &archive)
        return archive
    }

    private static func append(_ numbers: [some FixedWidthInteger], to bytes: inout [UInt8]) {
        LittleEndian.append(numbers, to: &bytes, \.self)
    }
}
