import Digests

extension Refusal: CustomStringConvertible {
    /// What is wrong and what to do, ending with the rule's number.
    public var description: String {
        let (wrong, remedy) = reason.words
        let text = "\(wrong): \(remedy)."
        return rule.map { "\(text) (rule \($0))" } ?? text
    }
}

extension Refusal.Reason {
    /// A stable word for programs, such as `insufficientCredits`.
    public var name: String {
        // The case's name is what stands before the first parenthesis.
        String("\(self)".prefix { $0 != "(" })
    }

    /// What is wrong, and what to do about it.
    fileprivate var words: (wrong: String, remedy: String) {
        switch self {
        case .notNext(let head):
            ("the entry does not follow position \(head.position)", "append to the log's head")
        case .notJoined(let author):
            ("\(author) has not joined this network", "append participant.join first")
        case .wrongSequence(let expected, let got):
            (
                "sequence \(got) is not the author's next one",
                "use \(expected), one more than in the author's last applied event"
            )
        case .sequenceUsed(let next):
            (
                "the author has used this sequence number for another event",
                "sign again with sequence \(next)"
            )
        case .unknownHead(let seen):
            (
                "the seen head (position \(seen.position), chain \(seen.chain.hex.prefix(8))) is "
                    + "not on this log",
                "sign again with this log's head as seen"
            )
        case .headTooOld(let oldest):
            (
                "the seen head is too old to be checked",
                "sign again with a head at position \(oldest) or later"
            )

        case .outOfRange(let field, let least, let most, let got):
            ("\(field) is \(got)", "give a number in \(least)...\(most)")
        case .mustBePositive(let field):
            ("\(field) is too small", "give a positive number")
        case .missing(let field):
            ("\(field) is missing", "give it")
        case .overflow(let what):
            ("\(what) exceeds 64 bits", "give smaller numbers")
        case .badText(let field, let fault):
            ("\(field) \(fault)", "give a short printable text")
        case .notAscending(let list):
            ("\(list) is not in ascending order without repetition", "sort it")
        case .tooMany(let what, let limit):
            ("too many \(what)", "at most \(limit) are allowed; wait until some are decided")

        case .unknownParticipant(let id):
            ("no participant has the key \(id)", "check the key; it must have joined")
        case .unknownTask(let id):
            ("no task has the id \(id)", "use the digest of its task.submit event")
        case .unknownRound(let id):
            ("no round has the id \(id)", "use the digest of its round.open event")
        case .unknownContribution(let what):
            ("there is no contribution \(what)", "append contribution.commit first")
        case .unknownChallenge(let id):
            ("no challenge has the id \(id)", "use the digest of its challenge.commit event")
        case .unknownClaim(let id):
            ("no claim has the id \(id)", "use the digest of its claim.file event")
        case .blobNotAttested(let blob):
            ("no custodian attests the blob \(blob)", "store it and append blob.attest first")

        case .notInRole(let role):
            ("the author is not the \(role.rawValue)", "sign as one who is")
        case .isParty(let role):
            (
                "the author is the \(role.rawValue) in this matter",
                "somebody who is no party to it must do this"
            )
        case .already(let what):
            ("\(what) already", "once is enough")
        case .ownKey(let field):
            ("\(field) is the author itself", "name another participant")
        case .notEnlisted(let role):
            (
                "the author is not enlisted as a \(role.rawValue) with a free deposit",
                "append \(role.rawValue).enlist with at least the minimum deposit"
            )

        case .wrongPhase(let what, let phase, let needed):
            ("\(what) is \(phase)", "this needs one that is \(needed)")
        case .tooEarly(let from, let now):
            ("it is tick \(now)", "this may be done from tick \(from) on")
        case .tooLate(let until, let now):
            ("it is tick \(now)", "this could be done until tick \(until)")
        case .challengeOpen(let id):
            (
                "challenge \(id.short) is not decided",
                "wait for its ruling, or append task.expire when its deadline has passed"
            )
        case .claimOpen(let id):
            (
                "claim \(id.short) is not decided",
                "wait for its ruling, or append claim.expire when its deadline has passed"
            )
        case .nothingDue(let next, let tick):
            (
                "no deadline has passed",
                tick.map { "\(next) until tick \($0); expire it after that" } ?? next
            )

        case .insufficientCredits(let purse, let needed, let available):
            (
                "the \(purse) holds \(available) credits where \(needed) are needed",
                "offer less, or get \(needed - available) more"
            )
        case .depositTooSmall(let minimum, let offered):
            ("a deposit of \(offered) credits is too small", "offer at least \(minimum)")
        case .feeTooSmall(let minimum, let offered):
            (
                "a fee of \(offered) credits does not cover the work",
                "offer at least \(minimum), the price of all steps"
            )

        case .commitmentMismatch(let what):
            ("\(what) does not open its commitment", "reveal exactly what was committed to")
        case .notInherited(let task):
            (
                "the initial checkpoint is not the end of a paid run of task \(task.short)",
                "name a paid task and its final checkpoint"
            )
        case .segmentsMissing(let segments):
            (
                "the drawn segments \(segments.map(String.init).joined(separator: ", ")) have no "
                    + "finding",
                "replay every drawn segment"
            )
        case .thresholdMismatch(let expected, let got):
            ("the threshold \(got) is not the task's", "use \(expected), the profiled one")
        case .verdictContradictsFindings(let accepted, let largest, let threshold):
            (
                "the verdict \(accepted ? "accepts" : "rejects") although the largest distance is "
                    + "\(largest) and the threshold \(threshold)",
                "accept exactly when no distance exceeds the threshold"
            )
        case .rulingContradictsDistance(let finding, let expected, let distance):
            (
                "the ruling says \(finding.rawValue) although the judge found a distance of "
                    + "\(distance) x 10^-12",
                "that makes it \(expected.rawValue)"
            )
        case .acceptedDespiteCheck(let check):
            ("the verdict accepts although the check \(check) failed", "reject, or name no check")
        case .notForced:
            ("the draw did not demand a planted error", "only a demanded error may be revealed")

        case .notAssigned(let blocks):
            (
                "the beacon did not assign this block to the author",
                "contribute on \(blocks.map(String.init).joined(separator: ", "))"
            )
        case .notCosigned(let cosigner):
            (
                "\(cosigner.short) has not co-signed this claim",
                "let it append claim.cosign with the same claimant, contribution and values"
            )
        case .reputationTooLow(let needed, let has, let deposit):
            (
                "the author's reputation \(has) x 10^-12 is below \(needed)",
                deposit > 0
                    ? "deposit at least \(deposit) credits, find a co-signer, or earn more first"
                    : "find a co-signer, or earn more first"
            )
        }
    }
}
