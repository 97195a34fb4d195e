import JSON
import JSONRPC

/// Until when a call is to be done, and who says so.
struct CallDeadline: Sendable {
    let time: ContinuousClock.Instant
    private let milliseconds: Int64
    /// The limit of the host that it is; nothing when the caller chose it.
    private let limit: String?

    /// The deadline that a caller chose, or else the host's for the kind of method.
    init(
        _ chosen: Int64?,
        since start: ContinuousClock.Instant,
        isLong: Bool,
        _ limits: TimeLimits
    ) {
        let standard =
            isLong ? limits.deadlineLongMilliseconds : limits.deadlineOrderedMilliseconds
        milliseconds = chosen ?? Int64(standard)
        time = start.advanced(by: .milliseconds(milliseconds))
        limit =
            chosen == nil
            ? (isLong ? "deadlineLongMilliseconds" : "deadlineOrderedMilliseconds") : nil
    }

    /// What the caller is told when it has passed.
    var error: RPCError {
        let whose = limit.map { "the host's \($0)" } ?? "the call's own"
        return RPCError(
            .deadlineExceeded,
            "The call was stopped after \(milliseconds) ms, \(whose) deadline. Give it a longer one "
                + "with the parameter deadline, in milliseconds; a long call may go on as a job "
                + "with detach: true.",
            details: ["limit": .string(limit ?? "deadline"), "most": .integer(milliseconds)]
        )
    }
}

extension Alarm {
    /// Does work that is cancelled when a deadline passes, and then ends with the deadline's error.
    ///
    /// Returns only when the work has ended; work that was done in spite of it has its result.
    func run<Result: Sendable>(
        until deadline: CallDeadline,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        guard ContinuousClock.now < deadline.time else { throw deadline.error }
        let task = Task { try await work() }
        let number = set(at: deadline.time) { task.cancel() }
        defer { callOff(number) }
        do {
            return try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        } catch {
            // Cancelled, but not by the caller.
            guard task.isCancelled, !Task.isCancelled else { throw error }
            let cancelled = RPCError(describing: error)
            guard cancelled.code == .cancelled else { throw error }
            throw deadline.error.adding(checkpointOf: cancelled)
        }
    }
}

extension RPCError {
    /// This error with the checkpoint that another says is left of a run.
    fileprivate func adding(checkpointOf other: RPCError) -> RPCError {
        guard case .object(var details)? = data, let checkpoint = other.data?["checkpoint"] else {
            return self
        }
        details["checkpoint"] = checkpoint
        return RPCError(code: code, message: message, data: .object(details))
    }
}
