import JSON
import Network
import PluginKit
import ProcessPlugins

/// Asks the plugins before this host appends that work is taken or that credits move.
struct PluginHooks: Sendable {
    let manager: PluginManager
    let network: NetworkService

    /// Throws when a plugin is against it.
    func ask(_ payload: Payload, _ author: ParticipantID) async throws {
        guard let hook = Self.hook(of: payload), manager.isAsked(at: hook) else { return }
        guard let params = try describe(payload, author) else { return }
        try await manager.ask(hook, params, for: PluginCaller.current?.name)
    }

    private static func hook(of payload: Payload) -> PluginHook? {
        switch payload {
        case .taskAccept: .taskAccept
        case .creditsTransfer, .taskSettle: .payment
        default: nil
        }
    }

    /// What the plugins are told; nothing for what the network will refuse anyway.
    private func describe(_ payload: Payload, _ author: ParticipantID) throws -> JSONObject? {
        let state = try network.state
        switch payload {
        case .taskAccept(let acceptance):
            guard let task = state.tasks[acceptance.task] else { return nil }
            return [
                "task": .id(task.id),
                "solver": .id(author),
                "deposit": .count(acceptance.deposit),
                "submitter": .id(task.submitter),
                "specification": .hash(task.submission.specification),
                "dataset": .hash(task.submission.dataset),
                "steps": .count(task.submission.steps),
                "fee": .count(task.submission.fee),
            ]
        case .creditsTransfer(let transfer):
            return [
                "kind": "transfer",
                "from": .id(author),
                "to": .id(transfer.target),
                "amount": .count(transfer.amount),
            ]
        case .taskSettle(let settlement):
            guard let task = state.tasks[settlement.task] else { return nil }
            return [
                "kind": "settlement",
                "from": .id(task.submitter),
                "task": .id(task.id),
                "amount": .count(task.submission.fee),
            ]
        default:
            return nil
        }
    }
}
