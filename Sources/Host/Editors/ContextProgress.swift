import JSON
import Synchronization

/// The reports of progress of one call as the Model Context Protocol has them: each with a greater
/// number than the one before.
final class ContextProgress: Sendable {
    /// How much further a sign of life seems to be than what was reported before it; a power of two,
    /// so that sums of it are exact.
    private static let beat = 1.0 / 1024

    private let last = Mutex(-Double.infinity)

    /// A report as a notification.
    func notification(_ token: JSONValue, _ value: JSONValue) -> (String, JSONValue) {
        var params: JSONObject = ["progressToken": token, "progress": progress(value["step"])]
        if let steps = value["steps"], let number = steps.number, number > 0 {
            params["total"] = steps
        }
        if let message = value["message"] {
            params["message"] = message
        } else if let loss = value["loss"] {
            params["message"] = .string("loss \(loss.text)")
        }
        return ("notifications/progress", .object(params))
    }

    /// The step, where it goes on; otherwise a little more than the last number.
    private func progress(_ step: JSONValue?) -> JSONValue {
        last.withLock { last in
            if let step, let number = step.number, number > last {
                last = number
                return step
            }
            // A plugin may count so far that the sum would be the same number again, or none.
            let next = max(last + Self.beat, last.nextUp)
            last = last.isFinite ? min(next, .greatestFiniteMagnitude) : 0
            return .real(last)
        }
    }
}
