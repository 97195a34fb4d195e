import JSON
import PluginKit

/// `job.cancel`: ends a job, and answers when its work has stopped.
struct JobCancel: Method {
    static let name = "job.cancel"
    static let scheduling = Scheduling.long
    let jobs: JobTable

    func call(_ parameters: JobParameters, in context: CallContext) async throws -> JSONObject {
        try await jobs.cancel(parameters.job).status
    }
}
