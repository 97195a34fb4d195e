import Digests
import Network
import Testing

/// The four stories of a task, with every credit accounted for.
struct TaskStoryTests {
    @Test func `an honest task is paid by shares and its excess refunded`() throws {
        var world = try World()
        let task = world.judgedTask()
        world.tick(3)
        world.must("mal", .taskSettle(TaskSettle(task: task)))

        // The bound is 1000; 1200 were offered.
        #expect(world.balance("sub") == 10_000 - 1000)
        #expect(world.balance("sol") == 10_000 + 700)
        #expect(world.balance("val") == 10_000 + 50)
        #expect(world.balance("ver") == 10_000 - 500 + 150)
        #expect(world.network.books[.verifierDeposit(id("ver"))] == 500)
        #expect(world.balance("jud") == 10_000 + 30)
        #expect(world.network.books[.jackpot] == 20)
        #expect(world.network.books[.treasury] == 50)
        #expect(world.network.books.escrowed == 0)
        world.network.books.checkInvariants()
        #expect(world.sentences.contains("solver's share: 1000 x 7000 / 10000 = 700 credits"))
    }
}
