/// The root of a list of byte strings, and proofs that one of them is at a place of it.
///
/// Hashes as RFC 6962 section 2.1 has it: a leaf is `SHA-256(0x00 || bytes)`, an inner node
/// `SHA-256(0x01 || left || right)`, a list is split at the largest power of two below its length.
public struct MerkleTree: Sendable {
    /// The leaves' hashes, in order.
    public let leaves: [Digest]

    /// A tree over leaves that are hashed already (by ``leaf(_:)``).
    public init(leaves: [Digest]) {
        self.leaves = leaves
    }

    /// A tree over byte strings.
    public init(contents: some Sequence<[UInt8]>) {
        self.init(leaves: contents.map { Self.leaf($0) })
    }

    /// The hash of one byte string as a leaf.
    public static func leaf(_ bytes: some Collection<UInt8>) -> Digest {
        var builder = DigestBuilder()
        builder.update([0])
        builder.update(bytes)
        return builder.finalize()
    }

    /// The root; that of an empty list is the hash of no bytes.
    public var root: Digest {
        leaves.isEmpty ? Digest(sha256: []) : Self.root(of: leaves[...])
    }

    /// The hashes that lead from a leaf to the root, lowest first (RFC 6962 section 2.1.1).
    public func path(to index: Int) -> [Digest] {
        precondition(leaves.indices.contains(index), "a path leads to a leaf of the tree")
        return Self.path(to: index, in: leaves[...])
    }

    /// Says whether a leaf's hash stands at an index of the list of `count` leaves with this root.
    public static func verify(
        leaf: Digest,
        at index: Int,
        of count: Int,
        path: [Digest],
        root: Digest
    ) -> Bool {
        guard (0..<count).contains(index) else { return false }
        var remaining = path[...]
        let computed = rebuild(leaf: leaf, at: index, of: count, path: &remaining)
        return computed == root && remaining.isEmpty
    }

    private static func node(_ left: Digest, _ right: Digest) -> Digest {
        var builder = DigestBuilder()
        builder.update([1])
        builder.update(left)
        builder.update(right)
        return builder.finalize()
    }

    /// The largest power of two smaller than `count`, which is two or more.
    private static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    private static func root(of leaves: ArraySlice<Digest>) -> Digest {
        if leaves.count == 1 { return leaves[leaves.startIndex] }
        let middle = leaves.startIndex + split(leaves.count)
        return node(root(of: leaves[..<middle]), root(of: leaves[middle...]))
    }

    private static func path(to index: Int, in leaves: ArraySlice<Digest>) -> [Digest] {
        if leaves.count == 1 { return [] }
        let size = split(leaves.count)
        let middle = leaves.startIndex + size
        if index < size {
            return path(to: index, in: leaves[..<middle]) + [root(of: leaves[middle...])]
        }
        return path(to: index - size, in: leaves[middle...]) + [root(of: leaves[..<middle])]
    }

    /// The root that a leaf and its path lead to; consumes the path from its end.
    private static func rebuild(
        leaf: Digest,
        at index: Int,
        of count: Int,
        path: inout ArraySlice<Digest>
    ) -> Digest? {
        if count == 1 { return leaf }
        guard let sibling = path.popLast() else { return nil }
        let size = split(count)
        if index < size {
            return rebuild(leaf: leaf, at: index, of: size, path: &path).map { node($0, sibling) }
        }
        return rebuild(leaf: leaf, at: index - size, of: count - size, path: &path)
            .map { node(sibling, $0) }
    }
}
