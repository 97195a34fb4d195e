import Digests
import Foundation
import Glibc
import Ledger
import Network
import TestDirectories
import Testing

/// The names in a directory, sorted; none when it is missing.
func names(in path: String) -> [String] {
    do {
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
        return []
    }
}

func mode(of path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}

func contents(of path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "r"), "cannot open \(path)")
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 24)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
}

func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "w"), "cannot open \(path)")
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
}

/// Keys and a genesis that are the same in every run.
enum Fixture {
    /// A key that follows from a number.
    static func key(_ number: Int) -> SigningKey {
        let seed = Digest(sha256: Array("assay/test/key/\(number)".utf8)).bytes
        guard let key = SigningKey(name: "key-\(number)", seed: seed) else {
            preconditionFailure("32 bytes are a seed")
        }
        return key
    }

    static let host = key(0)

    /// A network in which the first keys have credits, and key 0 keeps time, blobs and judgement.
    static func genesis(participants: Int = 4, credits: Credits = 1_000_000) throws -> Genesis {
        try Genesis(
            name: "test",
            accounts: (0..<participants).map { number in
                GenesisAccount(
                    participant: key(number).participant,
                    name: "p\(number)",
                    credits: credits
                )
            },
            timekeepers: [host.participant],
            custodians: [host.participant],
            judges: [host.participant]
        )
    }

    static func transfer(_ amount: Credits = 1, to number: Int = 1) -> Payload {
        .creditsTransfer(CreditsTransfer(to: key(number).participant, amount: amount))
    }
}

/// The ledger of a new network in a new home.
func temporaryLedger(
    in directory: TemporaryDirectory,
    participants: Int = 4,
    limits: LedgerLimits = LedgerLimits(),
    faults: StorageFaults = StorageFaults()
) throws -> Ledger {
    let home = try Home(directory.file("home"), faults: faults)
    let genesis = try Fixture.genesis(participants: participants)
    return try Ledger.create(in: home, genesis: genesis, limits: limits)
}

/// The ledger of a home, which must have one.
func reopenedLedger(_ home: Home) throws -> Ledger {
    try #require(try Ledger.open(home))
}

extension Ledger {
    /// A signed event as another host would hand it in.
    func signed(
        _ payload: Payload,
        by key: SigningKey,
        sequence: Int64? = nil,
        seen: LogHead? = nil
    ) -> SignedEvent {
        let network = network
        let last = network.participants[key.participant]?.sequence ?? 0
        let body = EventBody(
            author: key.participant,
            sequence: sequence ?? last + 1,
            seen: seen ?? network.head,
            payload: payload
        ).canonicalBytes()
        let signature = key.sign(EventBody.signingBytes(network: networkID, body: body))
        return SignedEvent(body: body, signature: signature)
    }
}
