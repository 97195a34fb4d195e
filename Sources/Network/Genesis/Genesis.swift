public import Digests
public import JSON
public import Reputation

/// Whether a network locks fees and deposits or lets reputation alone count.
public enum NetworkMode: String, CaseIterable, Hashable, Sendable, Encodable {
    /// With fees and deposits.
    case staked
    /// Without either: all amounts of the parameters are zero.
    case reputationOnly
}

/// A participant from the first moment, and the only way in which credits are minted (rule L4).
public struct GenesisAccount: Hashable, Sendable {
    /// The key.
    public let participant: ParticipantID
    /// The label.
    public let name: String
    /// The credits minted for it.
    public let credits: Credits
    /// A founder's reputation (rule R7); nothing for the floor.
    public let reputation: ReputationUnits?

    /// An account.
    public init(
        participant: ParticipantID,
        name: String,
        credits: Credits,
        reputation: ReputationUnits? = nil
    ) {
        self.participant = participant
        self.name = name
        self.credits = credits
        self.reputation = reputation
    }
}

/// Why a document cannot be the genesis of a network.
public enum GenesisError: Error, Hashable, Sendable {
    /// It is not JSON; the text says where and why.
    case notJSON(String)
    /// It is JSON, but no genesis.
    case malformed(JSONDecodingError)
    /// It is a genesis, but not written in the one canonical way.
    case notCanonical
    /// Its content contradicts itself; the text says how.
    case invalid(String)
}

extension GenesisError: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .notJSON(let reason): "The genesis is not JSON: \(reason)."
        case .malformed(let error): "The genesis is malformed: \(error)."
        case .notCanonical: "The genesis is not in canonical form (RFC 8785)."
        case .invalid(let reason): "The genesis cannot be used: \(reason)."
        }
    }
}

/// The first entry of a log: who takes part, who keeps time, blobs and judgement, and all numbers.
///
/// A value of this type has passed every check, so that a network can always be made of it.
public struct Genesis: Hashable, Sendable {
    /// The version of this form.
    public static let version: Int64 = 1
    /// The most participants that a genesis may name.
    public static let accountsMax = 100_000
    /// The most credits that may be minted: sums of any two amounts still fit 64 bits.
    public static let mintedMax: Credits = .max / 4

    /// The network's label.
    public let name: String
    /// Bytes that make two networks of equal content different, 0 to 64.
    public let nonce: [UInt8]
    /// Whether fees and deposits exist.
    public let mode: NetworkMode
    /// The first participants, in the order of their user ids from 1.
    public let accounts: [GenesisAccount]
    /// Who may vote for ticks.
    public let timekeepers: [ParticipantID]
    /// How many votes make a tick.
    public let timekeepersRequired: Int64
    /// Who may attest blobs.
    public let custodians: [ParticipantID]
    /// Who may rule.
    public let judges: [ParticipantID]
    /// How many agreeing judges make a ruling.
    public let judgesRequired: Int64
    /// The numbers.
    public let parameters: Parameters

    /// A genesis, checked.
    public init(
        name: String,
        nonce: [UInt8] = [],
        mode: NetworkMode = .staked,
        accounts: [GenesisAccount],
        timekeepers: [ParticipantID],
        timekeepersRequired: Int64 = 1,
        custodians: [ParticipantID],
        judges: [ParticipantID],
        judgesRequired: Int64 = 1,
        parameters: Parameters = Parameters()
    ) throws(GenesisError) {
        self.name = name
        self.nonce = nonce
        self.mode = mode
        self.accounts = accounts
        self.timekeepers = timekeepers
        self.timekeepersRequired = timekeepersRequired
        self.custodians = custodians
        self.judges = judges
        self.judgesRequired = judgesRequired
        self.parameters = parameters
        if let fault { throw .invalid(fault) }
    }

    /// The credits that exist in the network, for ever.
    public var minted: Credits { accounts.reduce(0) { $0 + $1.credits } }

    /// The network's id: SHA-256 of the canonical bytes.
    public var id: Digest { Digest(sha256: canonicalBytes()) }

