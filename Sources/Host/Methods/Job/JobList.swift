import JSON
import JSONRPC
import PluginKit

/// `job.list`: the caller's jobs that run, and those that have ended and are still kept.
struct JobList: CallerMethod {
    static let name = "job.list"
    static let pagedList: String? = "jobs"
    let jobs: JobTable
    let access: AccessControl

    func call(_ parameters: NoParameters, from caller: Caller) async throws -> JSONObject {
        let own = jobs.jobs(for: access.holder(for: caller))
        return ["jobs": .array(own.map { .object($0.summary) })]
    }
}
