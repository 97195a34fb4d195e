import Digests
import Tensors
import Testing
import Training

/// Work that nobody wants any more ends with an error that says so.
@Suite struct CancellationTests {
    /// Does work in a task that is cancelled from its beginning.
    private static func cancelled<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try work()
        }.value
    }

    @Test func `a run stops before its next step`() async throws {
        let task = try TinyTask()
        await #expect(throws: TrainingError.cancelled(step: 0)) {
            try await Self.cancelled {
                var trainer = try task.trainer()
                return try trainer.runSegment(to: 10).steps
            }
        }
    }

    @Test func `an evaluation stops before its next block`() async throws {
        let task = try TinyTask()
        let parameters = try task.trainer().state.parameters
        await #expect(throws: TrainingError.cancelled(step: 0)) {
            try await Self.cancelled {
                try Evaluation(
                    model: task.model,
                    parameters: parameters,
                    on: task.dataset.dataset,
                    execution: .standard
                )
            }
        }
    }

    @Test func `a file is not read to its end`() async throws {
        let lines = [UInt8](String(repeating: "1,2,0\n", count: 5000).utf8)
        await #expect(throws: DatasetReadingError.cancelled) {
            try await Self.cancelled { try Dataset(csv: lines) }
        }
        #expect(try Dataset(csv: lines).count == 5000)
    }

    @Test func `a packed file is not unpacked to its end`() async throws {
        let packed = try #require(Hexadecimal.bytes(of: PackedFiles.csv))
        await #expect(throws: DatasetReadingError.cancelled) {
            try await Self.cancelled { try Dataset(csv: packed) }
        }
    }
}
