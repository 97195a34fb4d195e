import JSON
import PluginKit

/// `job.list`: the jobs that run, and those that have ended and are still kept.
struct JobList: Method {
    struct Parameters: JSONDecodable, Sendable {
        let cursor: Int64
        let limit: Int

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            if let reader = fields.optional("cursor") {
                let text = try reader.string()
                guard let number = Int64(text), number >= 0 else {
                    throw reader.failure(expected: "what `next` said", got: "\"\(text)\"")
                }
                cursor = number
            } else {
                cursor = 0
            }
            limit = Int(try fields.optionalInteger("limit", in: 1...1000) ?? 100)
            try fields.finish()
        }
    }

    static let name = "job.list"
    let jobs: JobTable

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let (page, isMore) = jobs.jobs(after: parameters.cursor, limit: parameters.limit)
        let next = isMore ? page.last.map { JSONValue.string("\($0.number)") } : nil
        return [
            "jobs": .array(page.map { .object($0.summary) }),
            "next": .optional(next),
        ]
    }
}