    /// The first entry of the log: these bytes, no signature, 32 zero bytes before it.
    public var entry: LogEntry {
        let event = SignedEvent(body: canonicalBytes(), signature: [])
        // 32 zero bytes always are a digest; the hash of nothing is never reached.
        let zero = Digest(bytes: [UInt8](repeating: 0, count: 32)) ?? Digest(sha256: [])
        return LogEntry(appending: event, to: LogHead(position: -1, chain: zero))
    }

    /// What is wrong, as a sentence; nothing when this can be a network.
    private var fault: String? {
        if let fault = TextLimits.fault(inName: name) { return "its name \(fault)" }
        guard nonce.count <= 64 else { return "the nonce is longer than 64 bytes" }
        if let fault = parameters.fault ?? accountsFault ?? rolesFault ?? benchFault {
            return fault
        }
        if mode == .reputationOnly {
            for field in Parameters.amounts where parameters[keyPath: field.path] != 0 {
                return "a reputation-only network has no fees or deposits: set \(field.name) to 0"
            }
        }
        return nil
    }

    private var accountsFault: String? {
        guard !accounts.isEmpty else { return "it names no participant" }
        guard accounts.count <= Self.accountsMax else {
            return "it names more than \(Self.accountsMax) participants"
        }
        var keys: Set<ParticipantID> = []
        var minted: Credits = 0
        for account in accounts {
            guard keys.insert(account.participant).inserted else {
                return "participant \(account.participant) has two accounts"
            }
            if let fault = TextLimits.fault(inName: account.name) {
                return "the name of participant \(account.participant) \(fault)"
            }
            guard (0...(Self.mintedMax - minted)).contains(account.credits) else {
                return "credits must not be negative and at most \(Self.mintedMax) in all"
            }
            minted += account.credits
            let range = parameters.reputation.floor...parameters.reputation.ceiling
            if let reputation = account.reputation, !range.contains(reputation) {
                return "the reputation of \(account.name) must be in "
                    + "\(range.lowerBound)...\(range.upperBound)"
            }
        }
        return nil
    }

    private var rolesFault: String? {
        let known = Set(accounts.map(\.participant))
        let roles = [
            ("timekeeper", timekeepers, timekeepersRequired),
            ("custodian", custodians, 1),
            ("judge", judges, judgesRequired),
        ]
        for (role, keys, required) in roles {
            guard Set(keys).count == keys.count else { return "a \(role) is named twice" }
            guard keys.allSatisfy(known.contains) else { return "a \(role) has no account" }
            guard keys.count <= 1000 else { return "it names more than 1000 \(role)s" }
            if role == "judge", keys.isEmpty, required == 0 { continue }
            guard required >= 1, required <= keys.count else {
                return "it requires \(required) of \(keys.count) \(role)s"
            }
        }
        return nil
    }
}

extension Genesis {
    /// Judges are either named or those of the highest reputations (rule C5).
    private var benchFault: String? {
        if parameters.benchSize > 0, !judges.isEmpty {
            return "it both names judges and gives a benchSize; do one of the two"
        }
        let bench = parameters.benchSize > 0 ? parameters.benchSize : Int64(judges.count)
        guard parameters.quorumSize <= bench else {
            return "a quorum of \(parameters.quorumSize) cannot be drawn from \(bench) judges"
        }
        // Appeals against a quorum go to all judges: fewer than it could overturn many.
        let majority = Int64(judges.count / 2 + 1)
        if parameters.quorumSize > 0, !judges.isEmpty, judgesRequired < majority {
            return "appeals need a majority: require at least \(majority) of \(judges.count) judges"
        }
        return nil
    }
}

/// How long names and other texts in events may be, so that no text has no bound.
public enum TextLimits {
    static let nameBytesMax = 64
    static let valueBytesMax = 1024

    /// What is wrong with a name, to follow the name of the field; nothing when it may be used.
    public static func fault(inName name: String) -> String? {
        guard !name.isEmpty else { return "is empty" }
        guard name.utf8.count <= nameBytesMax else { return "is longer than \(nameBytesMax) bytes" }
        let printable = name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
        return printable ? nil : "contains control characters"
    }
}
