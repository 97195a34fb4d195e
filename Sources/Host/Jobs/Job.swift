import JSON
import JSONRPC

/// Work that goes on without a connection.
package struct Job: Sendable {
    /// Where a job stands.
    enum State: String, CaseIterable, Sendable {
        case running
        case succeeded
        case failed
        case cancelled
    }

    /// How a job ended.
    struct Ending: Sendable {
        let result: Result<JSONValue, RPCError>
        /// When, in milliseconds since 1970.
        let time: Int64
    }

    /// The name by which it is asked for.
    package let id: String
    /// Its place among all jobs.
    let number: Int64
    /// The method that was called.
    let method: String
    /// Whose it is.
    let holder: Holder
    /// When it began, in milliseconds since 1970.
    let start: Int64
    /// The last that the work said about how far it is.
    var progress: JSONObject?
    /// How it ended; nothing while it runs.
    var ending: Ending?

    /// Where it stands.
    var state: State {
        switch ending?.result {
        case nil: .running
        case .success: .succeeded
        case .failure(let error) where error.code == .cancelled || error.code == .shuttingDown:
            .cancelled
        case .failure: .failed
        }
    }

    /// All that is known of it but the result.
    var summary: JSONObject {
        [
            "job": .string(id),
            "method": .string(method),
            "state": .string(state.rawValue),
            "progress": progress.map { .object($0) } ?? .null,
            "started": .integer(start),
            "ended": ending.map { .integer($0.time) } ?? .null,
        ]
    }

    /// All that is known of it.
    var status: JSONObject {
        var status = summary
        switch ending?.result {
        case nil: break
        case .success(let result): status["result"] = result
        case .failure(let error): status["error"] = error.json
        }
        return status
    }
}
