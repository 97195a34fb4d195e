import Digests
import HashTreeCollections

/// The latest chain hashes of the log, against which `seen` heads are checked (rule L1).
///
/// Genesis is always among them. Older heads are refused rather than trusted, which bounds both
/// memory and how long a signed event can lie about before it is appended.
struct HeadWindow: Sendable {
    /// How many entries are remembered.
    static let countMax: Position = 4096

    private(set) var head: LogHead
    private let genesis: LogHead
    private var chains: TreeDictionary<Position, Digest> = [:]

    init(genesis: LogHead) {
        self.genesis = genesis
        head = genesis
    }

    /// The oldest position, apart from genesis, whose chain hash is remembered.
    private var oldest: Position { max(genesis.position, head.position - Self.countMax + 1) }

    mutating func advance(to next: LogHead) {
        head = next
        chains[next.position] = next.chain
        chains[next.position - Self.countMax] = nil
    }

    /// Refuses a head that is not on this log.
    func check(_ seen: LogHead) throws(Refusal) {
        if seen == genesis { return }
        guard seen.position >= oldest || seen.position <= genesis.position else {
            throw Refusal(.headTooOld(oldest: oldest), rule: "L1")
        }
        guard chains[seen.position] == seen.chain else {
            throw Refusal(.unknownHead(seen), rule: "L1")
        }
    }
}
