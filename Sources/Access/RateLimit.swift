public import JSON

/// How often something may be called: so many calls a second on average, some of them at once.
public struct RateLimit: Hashable, Sendable {
    /// The largest rate and burst.
    public static let countMax: Int64 = 1_000_000

    /// How many calls a second.
    public let perSecond: Int64
    /// How many calls at once, after a pause.
    public let burst: Int64

    /// A limit; both numbers are from 1 to ``countMax``.
    public init(perSecond: Int64, burst: Int64) {
        precondition((1...Self.countMax).contains(perSecond), "a rate lets something pass")
        precondition((1...Self.countMax).contains(burst), "a burst lets something pass")
        self.perSecond = perSecond
        self.burst = burst
    }
}

extension RateLimit: JSONDecodable, JSONEncodable {
    /// Reads `{"perSecond": 5, "burst": 10}`; without a burst it is one second's calls.
    public init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        perSecond = try fields.required("perSecond").integer(in: 1...Self.countMax)
        burst = try fields.optional("burst")?.integer(in: 1...Self.countMax) ?? perSecond
        try fields.finish()
    }

    /// The object that is read.
    public var json: JSONValue {
        ["perSecond": .integer(perSecond), "burst": .integer(burst)]
    }
}
