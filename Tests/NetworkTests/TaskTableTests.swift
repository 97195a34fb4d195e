import Digests
import Network
import Testing

/// One field changed a row; the last column says what comes of it.
struct TaskTableTests {
    @Test func `a submission`() throws {
        var world = try World()
        world.attest("specification", "dataset")
        let rows = Row.table(
            """
            author   specification dataset steps         interval flops mode     fee   initial expected
            .        .             .       .             .        .     .        .     .       ok
            .        .             .       .             .        .     .        1000  .       ok
            .        .             .       .             .        .     .        10000 .       ok
            .        .             .       .             .        .     tolerant .     .       ok
            stranger .             .       .             .        .     .        .     .       notJoined
            .        .             .       0             .        .     .        .     .       outOfRange
            .        .             .       -1            .        .     .        .     .       outOfRange
            .        .             .       max           .        .     .        .     .       outOfRange
            .        .             .       .             0        .     .        .     .       outOfRange
            .        .             .       .             101      .     .        .     .       outOfRange
            .        .             .       .             11       .     tolerant .     .       outOfRange
            .        .             .       .             .        0     .        .     .       outOfRange
            .        .             .       .             .        max   .        .     .       outOfRange
            .        .             .       1099511627776 .        1152921504606846976 . .  .       overflow
            .        .             .       .             .        .     .        .     absent  unknownTask
            .        other         .       .             .        .     .        .     .       blobNotAttested
            .        .             other   .             .        .     .        .     .       blobNotAttested
            .        .             .       .             .        .     .        999   .       feeTooSmall
            .        .             .       .             .        .     .        -1    .       feeTooSmall
            .        .             .       .             .        .     .        10001 .       insufficientCredits
            """
        )
        for row in rows {
            let absent = InheritedState(
                checkpoint: blob("final"),
                proofTask: TaskID(blob("absent"))
            )
            let submission = TaskSubmit(
                specification: blob(row.text("specification", "specification")),
                dataset: blob(row.text("dataset", "dataset")),
                initial: row.text("initial", "") == "absent" ? absent : nil,
                steps: row.int("steps", 100),
                checkpointInterval: row.int("interval", 10),
                flopsPerStep: row.int("flops", 10_000_000),
                mode: row.text("mode", "exact") == "exact" ? .exact : .tolerant,
                fee: row.int("fee", 1200)
            )
            world.check(row, row.text("author", "sub"), .taskSubmit(submission))
        }
    }

    @Test func `a profile`() throws {
        var world = try World()
        world.attest("specification", "dataset", "samples")
        world.enlist("val", "sub")
        let exact = world.must("sub", .taskSubmit(World.submission()))
        let tolerant = world.must("sub", .taskSubmit(World.submission(mode: .tolerant)))
        let profiled = world.must("sub", .taskSubmit(World.submission()))
        world.enlist("vic")
        world.must("vic", .taskProfile(World.profile(TaskID(profiled))))
        let tasks = ["exact": exact, "tolerant": tolerant, "profiled": profiled]
        let rows = Row.table(
            """
            author task     threshold samples count maximum quantile tick expected
            .      .        .         .       .     .       .        .    ok
            .      tolerant 5         .       .     .       .        .    ok
            .      .        .         .       .     .       .        20   ok
            .      absent   .         .       .     .       .        .    unknownTask
            .      .        5         .       .     .       .        .    outOfRange
            .      tolerant -1        .       .     .       .        .    outOfRange
            .      .        .         .       0     .       .        .    outOfRange
            .      .        .         .       .     -1      .        .    outOfRange
            .      .        .         .       .     .       -1       .    outOfRange
            .      profiled .         .       .     .       .        .    wrongPhase
            sub    .        .         .       .     .       .        .    isParty
            mal    .        .         .       .     .       .        .    notEnlisted
            vic    .        .         .       .     .       .        .    notEnlisted
            .      .        .         .       .     .       .        21   tooLate
            .      .        .         other   .     .       .        .    blobNotAttested
            """
        )
        for row in rows {
            var world = world
            world.tick(to: row.int("tick", 0))
            let profile = TaskProfile(
                task: TaskID(tasks[row.text("task", "exact")] ?? blob("absent")),
                threshold: row.int("threshold", 0),
                samples: blob(row.text("samples", "samples")),
                sampleCount: row.int("count", 8),
                maximum: row.int("maximum", 0),
                quantile: row.int("quantile", 0)
            )
            world.check(row, row.text("author", "val"), .taskProfile(profile))
        }
    }

