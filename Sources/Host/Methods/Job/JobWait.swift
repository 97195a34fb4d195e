import JSON
import JSONRPC
import PluginKit

/// `job.wait`: answers when a job has ended, or when a time has passed.
struct JobWait: CallerMethod {
    struct Parameters: JSONDecodable, Sendable {
        let job: String
        let within: Int64?

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            job = try fields.required("job").string()
            within = try fields.optionalInteger("within", in: 0...86_400_000)
            try fields.finish()
        }
    }

    static let name = "job.wait"
    static let scheduling = Scheduling.long
    let jobs: JobTable
    let access: AccessControl

    func call(_ parameters: Parameters, from caller: Caller) async throws -> JSONObject {
        let timeout = parameters.within.map { Duration.milliseconds($0) }
        let holder = access.holder(for: caller)
        return try await jobs.wait(for: parameters.job, timeout: timeout, for: holder).status
    }
}
