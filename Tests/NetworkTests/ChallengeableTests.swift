import Network
import Testing

/// What a whistleblower can look at (rules T5, C4).
struct ChallengeableTests {
    @Test func `what may be challenged is the profile first and then the verdict`() throws {
        var world = try World()
        world.attest("specification", "dataset", "samples")
        world.enlist("val")
        let task = TaskID(world.must("sub", .taskSubmit(World.submission())))
        #expect(world.network.challengeableWords(by: id("whi")).isEmpty)
        world.must("val", .taskProfile(World.profile(task)))
        #expect(targets(in: world, for: "whi") == [.profile(task)])
        #expect(world.network.challengeableWords(by: id("val")).isEmpty)
        world.must("whi", .challengeCommit(World.challenge(.profile(task), by: "whi")))
        #expect(world.network.challengeableWords(by: id("whi")).isEmpty)
        world.tick(Int(world.network.parameters.profileWindow))
        #expect(world.network.challengeableWords(by: id("wes")).isEmpty)

        var later = try World()
        let judged = later.judgedTask()
        #expect(targets(in: later, for: "whi") == [.verdict(judged)])
        #expect(later.network.challengeableWords(by: id("ver")).isEmpty)
    }

    private func targets(in world: World, for name: String) -> [ChallengeTarget] {
        world.network.challengeableWords(by: id(name)).map(\.target)
    }
}
