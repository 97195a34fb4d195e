/// Changes archives for tests: the offsets are those of archives that this project writes.
enum Archive {
    /// Bytes with every occurrence of some replaced by as many others.
    static func replacing(_ old: [UInt8], by new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        precondition(old.count == new.count, "offsets stay as they are")
        var changed = bytes
        for start in 0...(bytes.count - old.count)
        where bytes[start..<start + old.count].elementsEqual(old) {
            changed.replaceSubrange(start..<start + old.count, with: new)
        }
        return changed
    }

    /// Bytes with a little-endian number at an offset.
    static func setting<Number: FixedWidthInteger>(
        _ number: Number,
        at offset: Int,
        in bytes: [UInt8]
    ) -> [UInt8] {
        var changed = bytes
        let new = withUnsafeBytes(of: number.littleEndian) { Array($0) }
        changed.replaceSubrange(offset..<offset + new.count, with: new)
        return changed
    }

    /// Where the directory's first entry begins, and where the last record does.
    static func places(in bytes: [UInt8]) -> (entry: Int, end: Int) {
        let end = bytes.count - 22
        let start = bytes[end + 16..<end + 20].reversed().reduce(0) { $0 << 8 | Int($1) }
        return (start, end)
    }
}
