import JSON

/// A value as JSON Schema compares values: 1 is 1.0, and the order of members says nothing.
struct JSONInstance: Hashable, Sendable {
    let value: JSONValue

    static func == (left: JSONInstance, right: JSONInstance) -> Bool {
        areEqual(left.value, right.value)
    }

    private static func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.integer(let integer), .real(let real)), (.real(let real), .integer(let integer)):
            return Int64(exactly: real) == integer
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { areEqual($0, $1) }
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            return left.allSatisfy { name, value in
                right[name].map { areEqual(value, $0) } ?? false
            }
        default:
            return left == right
        }
    }

    func hash(into hasher: inout Hasher) {
        switch value {
        case .real(let real):
            if let integer = Int64(exactly: real) {
                hasher.combine(integer)
            } else {
                hasher.combine(real)
            }
        case .integer(let integer): hasher.combine(integer)
        case .array(let array):
            for element in array { hasher.combine(JSONInstance(value: element)) }
        case .object(let object):
            // Whatever the order of members, the sum is the same.
            var sum = 0
            for (name, value) in object {
                var member = Hasher()
                member.combine(name)
                member.combine(JSONInstance(value: value))
                sum &+= member.finalize()
            }
            hasher.combine(sum)
        case .null, .bool, .string: hasher.combine(value)
        }
    }
}
