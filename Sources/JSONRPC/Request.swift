public import JSON

/// One request or notification.
public struct Request: Hashable, Sendable {
    /// The id to answer under, or nothing for a notification, which is never answered.
    public let id: RequestID?
    /// The method's name.
    public let method: String
    /// An array or an object, or nothing.
    public let params: JSONValue?

    /// A request from its parts.
    public init(id: RequestID?, method: String, params: JSONValue? = nil) {
        self.id = id
        self.method = method
        self.params = params
    }

    /// The parameters as something to read from; none are read as an empty object.
    public var reader: JSONReader { JSONReader(params ?? [:]) }
}
