import Network
import Testing

/// Runs that end in what is not a number (rule T4).
struct DivergenceTests {
    @Test func `a run that diverges has a displacement for each segment but its last`() throws {
        for (steps, displaced) in [(35, 3), (5, 0)] as [(Int64, Int64)] {
            var world = try World { $0.largestSegments = 4 }
            let task = world.drawnTask(steps: steps)
            let all = world.verdict(task)
            for count in 0...displaced + 1 {
                let verdict = Verdict(
                    task: task,
                    secret: all.secret,
                    nextCommitment: all.nextCommitment,
                    accepted: true,
                    findings: all.findings,
                    largest: Array(0..<count),
                    threshold: 0
                )
                let expected = count == displaced ? "ok" : "outOfRange"
                #expect(world.refusal("ver", .verdict(verdict)) == expected)
            }
        }
    }
}
