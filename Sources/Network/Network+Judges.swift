import Digests
import Reputation

// Who judges (rule C5): the bench, and the panel that is drawn from it for one dispute.

/// Those whom a dispute concerns, who must not judge it.
typealias Parties = [(id: ParticipantID, role: Refusal.Role)]

extension Network {
    /// Everybody who may judge at present: whom genesis names, or, where it gives a number instead,
    /// so many of the highest reputations; never somebody whose ruling was overturned.
    ///
    /// - Complexity: O(judges named), or O(participants) where they are ranked.
    public var bench: [ParticipantID] { bench(without: []) }

    /// The bench for a dispute: its parties leave their places to the next in line.
    func bench(without parties: Parties) -> [ParticipantID] {
        let excluded = Set(parties.map(\.id))
        guard parameters.benchSize > 0 else {
            return genesis.judges.filter { mayJudge($0) && !excluded.contains($0) }
        }
        let places = Int(parameters.benchSize)
        var ranked: [ParticipantRecord] = []
        for participant in participants where mayJudge(participant) {
            let last = ranked.count < places ? nil : ranked.last
            if let last, last.reputation >= participant.reputation { continue }
            if excluded.contains(participant.id) { continue }
            // In the order of joining: of equals, whoever joined first.
            let index =
                ranked.firstIndex { $0.reputation < participant.reputation } ?? ranked.count
            ranked.insert(participant, at: index)
            if ranked.count > places { ranked.removeLast() }
        }
        return ranked.map(\.id)
    }

    /// Whether somebody can be on the bench at all.
    ///
    /// At the floor nobody is: newcomers cost nothing.
    private func mayJudge(_ id: ParticipantID) -> Bool { participants[id].map(mayJudge) ?? false }

    private func mayJudge(_ participant: ParticipantRecord) -> Bool {
        guard !participant.isBarred else { return false }
        guard parameters.benchSize > 0 else { return genesis.judges.contains(participant.id) }
        return participant.reputation > parameters.reputation.floor
    }

    /// Refuses who is not on a dispute's panel, or before it is drawn who could not be.
    func requireJudge(
        _ author: ParticipantID,
        notAmong parties: Parties,
        panel: Panel?,
        rule: String
    ) throws(Refusal) {
        let isBarred = participants[author]?.isBarred ?? true
        if !isBarred, let panel, panel.judges.contains(author) { return }
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
    ///
    /// Parties and barred judges are not among them: those who are left must be able to agree.
    func fullPanel(_ bench: [ParticipantID]) -> Panel {
        let wanted =
            parameters.benchSize > 0 ? Self.majority(of: bench.count) : genesis.judgesRequired
        let required = max(1, min(wanted, Int64(bench.count)))
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
                let parties = interested(in: challenge, task)
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
