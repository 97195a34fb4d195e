import Digests
import HashTreeCollections

/// Where the latest events of each author stand, so that a repeated one is recognised (rule L1).
struct Receipts: Sendable {
    /// How many events of each author are remembered; the log itself remembers all.
    static let countMax: Int64 = 1024

    /// An event and where it stands.
    struct Receipt: Hashable, Sendable {
        let event: Digest
        let position: Position
        let sequence: Int64
    }

    /// One of an author's places, which its sequence numbers share.
    private struct Place: Hashable {
        let author: ParticipantID
        let slot: Int64
    }

    private var receipts: TreeDictionary<Place, Receipt> = [:]

    /// The receipt of an author's event, unless it is too long ago.
    func receipt(of author: ParticipantID, sequence: Int64) -> Receipt? {
        let receipt = receipts[Place(author: author, slot: sequence & (Self.countMax - 1))]
        return receipt?.sequence == sequence ? receipt : nil
    }

    mutating func add(_ receipt: Receipt, of author: ParticipantID) {
        receipts[Place(author: author, slot: receipt.sequence & (Self.countMax - 1))] = receipt
    }
}
