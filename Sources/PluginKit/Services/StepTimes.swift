import Graphs
import Synchronization
import Tensors

/// How long steps take on this machine, each measured once.
final class StepTimes: Sendable {
    private struct Kind: Hashable {
        let model: Model
        let batchSize: Int
        let method: UpdateMethod
    }

    private let known = Mutex<[Kind: Double]>([:])
    private static let knownMax = 64

    /// About how many seconds a step takes; measures for about a second when nobody has asked before.
    func seconds(of step: TrainingStep, on execution: Execution) async throws -> Double {
        let kind = Kind(model: step.model, batchSize: step.batchSize, method: step.method)
        if let seconds = known.withLock({ $0[kind] }) { return seconds }
        let seconds = try await Computation.run {
            let seconds = step.seconds(on: execution)
            try Task.checkCancellation()
            return seconds
        }
        known.withLock { known in
            if known.count >= Self.knownMax { known.removeAll() }
            known[kind] = seconds
        }
        return seconds
    }
}
