import Crypto
import Digests
import JSON

/// A chain of caveats that only the host can begin and anybody can make longer.
///
///     assay1.<id>.<caveat>. ... .<caveat>.<code>
///
/// The id, each caveat (a JSON text) and the code are lower-case hexadecimal. The first code is the
/// HMAC-SHA256 of `assay1.<id>` under the host's root key; each caveat's code is the HMAC of its
/// hexadecimal text under the code before it, which nobody but the caveat's author then needs to
/// know. So a holder can add a caveat and cannot take one away (`docs/tokens.md`).
public struct Token: Sendable {
    /// The longest token that is read.
    public static let byteCountMax = 16 << 10
    /// The most caveats of one token.
    public static let caveatCountMax = 32

    static let scheme = "assay1"
    private static let idByteCount = 16
    private static let codeByteCount = 32

    /// What the host knows the token, and everything narrowed from it, by.
    public let id: String
    /// The restrictions, in the order in which they were added.
    public private(set) var caveats: [Caveat]
    /// The caveats as they stand in the text.
    private var segments: [String]
    private var code: [UInt8]

    /// Begins a chain, which only the holder of the root key can.
    public init(id: [UInt8], rootKey: [UInt8]) {
        precondition(id.count == Self.idByteCount, "an id has 16 bytes")
        self.id = Hexadecimal.text(of: id)
        caveats = []
        segments = []
        code = Self.code(of: "\(Self.scheme).\(self.id)", key: rootKey)
    }

    /// Reads a token; whether it is genuine is for ``fingerprints(rootKey:)`` to say.
    public init(_ text: String) throws(TokenError) {
        guard text.utf8.count <= Self.byteCountMax else { throw .malformed("it is too long") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts[0] == Self.scheme else {
            throw .malformed("it does not begin with \"\(Self.scheme).\" and an id")
        }
        guard Hexadecimal.bytes(of: parts[1])?.count == Self.idByteCount else {
            throw .malformed("its id is not 32 hexadecimal digits")
        }
        guard let code = Hexadecimal.bytes(of: parts[parts.count - 1]),
            code.count == Self.codeByteCount
        else { throw .malformed("its last part is not 64 hexadecimal digits") }
        id = parts[1]
        segments = Array(parts[2..<parts.count - 1])
        guard segments.count <= Self.caveatCountMax else { throw .malformed("too many caveats") }
        caveats = []
        for segment in segments { caveats.append(try Self.caveat(in: segment)) }
        self.code = code
    }

    /// Adds a caveat; nobody is asked.
    public mutating func narrow(by caveat: Caveat) throws(TokenError) {
        guard caveats.count < Self.caveatCountMax else { throw .malformed("too many caveats") }
        let segment = Hexadecimal.text(of: caveat.json.serialized())
        caveats.append(caveat)
        segments.append(segment)
        code = Self.code(of: segment, key: code)
    }

    /// The token as it is handed on.
    public var text: String {
        ([Self.scheme, id] + segments + [Hexadecimal.text(of: code)]).joined(separator: ".")
    }

    /// Checks the chain from its beginning, and names it and each longer part of it: one for the
    /// bare id, then one for each caveat added.
    ///
    /// A name is a digest of the code at its place, so that it can be written down.
    public func fingerprints(rootKey: [UInt8]) throws(TokenError) -> [Fingerprint] {
        var message = "\(Self.scheme).\(id)"
        var key = rootKey
        var fingerprints: [Fingerprint] = []
        for segment in segments {
            key = Self.code(of: message, key: key)
            fingerprints.append(Fingerprint(code: key))
            message = segment
        }
        // The library compares in constant time.
        let isGenuine = HMAC<SHA256>.isValidAuthenticationCode(
            code,
            authenticating: Array(message.utf8),
            using: SymmetricKey(data: key)
        )
        guard isGenuine else { throw .forged }
        return fingerprints + [Fingerprint(code: code)]
    }

    private static func code(of message: String, key: [UInt8]) -> [UInt8] {
        let key = SymmetricKey(data: key)
        return Array(HMAC<SHA256>.authenticationCode(for: Array(message.utf8), using: key))
    }

    private static func caveat(in segment: String) throws(TokenError) -> Caveat {
        guard let bytes = Hexadecimal.bytes(of: segment) else {
            throw .malformed("a caveat is not hexadecimal")
        }
        do {
            return try Caveat(json: JSONReader(JSONValue(parsing: bytes)))
        } catch let error as JSONDecodingError {
            throw .malformed("a caveat cannot be read: \(error)")
        } catch {
            throw .malformed("a caveat is no JSON text")
        }
    }
}
