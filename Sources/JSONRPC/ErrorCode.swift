/// What kind of error a call ended with.
///
/// The codes of ours are one table, grouped by area; a number once given is never used for another
/// meaning. The struct is open: a code from elsewhere keeps its number and has no name.
public struct ErrorCode: Sendable {
    /// The number on the wire: negative for faults of the protocol, positive for ours.
    public let number: Int64
    /// The name, which `data.reason` carries; empty for a code from elsewhere.
    public let name: String
    /// What the code means, in one sentence.
    public let meaning: String
    /// Whether the same call may succeed later without a change by the caller.
    public let isRetryable: Bool

    init(_ number: Int64, _ name: String, _ meaning: String, isRetryable: Bool = false) {
        self.number = number
        self.name = name
        self.meaning = meaning
        self.isRetryable = isRetryable
    }

    /// The code of a number, with name and meaning if it stands in our table.
    public init(number: Int64) {
        self = Self.byNumber[number] ?? ErrorCode(number, "", "An error unknown to this host.")
    }

    /// Every code of ours: the protocol's first, then the areas from 1xx to 7xx.
    public static let all: [ErrorCode] =
        protocolCodes + hostCodes + accessCodes + timeCodes + taskCodes + proofCodes
        + challengeCodes + reputationCodes + tensorCodes + pluginCodes

    private static let byNumber = Dictionary(uniqueKeysWithValues: all.map { ($0.number, $0) })
}

extension ErrorCode: Hashable {
    /// Whether the numbers are the same; names and meanings follow from them.
    public static func == (left: ErrorCode, right: ErrorCode) -> Bool {
        left.number == right.number
    }

    /// Feeds the number.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(number)
    }
}

extension ErrorCode: CustomStringConvertible {
    /// The name and number.
    public var description: String {
        name.isEmpty ? "\(number)" : "\(name) (\(number))"
    }
}
