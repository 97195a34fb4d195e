import Digests
import Foundation
import HostTesting
import JSON
import Ledger
import Network

/// A participant whose key no host has: signs whatever it likes and hands it in.
struct Outsider {
    static let name = "mallory"

    let key: SigningKey
    private let client: CarefulClient

    /// Joins a network that is made for the students and the outsider.
    static func creatingNetwork(on host: any CallableHost) async throws -> Outsider {
        guard let key = SigningKey(name: name, seed: [UInt8](repeating: 7, count: 32)) else {
            throw Unexpected("a seed of 32 bytes is no key")
        }
        var network = Students.network
        let outsider: JSONValue = [
            "name": .string(name),
            "credits": .integer(Students.credits),
            "participant": .string(key.participant.hex),
        ]
        network["participants"] = .array((network["participants"]?.array ?? []) + [outsider])
        _ = try await host.call("network.create", network)
        return Outsider(key: key, client: CarefulClient(host))
    }

    /// Somebody of the host's own, who goes past its methods.
    static func insider(
        _ name: String,
        at home: String,
        on host: any CallableHost
    ) throws -> Outsider {
        let text = try String(contentsOfFile: "\(home)/keys/\(name).key", encoding: .utf8)
        guard let seed = Hexadecimal.bytes(of: String(text.prefix(64))),
            let key = SigningKey(name: name, seed: seed)
        else { throw Unexpected("\(name) has no key") }
        return Outsider(key: key, client: CarefulClient(host))
    }

    /// Stores a text and has it attested, by a custodian's key.
    func attest(_ bytes: [UInt8]) async throws -> Digest {
        let text = JSONValue.string(String(decoding: bytes, as: UTF8.self))
        let stored = try await client.host.call("blob.put", ["text": text])
        guard let blob = Digest(hex: try stored.text(of: "blob")) else {
            throw Unexpected("no blob in \(stored.text)")
        }
        try await append(.blobAttest(BlobAttest(blobs: [blob])))
        return blob
    }

    /// Signs an event and hands it in; returns its id.
    @discardableResult
    func append(_ payload: Payload) async throws -> String {
        let status = try await client.ask("network.status")
        let own = try await client.events().filter { $0.author == key.participant.hex }
        guard let id = Digest(hex: try status.text(of: "network")),
            let chain = Digest(hex: try status.text(of: "chain"))
        else { throw Unexpected("no hashes in \(status.text)") }
        let body = EventBody(
            author: key.participant,
            sequence: Int64(own.count) + 1,
            seen: LogHead(position: try status.integer(of: "position"), chain: chain),
            payload: payload
        ).canonicalBytes()
        let signature = key.sign(EventBody.signingBytes(network: id, body: body))
        let appended = try await client.host.call(
            "ledger.append",
            [
                "body": .string(String(decoding: body, as: UTF8.self)),
                "signature": .string(Hexadecimal.text(of: signature)),
            ]
        )
        return try appended.text(of: "event")
    }
}

extension Identifier {
    /// The id that a method answered.
    init(answered text: String) throws {
        guard let digest = Digest(hex: text) else { throw Unexpected("\(text) is no id") }
        self.init(digest)
    }
}
