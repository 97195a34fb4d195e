internal import Crypto
public import Network

/// An Ed25519 key that signs events in a participant's name.
public struct SigningKey: Sendable {
    /// The key's name in its key store: a label, no part of any event.
    public let name: String
    /// The public half, which is who the network sees.
    public let participant: ParticipantID

    private let secret: Curve25519.Signing.PrivateKey

    /// A key made from its 32-byte seed (RFC 8032 section 5.1.5), or nothing for any other length.
    public init?(name: String, seed: [UInt8]) {
        do {
            self.init(
                name: name,
                secret: try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            )
        } catch {
            return nil
        }
    }

    init(name: String, secret: Curve25519.Signing.PrivateKey) {
        guard let participant = ParticipantID(bytes: secret.publicKey.rawRepresentation) else {
            preconditionFailure("an Ed25519 public key has 32 bytes")
        }
        self.name = name
        self.participant = participant
        self.secret = secret
    }

    /// The 64-byte signature of some bytes.
    public func sign(_ bytes: [UInt8]) -> [UInt8] {
        do {
            return Array(try secret.signature(for: bytes))
        } catch {
            // BoringSSL signs with a well-formed key or is out of memory.
            preconditionFailure("Ed25519 signing failed: \(error)")
        }
    }

    /// Says whether a signature of some bytes was made by a participant's key.
    public static func isValid(
        _ signature: [UInt8],
        of bytes: [UInt8],
        by participant: ParticipantID
    ) -> Bool {
        do {
            let key = try Curve25519.Signing.PublicKey(rawRepresentation: participant.bytes)
            return key.isValidSignature(signature, for: bytes)
        } catch {
            return false
        }
    }
}
