import JSON
import PluginKit

/// `job.wait`: answers when a job has ended, or when a time has passed.
struct JobWait: Method {
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

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let timeout = parameters.within.map { Duration.milliseconds($0) }
        return try await jobs.wait(for: parameters.job, timeout: timeout).status
    }
}
