import JSON
import PluginKit

/// `job.status`: how a job stands, with its result once there is one.
struct JobStatus: Method {
    static let name = "job.status"
    let jobs: JobTable

    func call(_ parameters: JobParameters, in context: CallContext) async throws -> JSONObject {
        try jobs.job(parameters.job).status
    }
}
