import JSON
import Network
import PluginKit

/// `task.settle`: anyone ends a task whose verdict can be challenged no more; all are paid.
struct SettleTask: Method {
    static let name = "task.settle"
    let facilities: Facilities

    func call(_ parameters: TaskParameters, in context: CallContext) async throws -> JSONObject {
        let network = facilities.services.network
        let identity = try network.identity(parameters.identity)
        let task = try network.task(parameters.task)
        let submitter = task.submitter
        let settlement = TaskSettle(task: task.id, secret: try secret(behind: task))
        let appended = try await network.append(.taskSettle(settlement), as: identity)
        let result: JSONObject = [
            "task": .id(parameters.task),
            "phase": .string(try network.task(parameters.task).phase.word),
            "paid": .array(appended.effects.flatMap { payments(of: $0) }),
            "refunded": .count(refund(to: submitter, in: appended.effects, of: parameters.task)),
        ]
        return result.adding(appended)
    }

    /// What a solver who has sealed two results must show (rule C3), if this home knows it and its
    /// time has come.
    private func secret(behind task: TaskRecord) throws -> [UInt8]? {
        let services = facilities.services
        guard case .judged(let solving, let proof, let judgement) = task.phase, proof.seal != nil,
            try services.network.state.tick >= judgement.settles
        else { return nil }
        return try solving.secretCommitment.flatMap {
            try services.notes.secretIfKnown(committedTo: $0)
        }
    }

    /// What came into purses by one effect.
    private func payments(of effect: Effect) -> [JSONValue] {
        effect.credits.filter { $0.amount > 0 }.map { change in
            let participant: JSONValue =
                if case .balance(let id) = change.purse { .id(id) } else { .null }
            return [
                "participant": participant,
                "purpose": .string(effect.text),
                "amount": .count(change.amount),
            ]
        }
    }

    /// What of the fee went back to the submitter.
    private func refund(
        to submitter: ParticipantID,
        in effects: [Effect],
        of task: TaskID
    ) -> Credits {
        effects.filter { effect in
            effect.credits.contains { $0.purse == .fee(task) }
        }.flatMap(\.credits).filter { $0.purse == .balance(submitter) }.reduce(0) { $0 + $1.amount }
    }
}
