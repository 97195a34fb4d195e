public import Digests
public import JSON
public import Network

extension JSONValue {
    /// A digest as 64 hexadecimal digits.
    public static func hash(_ digest: Digest) -> JSONValue { .string(digest.hex) }

    /// A participant's, task's or other id.
    public static func id(_ id: some Identifier) -> JSONValue { .string(id.hex) }

    /// A whole number.
    public static func count(_ count: some BinaryInteger) -> JSONValue {
        .integer(Int64(clamping: count))
    }

    /// A value that may be missing, as null then.
    public static func optional(_ value: JSONValue?) -> JSONValue { value ?? .null }

    /// A whole number of 10^-12 (a distance, a threshold, a reputation) as a number.
    public static func trillionths(_ units: Int64) -> JSONValue {
        units == .max ? .null : .real(Double(units) / 1e12)
    }
}

extension JSONObject {
    /// Adds where an event stands in the log, and its name.
    public func adding(_ appended: Appended) -> JSONObject {
        var object = self
        object["position"] = .count(appended.position)
        object["event"] = .hash(appended.event)
        return object
    }
}
