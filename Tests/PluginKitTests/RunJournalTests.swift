import Digests
import Ledger
import Network
import PluginKit
import Proofs
import TestDirectories
import Testing
import Training

/// What is left of a run after crashes and full disks.
@Suite struct RunJournalTests {
    private static let task = TaskID(Digest(sha256: Array("task".utf8)))
    private static let solver = ParticipantID(Digest(sha256: Array("solver".utf8)))
    private static let name = "run-\(task.hex)-\(solver.hex)"

    private static func record(_ segment: Int) -> SegmentRecord {
        SegmentRecord(
            segment: segment,
            checkpoint: Digest(sha256: [UInt8(segment)]),
            displacement: PartsPerTrillion(units: 5),
            loss: PartsPerTrillion(units: 7)
        )
    }

    private func withNotes(_ body: (NoteStore) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        try body(NoteStore(Home(directory.path)))
        withExtendedLifetime(directory) {}
    }

    @Test func `a journal that is of no more use is gone`() throws {
        try withNotes { notes in
            let journal = RunJournal(notes: notes, task: Self.task, solver: Self.solver)
            journal.remove()
            try journal.add(Self.record(0))
            journal.remove()
            #expect(try notes.read(Self.name) == nil)
        }
    }

    @Test func `records come back in their order`() throws {
        try withNotes { notes in
            let journal = RunJournal(notes: notes, task: Self.task, solver: Self.solver)
            #expect(try journal.records().isEmpty)
            for segment in 0..<3 { try journal.add(Self.record(segment)) }
            #expect(try journal.records() == (0..<3).map { Self.record($0) })
        }
    }

    @Test(arguments: 1...60)
    func `a line that was cut short costs its own segment only`(byteCount: Int) throws {
        try withNotes { notes in
            let journal = RunJournal(notes: notes, task: Self.task, solver: Self.solver)
            try journal.add(Self.record(0))
            let torn = Self.record(1).canonicalBytes.prefix(byteCount)
            try notes.append(Array(torn), to: Self.name)
            #expect(try journal.records() == [Self.record(0)])
            // The run goes on, and is interrupted once more.
            for segment in 1..<3 { try journal.add(Self.record(segment)) }
            #expect(try journal.records() == (0..<3).map { Self.record($0) })
        }
    }

    @Test func `a segment that is recorded again replaces the first and what came behind it`()
        throws
    {
        try withNotes { notes in
            let journal = RunJournal(notes: notes, task: Self.task, solver: Self.solver)
            for segment in [0, 1, 1, 2, 4] { try journal.add(Self.record(segment)) }
            #expect(try journal.records() == (0..<3).map { Self.record($0) })
            let other = SegmentRecord(
                segment: 1,
                checkpoint: Digest(sha256: [9]),
                displacement: .zero,
                loss: .zero
            )
            try journal.add(other)
            #expect(try journal.records() == [Self.record(0), other])
        }
    }

    @Test func `records count as far as their checkpoints are whole`() throws {
        try withNotes { notes in
            let journal = RunJournal(notes: notes, task: Self.task, solver: Self.solver)
            for segment in 0..<4 { try journal.add(Self.record(segment)) }
            for damaged in 0..<4 {
                let sound = try journal.soundRecords { checkpoint throws(BlobError) in
                    guard checkpoint != Self.record(damaged).checkpoint else {
                        throw .corrupt(checkpoint, path: "")
                    }
                }
                #expect(sound == (0..<damaged).map { Self.record($0) })
            }
            #expect(try journal.soundRecords { _ in }.count == 4)
            #expect(throws: BlobError.self) {
                try journal.soundRecords { _ throws(BlobError) in
                    throw .storage(.failed(path: "", operation: "read", reason: ""))
                }
            }
        }
    }
}
