import JSON
import JSONRPC
import PluginKit

/// `job.cancel`: ends a job, and answers when its work has stopped.
struct JobCancel: CallerMethod {
    static let name = "job.cancel"
    static let scheduling = Scheduling.long
    let jobs: JobTable
    let access: AccessControl

    func call(_ parameters: JobParameters, from caller: Caller) async throws -> JSONObject {
        try await jobs.cancel(parameters.job, for: access.holder(for: caller)).status
    }
}