    @Test func `an acceptance`() throws {
        var world = try World { $0.openTicks = 10 }
        let open = world.openTask()
        let early = TaskID(world.must("sub", .taskSubmit(World.submission())))
        world.enlist("vic")
        world.must("vic", .taskProfile(World.profile(early)))
        let doubted = TaskID(world.must("sub", .taskSubmit(World.submission())))
        world.enlist("wes")
        world.must("wes", .taskProfile(World.profile(doubted)))
        let challenge = World.challenge(.profile(doubted), by: "whi")
        world.must("whi", .challengeCommit(challenge))
        let bare = TaskID(world.must("sub", .taskSubmit(World.submission())))
        let again = TaskID(world.must("sub", .taskSubmit(World.submission())))
        world.enlist("ver")
        world.must("ver", .taskProfile(World.profile(again)))
        let tasks = [
            "open": open, "early": early, "doubted": doubted, "bare": bare, "again": again,
        ]
        let rows = Row.table(
            """
            author task    deposit tick expected
            .      .       .       .    ok
            .      .       10000   .    ok
            .      .       .       12   ok
            .      early   .       4    ok
            .      absent  .       .    unknownTask
            .      bare    .       .    wrongPhase
            sub    .       .       .    isParty
            val    .       .       .    isParty
            .      early   .       .    tooEarly
            .      early   .       3    tooEarly
            .      .       .       13   tooLate
            .      doubted .       4    challengeOpen
            .      .       499     .    depositTooSmall
            .      .       -1      .    depositTooSmall
            .      .       10001   .    insufficientCredits
            """
        )
        for row in rows {
            var world = world
            world.tick(to: row.int("tick", 2))
            let acceptance = TaskAccept(
                task: tasks[row.text("task", "open")] ?? TaskID(blob("absent")),
                deposit: row.int("deposit", 500)
            )
            world.check(row, row.text("author", "sol"), .taskAccept(acceptance))
        }
        // One acceptance a task and solver.
        world.tick(2)
        world.must("sol", .taskAccept(TaskAccept(task: again, deposit: 500)))
        world.must("sol", .taskAbandon(TaskAbandon(task: again)))
        let second = Payload.taskAccept(TaskAccept(task: again, deposit: 500))
        #expect(world.refusal("sol", second) == "already")
        #expect(world.refusal("sal", second) == "ok")
    }

    @Test func `a proof`() throws {
        var world = try World()
        let task = world.acceptedTask()
        let open = TaskID(world.must("sub", .taskSubmit(World.submission())))
        world.attest("proof other")
        let rows = Row.table(
            """
            author task   steps segments outcome   content tick expected
            .      .      .     .        .         .       .    ok
            .      .      99    .        stopped   .       .    ok
            .      .      41    5        diverged  .       .    ok
            .      .      .     .        .         .       52   ok
            .      absent .     .        .         .       .    unknownTask
            .      .      0     .        .         .       .    outOfRange
            .      .      101   .        .         .       .    outOfRange
            .      .      .     9        .         .       .    outOfRange
            .      .      .     11       .         .       .    outOfRange
            .      .      41    4        diverged  .       .    outOfRange
            .      .      99    .        completed .       .    outOfRange
            .      open   .     .        .         .       .    wrongPhase
            sal    .      .     .        .         .       .    notInRole
            .      .      .     .        .         .       53   tooLate
            .      .      .     .        .         other   .    blobNotAttested
            .      .      .     .        .         sealed  .    missing
            """
        )
        for row in rows {
            var world = world
            world.tick(to: row.int("tick", 3))
            let content: ProofContent =
                switch row.text("content", "") {
                case "sealed": .sealed(blob("first"), blob("second"))
                case "other": .published(World.result("other"))
                default: .published(World.result("result"))
                }
            let proof = ProofAppend(
                task: ["open": open, "absent": TaskID(blob("absent"))][row.text("task", "")]
                    ?? task,
                steps: row.int("steps", 100),
                segments: row.int("segments", 10),
                outcome: RunOutcome(rawValue: row.text("outcome", "completed")) ?? .completed,
                content: content
            )
            world.check(row, row.text("author", "sol"), .proofAppend(proof))
        }
    }

