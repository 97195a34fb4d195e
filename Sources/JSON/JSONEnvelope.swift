/// A text that carries something in members known beforehand, as requests and replies are.
///
/// It is read without making an object of its outermost level: of most messages that is all there
/// is, and its table would cost more than everything else about them.
package enum JSONEnvelope: Sendable {
    /// An object, and the values of the members asked for, in the order asked.
    case object(Members)
    /// Any other value.
    case other(JSONValue)

    /// Values of the members of an object, with nothing for one that is not there.
    ///
    /// Not an `InlineArray`: as the payload of an enumeration one that holds references is destroyed
    /// wrongly by builds that are not optimised (Swift 6.3).
    package struct Members: Sendable {
        private var first: JSONValue?
        private var second: JSONValue?
        private var third: JSONValue?
        private var fourth: JSONValue?

        /// No values.
        package init() {}

        /// The value of one of the four names.
        package subscript(index: Int) -> JSONValue? {
            get {
                switch index {
                case 0: first
                case 1: second
                case 2: third
                default: fourth
                }
            }
            set {
                switch index {
                case 0: first = newValue
                case 1: second = newValue
                case 2: third = newValue
                default: fourth = newValue
                }
            }
        }
    }

    /// Reads a text as `JSONValue(parsing:)` does, looking for some names.
    package init(
        parsing bytes: ArraySlice<UInt8>,
        names: InlineArray<4, StaticString>,
        limits: JSONLimits,
        repeatedNames: RepeatedNames
    ) throws(JSONParseError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONParseError) in
                let text = JSONText(buffer, limits, repeatedNames)
                return try text.read { (document: borrowing JanssonDocument) throws(JanssonError) in
                    try Self.envelope(document, names, depthMax: limits.depthMax)
                }
            }
        }
        self = try result.get()
    }

    private static func envelope(
        _ document: borrowing JanssonDocument,
        _ names: InlineArray<4, StaticString>,
        depthMax: Int
    ) throws(JanssonError) -> JSONEnvelope {
        guard document.isObject else { return .other(try document.value(depthMax: depthMax)) }
        var members = Members()
        try document.forEachMember(depthMax: depthMax) { name, value in
            for index in names.indices where name.spells(names[index]) { members[index] = value }
        }
        return .object(members)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func spells(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount
            && elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count))
    }
}
