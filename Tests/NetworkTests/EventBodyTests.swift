import Digests
import JSON
import Network
import Testing

/// Events and genesis documents as bytes: one value, one spelling.
struct EventBodyTests {
    /// One event of each kind, optional fields once there and once not.
    static let payloads: [Payload] = {
        let task = TaskID(blob("task"))
        let round = RoundID(blob("round"))
        let content = ContributionContent(name: "a b", update: blob("u"), samples: 7)
        return [
            .participantJoin(ParticipantJoin(name: "Ada \"ü\" \u{1F600}")),
            .creditsTransfer(CreditsTransfer(to: id("sal"), amount: .max)),
            .tick(TickVote(tick: 7)),
            .blobAttest(BlobAttest(blobs: [blob("one"), blob("two")])),
            .taskSubmit(World.submission()),
            .taskSubmit(
                TaskSubmit(
                    specification: blob("s"),
                    dataset: blob("d"),
                    initial: InheritedState(checkpoint: blob("c"), proofTask: task),
                    taskSet: blob("set"),
                    steps: .min,
                    checkpointInterval: -1,
                    flopsPerStep: 0,
                    mode: .tolerant,
                    fee: 1
                )
            ),
            .taskCancel(TaskCancel(task: task)),
            .taskProfile(World.profile(task, threshold: 5)),
            .taskAccept(TaskAccept(task: task, deposit: 5)),
            .taskAccept(TaskAccept(task: task, deposit: 5, secretCommitment: blob("s"))),
            .taskAbandon(TaskAbandon(task: task)),
            .proofAppend(World.proof(task)),
            .proofAppend(
                ProofAppend(
                    task: task,
                    steps: 1,
                    segments: 1,
                    outcome: .stopped,
                    content: .sealed(blob("one"), blob("two"))
                )
            ),
            .forcedDesignate(
                ForcedDesignate(
                    task: task,
                    index: 1,
                    result: World.result("r"),
                    salt: secret("s")
                )
            ),
            ForcedErrorTests.reveal(task),
            .verifierEnlist(VerifierEnlist(deposit: 1, secretCommitment: blob("s"))),
            .verifierWithdraw(VerifierWithdraw()),
            .whistleblowerEnlist(WhistleblowerEnlist(deposit: 1, secretCommitment: blob("s"))),
            .whistleblowerWithdraw(WhistleblowerWithdraw()),
            .verdict(
                Verdict(
                    task: task,
                    secret: [],
                    nextCommitment: nil,
                    accepted: true,
                    findings: [Finding(segment: 3, distance: 4)],
                    largest: [3, 4],
                    threshold: 9
                )
            ),
            .verdict(
                Verdict(
                    task: task,
                    secret: secret("s"),
                    nextCommitment: blob("n"),
                    accepted: false,
                    check: "data-root",
                    findings: [],
                    largest: [],
                    threshold: 9,
                    evidence: blob("e")
                )
            ),
            .challengeCommit(World.challenge(.verdict(task), by: "whi")),
            .challengeCommit(World.challenge(.profile(task), by: "whi")),
            .challengeReveal(World.reveal(ChallengeID(blob("c")), by: "whi")),
            .challengeReveal(
                ChallengeReveal(
                    challenge: ChallengeID(blob("c")),
                    segment: nil,
                    found: .distance(8),
                    salt: secret("s")
                )
            ),
            .ruling(Ruling(challenge: ChallengeID(blob("c")), finding: .inconclusive)),
            .ruling(
                Ruling(
                    challenge: ChallengeID(blob("c")),
                    finding: .right,
                    found: .endHash(blob("h")),
                    evidence: blob("e")
                )
            ),
            .rulingAppeal(
                RulingAppeal(dispute: .challenge(ChallengeID(blob("c"))), deposit: 3)
            ),
            .rulingAppeal(RulingAppeal(dispute: .claim(ClaimID(blob("c"))), deposit: .max)),
            .taskSettle(TaskSettle(task: task)),
            .taskSettle(TaskSettle(task: task, secret: secret("s"))),
            .taskExpire(TaskExpire(task: task)),
            .roundOpen(World.opening(assignment: .beacon)),
            .roundPublish(RoundPublish(round: round, model: blob("m"))),
            .roundClose(RoundClose(round: round)),
            .contributionCommit(World.commitment(round, by: "sol", block: 2)),
            .contributionReveal(World.reveal(round, by: "sol", block: 2)),
            .contributionReveal(
                ContributionReveal(round: round, block: 2, content: content, salt: secret("s"))
            ),
            .claimFile(
                ClaimFile(
                    contribution: ContributionID(blob("c")),
                    name: "n",
                    alleged: "1",
                    own: "2",
                    deposit: 0
                )
            ),
            .claimFile(
                ClaimFile(
                    contribution: ContributionID(blob("c")),
                    name: "n",
                    alleged: "1",
                    own: "2",
                    deposit: 0,
                    cosigner: id("sal")
                )
            ),
            .claimCosign(World.cosign("sal", ContributionID(blob("c")))),
            .claimRuling(ClaimRuling(claim: ClaimID(blob("c")), finding: .rejected)),
            .claimExpire(ClaimExpire(claim: ClaimID(blob("c")))),
        ]
    }()

