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
        let submitter = try network.task(parameters.task).submitter
        let appended = try await network.append(
            .taskSettle(TaskSettle(task: parameters.task)),
            as: identity
        )
        let result: JSONObject = [
            "task": .id(parameters.task),
            "phase": .string(try network.task(parameters.task).phase.word),
            "paid": .array(appended.effects.flatMap { payments(of: $0) }),
            "refunded": .count(refund(to: submitter, in: appended.effects, of: parameters.task)),
        ]
        return result.adding(appended)
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
