import JSON
import Network
import PluginKit

/// `task.list`: all tasks, in the order of submission.
struct TaskList: Method {
    static let name = "task.list"
    static let pagedList: String? = "tasks"
    let facilities: Facilities

    func call(_ parameters: NoParameters, in context: CallContext) async throws -> JSONObject {
        let state = try facilities.services.network.state
        return [
            "tasks": .array(
                state.tasks.map { task in
                    [
                        "task": .id(task.id),
                        "phase": .string(task.phase.word),
                        "submitter": .id(task.submitter),
                        "solver": .optional(task.solver.map { .id($0) }),
                        "fee": .count(task.submission.fee),
                        "attempt": .count(task.attempts),
                    ]
                }
            )
        ]
    }
}