    static func body(_ payload: Payload) -> EventBody {
        EventBody(
            author: id("sol"),
            sequence: 7,
            seen: LogHead(position: 3, chain: blob("chain")),
            payload: payload
        )
    }

    @Test func `every kind of event reads back as it was written`() throws {
        for payload in Self.payloads {
            let body = Self.body(payload)
            #expect(try EventBody(canonical: body.canonicalBytes()) == body)
        }
        #expect(Set(Self.payloads.map(\.kind)) == Set(Payload.kinds))
    }

    @Test func `an event has the documented form`() {
        let text = String(
            decoding: Self.body(.creditsTransfer(CreditsTransfer(to: id("sal"), amount: 5)))
                .canonicalBytes(),
            as: UTF8.self
        )
        #expect(
            text == #"{"author":"\#(id("sol"))","fields":{"amount":"5","to":"\#(id("sal"))"},"#
                + #""seen":{"chain":"\#(blob("chain"))","position":"3"},"sequence":"7","#
                + #""type":"credits.transfer","version":1}"#
        )
    }

    @Test(
        arguments: [
            (#""version":1"#, #""version":2"#),
            (#""version":1"#, #""version":1,"more":1"#),
            (#""sequence":"7""#, #""sequence":7"#),
            (#""sequence":"7""#, #""sequence":"07""#),
            (#""amount":"5""#, #""amount":"5.0""#),
            (#""amount":"5""#, #""amount":"5","more":null"#),
            (#""type":"credits.transfer""#, #""type":"credits.burn""#),
            (#""amount":"5","#, ""),
            ("{", "{ "),
            ("{", ""),
            ("}", "}\n"),
        ])
    func `another spelling is refused`(old: String, new: String) throws {
        let transfer = Payload.creditsTransfer(CreditsTransfer(to: id("sal"), amount: 5))
        let bytes = Self.body(transfer).canonicalBytes()
        let text = String(decoding: bytes, as: UTF8.self)
        let range = try #require(text.firstRange(of: old))
        let altered = text.replacingCharacters(in: range, with: new)
        #expect(throws: EventBodyError.self) { try EventBody(canonical: Array(altered.utf8)) }
    }

    @Test func `a missing null is another spelling`() throws {
        let bytes = Self.body(.taskSubmit(World.submission())).canonicalBytes()
        let text = String(decoding: bytes, as: UTF8.self)
        let range = try #require(text.firstRange(of: #""initial":null,"#))
        let altered = text.replacingCharacters(in: range, with: "")
        #expect(throws: EventBodyError.notCanonical) {
            try EventBody(canonical: Array(altered.utf8))
        }
    }

    @Test func `random bytes are refused with a reason`() {
        var draws = Draws(seed: blob("bytes"))
        let bytes = Self.body(Self.payloads[5]).canonicalBytes()
        for _ in 0..<2000 {
            var altered = bytes
            altered[Int(draws.next(below: UInt64(bytes.count)))] = UInt8(draws.next(below: 256))
            do throws(EventBodyError) {
                let body = try EventBody(canonical: altered)
                #expect(body.canonicalBytes() == altered)
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }

    @Test func `what is signed names the network and the body`() {
        let bytes = EventBody.signingBytes(network: blob("network"), body: [1, 2, 3])
        #expect(
            bytes == Array("assay/event/v1".utf8) + [0] + blob("network").bytes
                + Digest(sha256: [1, 2, 3]).bytes
        )
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
