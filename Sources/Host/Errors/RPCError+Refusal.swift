import JSON
import JSONRPC
import Network

extension RPCError {
    /// A refusal of the network's rules, with the rule's number as `data.rule`.
    init(refusal: Refusal) {
        var details: JSONObject = ["refusal": .string(refusal.reason.name)]
        if let rule = refusal.rule { details["rule"] = .string(rule) }
        // It ends with the rule's number, behind the full stop.
        let words = "\(refusal)"
        if case .tooMany(let what, let most) = refusal.reason {
            details["limit"] = .string(what)
            details["most"] = .integer(most)
        }
        self.init(
            refusal.code,
            Self.sentence(words),
            details: details,
            isRetryable: refusal.reason.passesWithTime
        )
    }

    /// With a capital letter, unless it begins with a key or an id.
    private static func sentence(_ words: String) -> String {
        let first = words.prefix { $0 != " " }
        if first.utf8.count >= 8, first.allSatisfy(\.isHexDigit) { return words }
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension Refusal {
    fileprivate var code: ErrorCode {
        switch reason {
        case .notNext, .wrongSequence, .sequenceUsed, .unknownHead, .headTooOld: .eventRefused
        case .notJoined, .unknownParticipant: .unknownParticipant
        case .outOfRange, .mustBePositive, .missing, .overflow, .badText, .notAscending, .ownKey:
            .invalidParameters
        case .tooMany: .limitExceeded
        case .unknownTask: .unknownTask
        case .unknownRound: .unknownRound
        case .unknownContribution: .unknownContribution
        case .unknownChallenge: .unknownChallenge
        case .unknownClaim: .unknownClaim
        case .blobNotAttested: .notAttested
        case .notInRole(.judge): .notJudge
        case .notInRole(.verifier): .notDrawn
        case .notInRole, .isParty, .notCosigned: .notAllowed
        case .already: repeatedCode
        case .notEnlisted: .notEnlisted
        case .wrongPhase, .tooEarly, .nothingDue, .challengeOpen, .notForced: .wrongPhase
        case .tooLate: rule?.hasPrefix("C") == true ? .windowClosed : .deadlinePassed
        case .claimOpen: .claimOpen
        case .insufficientCredits, .feeTooSmall: .insufficientCredits
        case .depositTooSmall: .depositTooSmall
        case .commitmentMismatch: rule == "V2" ? .wrongSecret : .commitmentMismatch
        case .notInherited: .invalidSpecification
        case .segmentsMissing, .thresholdMismatch, .verdictContradictsFindings,
            .acceptedDespiteCheck, .rulingContradictsDistance:
            .verdictMismatch
        case .notAssigned: .blockNotAssigned
        case .reputationTooLow: .reputationTooLow
        }
    }

    /// What was done twice follows from the rule that forbids it.
    private var repeatedCode: ErrorCode {
        switch rule {
        case nil: .alreadyJoined
        case "C1": .alreadyChallenged
        case "C3", "V1": .alreadyEnlisted
        case "L4": .invalidParameters
        case "R2": .alreadyContributed
        default: .wrongPhase
        }
    }
}

extension Refusal.Reason {
    /// Whether the same event may be accepted later, when ticks have passed or others have acted.
    fileprivate var passesWithTime: Bool {
        switch self {
        case .tooEarly, .challengeOpen, .claimOpen, .headTooOld, .wrongSequence: true
        default: false
        }
    }
}
