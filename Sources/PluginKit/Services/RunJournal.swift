package import Digests
package import Ledger
package import Network
package import Proofs
import Training

/// What a run has recorded so far, a line a segment, so that a killed one can go on.
///
/// A line is added after its checkpoint is on disk, so every whole line can be relied on. A line that
/// a crash or a full disk cut short is skipped, wherever it stands.
package struct RunJournal: Sendable {
    private let notes: NoteStore
    private let name: String

    /// By what a run is made.
    package enum Kind: String, CaseIterable, Sendable {
        /// The built-in trainer.
        case run
        /// An executor.
        case executed
    }

    /// The journal of a run; runs of other kinds have journals of their own.
    package init(notes: NoteStore, task: TaskID, solver: ParticipantID, kind: Kind = .run) {
        self.notes = notes
        name = "\(kind.rawValue)-\(task.hex)-\(solver.hex)"
    }

    /// The records of the run's segments, in order.
    package func records() throws -> [SegmentRecord] {
        let lines = try notes.read(name)?.split(separator: Self.newline) ?? []
        var records: [SegmentRecord] = []
        for line in lines {
            do throws(DocumentError) {
                let record = try SegmentRecord(canonicalBytes: Array(line))
                // A run that went on before its end has recorded segments again, which may have
                // come out differently; what stood behind them is no longer part of it.
                guard record.segment <= records.count else { continue }
                records.removeSubrange(record.segment...)
                records.append(record)
            } catch {
                // Cut short: its segment is recorded again behind it, or is to be run again.
            }
        }
        return records
    }

    /// The records as far as their checkpoints are whole: the run goes on from the last of them.
    ///
    /// - Parameter check: throws `BlobError` for a checkpoint that is damaged or gone.
    package func soundRecords(
        checking check: (Digest) throws(BlobError) -> Void
    ) throws -> [SegmentRecord] {
        let records = try records()
        for (index, record) in records.enumerated() {
            do throws(BlobError) {
                try check(record.checkpoint)
            } catch .missing, .corrupt {
                return Array(records[..<index])
            }
        }
        return records
    }

    /// Adds the record of the next segment; returns once the disk has it.
    package func add(_ record: SegmentRecord) throws {
        // The first newline parts it from a line that was cut short.
        try notes.append(
            [Self.newline] + record.canonicalBytes + [Self.newline],
            to: name
        )
    }

    /// Forgets what was recorded: the proof has it all.
    package func remove() {
        do throws(StorageError) {
            try notes.remove(name)
        } catch {
            // What nobody asks for any more takes some bytes and does no harm.
        }
    }

    private static let newline = UInt8(ascii: "\n")
}
