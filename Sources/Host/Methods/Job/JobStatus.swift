import JSON
import JSONRPC
import PluginKit

/// `job.status`: how a job stands, with its result once there is one.
struct JobStatus: CallerMethod {
    static let name = "job.status"
    let jobs: JobTable
    let access: AccessControl

    func call(_ parameters: JobParameters, from caller: Caller) async throws -> JSONObject {
        try jobs.job(parameters.job, for: access.holder(for: caller)).status
    }
}
