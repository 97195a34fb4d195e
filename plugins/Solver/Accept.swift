import Digests
import JSON
import Network
import PluginKit

/// `solver.accept`: takes a task and locks a deposit (rule T3).
struct Accept: Method {
    struct Parameters: JSONDecodable, Sendable {
        let task: TaskID
        let deposit: Credits?
        let seals: Bool
        let identity: String

        init(json: JSONReader) throws(JSONDecodingError) {
            var fields = try json.object()
            task = try fields.id("task")
            deposit = try fields.optionalCredits("deposit")
            seals = try fields.optional("sealed")?.bool() ?? false
            identity = try fields.identityName()
            try fields.finish()
        }
    }

    static let name = "solver.accept"
    let services: Services

    func call(_ parameters: Parameters, in context: CallContext) async throws -> JSONObject {
        let identity = try services.network.identity(parameters.identity)
        let task = try services.network.task(parameters.task)
        let minimum = try services.network.state.solverDeposit(for: task, sealing: parameters.seals)
        let deposit = parameters.deposit ?? minimum
        // A solver who looks first loses no deposit to a task that cannot be solved.
        try await services.proofs.inspect(parameters.task)
        let acceptance = { (commitment: Digest?) in
            Payload.taskAccept(
                TaskAccept(
                    task: parameters.task,
                    deposit: deposit,
                    secretCommitment: commitment
                )
            )
        }
        let appended =
            try await parameters.seals
            ? services.append(as: identity) { acceptance($0) }
            : services.network.append(acceptance(nil), as: identity)
        let result: JSONObject = [
            "task": .id(parameters.task), "deposit": .count(deposit),
        ]
        return result.adding(appended)
    }
}
