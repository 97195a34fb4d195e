import Digests

// Time (rule L2), and what happens by itself when it passes.

extension Network {
    mutating func apply(_ vote: TickVote, _ step: inout Transition) throws(Refusal) {
        guard genesis.timekeepers.contains(step.author) else {
            throw Refusal(.notInRole(.timekeeper), rule: "L2")
        }
        // A vote that comes late must not count for the next tick: honest timekeepers, each with one
        // vote a period, would then make more ticks than there are periods.
        try requireTick(from: vote.tick - 1, rule: "L2")
        try requireTick(until: vote.tick - 1, rule: "L2")
        guard !tickVotes.contains(step.author) else {
            throw Refusal(.already("the author has voted for this tick"), rule: "L2")
        }
        tickVotes.append(step.author)
        guard tickVotes.count >= genesis.timekeepersRequired else {
            let votes = "\(tickVotes.count) of \(genesis.timekeepersRequired)"
            step.note("L2", [.participant(step.author)], "\(votes) votes for tick \(tick + 1)")
            return
        }
        tick += 1
        tickVotes = []
        // Nobody could know this hash before: it covers the last vote's signature and position.
        beacons.append(step.chain)
        step.note("L2", [], "tick \(tick) begins, its beacon is \(step.chain)")
        try drawVerifiers(&step)
        drawAuditors(&step)
        drawPanels(&step)
        acceptContributions(&step)
    }
}
