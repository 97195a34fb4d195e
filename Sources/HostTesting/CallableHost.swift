public import JSON
public import JSONRPC

/// A host as the scripts of tests see it: something whose methods can be called.
public protocol CallableHost: Sendable {
    /// Calls a method and waits for its result.
    ///
    /// - Throws: `ClientError`; of which `closed` when the host went away before the reply came. Then
    ///   it may have done what it was asked to or not, and it answers calls again.
    func call(_ method: String, _ params: JSONObject) async throws -> JSONValue
}

extension CallableHost {
    /// Calls a method that takes no parameters.
    public func call(_ method: String) async throws -> JSONValue {
        try await call(method, [:])
    }

    /// Calls a method that must be refused, and returns the error.
    ///
    /// - Throws: ``Unexpected`` when there is a result.
    public func refusal(of method: String, _ params: JSONObject = [:]) async throws -> RPCError {
        let result: JSONValue
        do {
            result = try await call(method, params)
        } catch ClientError.refused(let error) {
            return error
        }
        throw Unexpected("\(method) is not refused but answered: \(result.text)")
    }
}

/// A host at the other end of a connection.
public struct ConnectedHost: CallableHost {
    /// The connection.
    public let client: Client

    /// The host that a client is connected to.
    public init(_ client: Client) {
        self.client = client
    }

    /// Calls a method over the connection.
    public func call(_ method: String, _ params: JSONObject) async throws -> JSONValue {
        try await client.call(method, .object(params))
    }
}

/// Something that a test relies on is not so.
public struct Unexpected: Error, CustomStringConvertible {
    /// What is not so.
    public let description: String

    /// States what is not so.
    public init(_ description: String) {
        self.description = description
    }
}

extension JSONValue {
    /// A member that must be there.
    ///
    /// - Throws: ``Unexpected`` when it is not.
    public func member(_ name: String) throws -> JSONValue {
        guard let member = self[name] else { throw Unexpected("no \(name) in \(text)") }
        return member
    }

    /// The text of a member that must be there.
    public func text(of name: String) throws -> String {
        guard let text = try member(name).string else {
            throw Unexpected("\(name) is no string in \(text)")
        }
        return text
    }

    /// The integer of a member that must be there.
    public func integer(of name: String) throws -> Int64 {
        guard let integer = try member(name).integer else {
            throw Unexpected("\(name) is no integer in \(text)")
        }
        return integer
    }

    /// The elements of a member that must be there.
    public func elements(of name: String) throws -> [JSONValue] {
        guard let elements = try member(name).array else {
            throw Unexpected("\(name) is no array in \(text)")
        }
        return elements
    }
}
