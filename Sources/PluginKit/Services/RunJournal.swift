import JSON
import Ledger
import Network
import Proofs
import Training

/// What a run has recorded so far, a line a segment, so that a killed one can go on.
///
/// A line is added after its checkpoint is on disk, so every whole line can be relied on; one that a
/// crash cut short is the last, and is dropped.
struct RunJournal: Sendable {
    private let notes: NoteStore
    private let name: String

    init(notes: NoteStore, task: TaskRecord, solver: ParticipantID) {
        self.notes = notes
        name = "run-\(task.id.hex)-\(solver.hex)"
    }

    /// The records of all whole lines, in order.
    func records() throws -> [SegmentRecord] {
        guard let bytes = try notes.read(name) else { return [] }
        let newline = UInt8(ascii: "\n")
        let lines = bytes.split(separator: newline, omittingEmptySubsequences: true)
        let isWhole = bytes.last == newline
        var records: [SegmentRecord] = []
        for line in isWhole ? lines[...] : lines.dropLast() {
            let record = try SegmentRecord(canonicalBytes: Array(line))
            // A run that was interrupted twice may have recorded the same segment again.
            guard record.segment == records.count else { continue }
            records.append(record)
        }
        return records
    }

    func add(_ record: SegmentRecord) throws {
        try notes.append(record.canonicalBytes + [UInt8(ascii: "\n")], to: name)
    }
}
