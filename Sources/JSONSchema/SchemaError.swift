/// Why a document is no schema that can be enforced.
public struct SchemaError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Fault: Hashable, Sendable {
        /// The keyword is not known here, and would be ignored.
        case unknownKeyword(String)
        /// The keyword's value is not of the form that it must have.
        case malformed(String, expected: String)
        /// The pattern is no regular expression that is understood here.
        case pattern(String)
        /// The reference leads out of the document, or nowhere in it.
        case unresolvedReference(String)
        /// The reference leads back to itself without looking at any part of the value.
        case circularReference(String)
    }

    /// Where in the schema: an RFC 6901 pointer.
    public let pointer: String
    /// What is wrong there.
    public let fault: Fault
}

extension SchemaError: CustomStringConvertible {
    /// The fault as a sentence.
    public var description: String {
        let place = pointer.isEmpty ? "the schema" : "the schema at \(pointer)"
        switch fault {
        case .unknownKeyword(let name):
            return "\(place) has the keyword \"\(name)\", which is not supported"
        case .malformed(let name, let expected):
            return "\(place) has a \"\(name)\" that is not \(expected)"
        case .pattern(let pattern):
            return "\(place) has the pattern \"\(pattern)\", which is not understood"
        case .unresolvedReference(let reference):
            return "\(place) refers to \"\(reference)\", which is not in the document"
        case .circularReference(let reference):
            return "\(place) refers to \"\(reference)\", which is itself"
        }
    }
}
