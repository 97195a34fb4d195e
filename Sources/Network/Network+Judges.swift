import Digests
import Reputation

// Who judges (rule C5): the bench, and the panel that is drawn from it for one dispute.

/// Those whom a dispute concerns, who must not judge it.
typealias Parties = [(id: ParticipantID, role: Refusal.Role)]

extension Network {
    /// Everybody who may judge at present: whom genesis names, or, where it gives a number instead,
    /// so many of the highest reputations; never somebody whose ruling was overturned.
    ///
    /// - Complexity: O(judges named), or O(participants x log participants).
    public var bench: [ParticipantID] { bench(without: []) }

    /// The bench for a dispute: its parties leave their places to the next in line.
    func bench(without parties: Parties) -> [ParticipantID] {
        let excluded = Set(parties.map(\.id))
        guard parameters.benchSize > 0 else {
            return genesis.judges.filter { mayJudge($0) && !excluded.contains($0) }
        }
        let eligible = participants.filter { mayJudge($0.id) && !excluded.contains($0.id) }
        // Of equals, whoever joined first.
        let ranked = eligible.sorted {
            ($1.reputation, $0.userID) < ($0.reputation, $1.userID)
        }
        return ranked.prefix(Int(parameters.benchSize)).map(\.id)
    }

    /// Whether somebody can be on the bench at all.
    ///
    /// At the floor nobody is: newcomers cost nothing.
    private func mayJudge(_ id: ParticipantID) -> Bool {
        guard let participant = participants[id], !participant.isBarred else { return false }
        guard parameters.benchSize > 0 else { return genesis.judges.contains(id) }
        return participant.reputation > parameters.reputation.floor
    }

    /// Refuses who is not on a dispute's panel, or before it is drawn who could not be.
    func requireJudge(
        _ author: ParticipantID,
        notAmong parties: Parties,
        panel: Panel?,
        rule: String
    ) throws(Refusal) {
        if let panel, panel.judges.contains(author) { return }
        guard mayJudge(author) else { throw Refusal(.notInRole(.judge), rule: rule) }
        if let party = parties.first(where: { $0.id == author }) {
            throw Refusal(.isParty(party.role), rule: "C5")
        }
        guard panel == nil else { throw Refusal(.notInRole(.judge), rule: rule) }
    }

    /// Begins a trial: with the whole bench at once, or with a panel to be drawn at the next tick.
    mutating func trial<Finding>(
        of dispute: Dispute,
        between parties: Parties,
        by deadline: Tick
    ) -> Trial<Finding> {
        let bench = bench(without: parties)
        guard isDrawn(from: bench) else {
            return Trial(panel: fullPanel(bench), deadline: deadline)
        }
        awaitingPanel.append(dispute)
        return Trial(panel: nil, deadline: deadline)
    }

    private func isDrawn(from bench: [ParticipantID]) -> Bool {
        parameters.quorumSize > 0 && bench.count > parameters.quorumSize
    }

    /// All who may judge a dispute, who decide as genesis says, or by majority.
    func fullPanel(_ bench: [ParticipantID]) -> Panel {
        let required =
            parameters.benchSize > 0 ? Self.majority(of: bench.count) : genesis.judgesRequired
        return Panel(judges: bench, required: required, isFull: true)
    }

    private static func majority(of count: Int) -> Int64 { Int64(count / 2 + 1) }

    /// Draws the panels of the disputes that wait for one.
    ///
    /// - Complexity: O(waiting disputes x bench), and nothing when none waits.
    mutating func drawPanels(_ step: inout Transition) {
        let waiting = awaitingPanel
        awaitingPanel = []
        for dispute in waiting {
            switch dispute {
            case .challenge(let id):
                guard let challenge = challenges[id],
                    case .revealed(var revealed) = challenge.phase,
                    let task = tasks[challenge.target.task]
                else { continue }
                let parties = parties(of: challenge, task)
                revealed.trial.panel = drawPanel(
                    for: id.digest,
                    between: parties,
                    challenge.subjects,
                    &step
                )
                challenges[id]?.phase = .revealed(revealed)
            case .claim(let id):
                guard let claim = claims[id], case .open(var trial) = claim.phase else { continue }
                trial.panel = drawPanel(
                    for: id.digest,
                    between: claim.parties,
                    claim.subjects,
                    &step
                )
                claims[id]?.phase = .open(trial)
            }
        }
    }

    private func drawPanel(
        for dispute: Digest,
        between parties: Parties,
        _ subjects: [Subject],
        _ step: inout Transition
    ) -> Panel {
        let bench = bench(without: parties)
        guard isDrawn(from: bench) else { return fullPanel(bench) }
        var draws = Draws(
            seed: NetworkDraws.lotSeed(
                label: "assay/panel/v1",
                network: id,
                event: dispute,
                attempt: 0,
                beacon: beacon
            )
        )
        let judges = draws.sample(Int(parameters.quorumSize), of: bench.count).map { bench[$0] }
        let panel = Panel(
            judges: judges,
            required: Self.majority(of: judges.count),
            isFull: false
        )
        let names = judges.map { name($0) }.joined(separator: ", ")
        step.note(
            "C5",
            subjects + judges.map { .participant($0) },
            "the beacon draws \(names) from \(bench.count) who may judge; \(panel.required) of them "
                + "must agree"
        )
        return panel
    }
}