    @Test func `a proof before the start beacon`() throws {
        var world = try World()
        let task = world.openTask()
        world.must("sol", .taskAccept(TaskAccept(task: task, deposit: 500)))
        #expect(world.refusal("sol", .proofAppend(World.proof(task))) == "tooEarly")
        #expect(world.network.startBeacon(of: task) == nil)
        world.tick()
        #expect(world.network.startBeacon(of: task) == world.network.beacon)
        #expect(world.refusal("sol", .proofAppend(World.proof(task))) == "ok")
    }

    @Test func `an inherited state must end a paid run`() throws {
        var world = try World()
        let task = world.judgedTask()
        func offer(_ checkpoint: String) -> Payload {
            .taskSubmit(
                TaskSubmit(
                    specification: blob("specification"),
                    dataset: blob("dataset"),
                    initial: InheritedState(checkpoint: blob(checkpoint), proofTask: task),
                    steps: 100,
                    checkpointInterval: 10,
                    flopsPerStep: 10_000_000,
                    mode: .exact,
                    fee: 1000
                )
            )
        }
        #expect(world.refusal("sub", offer("final result")) == "notInherited")
        world.tick(3)
        world.must("sub", .taskSettle(TaskSettle(task: task)))
        #expect(world.refusal("sub", offer("final result")) == "ok")
        #expect(world.refusal("sub", offer("final other")) == "notInherited")
    }

    @Test func `who may cancel, abandon, settle and expire, and when`() throws {
        let rows = Row.table(
            """
            stage     author event   expected
            submitted sub    cancel  ok
            submitted mal    cancel  notInRole
            submitted sub    abandon wrongPhase
            submitted mal    settle  wrongPhase
            submitted mal    expire  nothingDue
            open      sub    cancel  ok
            open      mal    expire  nothingDue
            accepted  sub    cancel  wrongPhase
            accepted  sol    abandon ok
            accepted  sal    abandon notInRole
            accepted  mal    expire  nothingDue
            drawn     sub    cancel  wrongPhase
            drawn     sol    abandon wrongPhase
            drawn     mal    expire  nothingDue
            judged    sub    cancel  wrongPhase
            judged    mal    settle  tooEarly
            judged    mal    expire  nothingDue
            settled   mal    settle  wrongPhase
            settled   mal    expire  wrongPhase
            settled   sub    cancel  wrongPhase
            absent    sub    cancel  unknownTask
            absent    sol    abandon unknownTask
            absent    mal    settle  unknownTask
            absent    mal    expire  unknownTask
            """
        )
        for row in rows {
            var world = try World()
            let task: TaskID
            switch row.text("stage", "") {
            case "submitted":
                world.attest("specification", "dataset")
                task = TaskID(world.must("sub", .taskSubmit(World.submission())))
            case "open": task = world.openTask()
            case "accepted": task = world.acceptedTask()
            case "drawn": task = world.drawnTask()
            case "judged": task = world.judgedTask()
            case "settled":
                task = world.judgedTask()
                world.tick(3)
                world.must("mal", .taskSettle(TaskSettle(task: task)))
            default: task = TaskID(blob("absent"))
            }
            let event: Payload =
                switch row.text("event", "") {
                case "cancel": .taskCancel(TaskCancel(task: task))
                case "abandon": .taskAbandon(TaskAbandon(task: task))
                case "settle": .taskSettle(TaskSettle(task: task))
                default: .taskExpire(TaskExpire(task: task))
                }
            world.check(row, row.text("author", ""), event)
        }
    }
}
