import JSON
import Network
import PluginKit
import Proofs

/// `verifier.profile`: measures how far honest re-executions of a task's segments may differ
/// (rule V3), and publishes the samples.
struct MeasureProfile: Method {
    static let name = "verifier.profile"
    static let scheduling = Scheduling.long
    let services: Services

    func call(_ parameters: TaskParameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let measured = try await services.proofs.profile(
            parameters.task,
            progress: context.progress
        )
        let profile = TaskProfile(
            task: parameters.task,
            threshold: measured.threshold,
            samples: measured.samples,
            sampleCount: measured.sampleCount,
            maximum: measured.maximum,
            quantile: measured.quantile
        )
        let appended = try await services.network.append(
            .taskProfile(profile),
            citing: [measured.samples],
            as: identity
        )
        let result: JSONObject = [
            "task": .id(parameters.task),
            "threshold": .trillionths(measured.threshold),
            "samples": .count(measured.sampleCount),
            "maximum": .trillionths(measured.maximum),
        ]
        return result.adding(appended)
    }
}
