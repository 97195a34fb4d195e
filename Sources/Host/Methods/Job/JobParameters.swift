import JSON

/// The parameters of methods that take a job.
struct JobParameters: JSONDecodable, Sendable {
    let job: String

    init(json: JSONReader) throws(JSONDecodingError) {
        var fields = try json.object()
        job = try fields.required("job").string()
        try fields.finish()
    }
}
