public import Digests
public import JSON
public import Network

extension JSONObjectReader {
    /// The name of the identity that a call acts as: the parameter `as`.
    public mutating func identityName() throws(JSONDecodingError) -> String {
        try optional("as")?.string() ?? Identity.defaultName
    }

    /// A digest as 64 hexadecimal digits.
    public mutating func digest(_ name: String) throws(JSONDecodingError) -> Digest {
        try required(name).asDigest()
    }

    /// A digest, or nothing when there is none.
    public mutating func optionalDigest(_ name: String) throws(JSONDecodingError) -> Digest? {
        guard let reader = optional(name) else { return nil }
        return try reader.asDigest()
    }

    /// A task's, round's or other id.
    public mutating func id<ID: Identifier>(_ name: String) throws(JSONDecodingError) -> ID {
        ID(try digest(name))
    }

    /// An id, or nothing when there is none.
    public mutating func optionalID<ID: Identifier>(
        _ name: String
    ) throws(JSONDecodingError) -> ID? {
        try optionalDigest(name).map { ID($0) }
    }

    /// A whole number, or nothing when there is none.
    public mutating func optionalInteger(
        _ name: String,
        in range: ClosedRange<Int64>
    ) throws(JSONDecodingError) -> Int64? {
        guard let reader = optional(name) else { return nil }
        return try reader.integer(in: range)
    }

    /// An amount of credits, or nothing when there is none.
    public mutating func optionalCredits(_ name: String) throws(JSONDecodingError) -> Credits? {
        try optionalInteger(name, in: 0...Int64.max)
    }
}

extension JSONReader {
    /// A digest as 64 hexadecimal digits.
    public func asDigest() throws(JSONDecodingError) -> Digest {
        let text = try string()
        guard let digest = Digest(hex: text) else {
            throw failure(expected: "64 lower-case hexadecimal digits", got: "\"\(text)\"")
        }
        return digest
    }
}

/// The parameters of methods that take a task and an identity.
public struct TaskParameters: JSONDecodable, Sendable {
    /// The task.
    public let task: TaskID
    /// The identity's name.
    public let identity: String

    /// Reads `task` and `as`.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        task = try fields.id("task")
        identity = try fields.identityName()
        try fields.finish()
    }
}

/// The parameters of methods that take a deposit and an identity.
public struct DepositParameters: JSONDecodable, Sendable {
    /// The deposit; nothing for the least that the network accepts.
    public let deposit: Credits?
    /// The identity's name.
    public let identity: String

    /// Reads `deposit` and `as`.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        deposit = try fields.optionalCredits("deposit")
        identity = try fields.identityName()
        try fields.finish()
    }
}

/// The parameters of methods that take an identity only.
public struct IdentityParameters: JSONDecodable, Sendable {
    /// The identity's name.
    public let identity: String

    /// Reads `as`.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        identity = try fields.identityName()
        try fields.finish()
    }
}
