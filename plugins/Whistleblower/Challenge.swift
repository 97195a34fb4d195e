import Digests
import JSON
import Network
import PluginKit

/// `whistleblower.challenge`: commits to the doubt that a profile or verdict is right (rule C1).
struct Challenge: Method {
    struct Parameters: JSONDecodable, Sendable {
        let task: TaskID
        let segment: Int64?
        let found: ReplayFound?
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            task = try fields.id("task")
            segment = try fields.optionalInteger("segment", in: 0...Int64.max)
            found = try fields.optional("found").map { reader throws(JSONDecodingError) in
                try Self.found(reader)
            }
            identity = try fields.identityName()
            try fields.finish()
        }

        /// A hash is the digest of the end checkpoint, a number is a distance.
        private static func found(_ json: JSONReader) throws(JSONDecodingError) -> ReplayFound {
            if json.value.string != nil { return .endHash(try json.asDigest()) }
            guard let units = Trillionths.units(roundingUp: try json.number()) else {
                throw json.failure(expected: "a hash, or a distance of at least zero")
            }
            return .distance(units)
        }
    }

    static let name = "whistleblower.challenge"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let doubt = try await services.proofs.doubt(
            parameters.task,
            segment: parameters.segment,
            found: parameters.found,
            drawing: try services.notes.auditSeed(
                of: identity,
                for: parameters.task,
                in: services.network.state
            ),
            progress: context.progress
        )
        let appended = try await services.commit(to: doubt, as: identity)
        let result: JSONObject = [
            "challenge": .hash(appended.event),
            "task": .id(parameters.task),
            "target": .string(doubt.target.kind),
            "segment": .optional(doubt.segment.map { .count($0) }),
        ]
        return result.adding(appended)
    }
}
