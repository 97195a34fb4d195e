import JSON
import Ledger
import Network
import PluginKit

/// `network.status`: where the network stands, and whether every credit is accounted for.
struct NetworkStatus: Method {
    static let name = "network.status"
    let facilities: Facilities

    func call(_ parameters: NoParameters, in context: CallContext) async throws -> JSONObject {
        let ledger = try facilities.services.network.ledger
        let state = ledger.network
        let sums = CreditSums(of: state.books)
        return [
            "network": .hash(state.id),
            "name": .string(state.genesis.name),
            "mode": .string(state.genesis.mode.rawValue),
            "position": .count(state.head.position),
            "chain": .hash(state.head.chain),
            "tick": .count(state.tick),
            "beacon": .hash(state.beacon),
            "stateHash": .hash(ledger.stateHash(of: state)),
            "minted": .count(state.books.minted),
            "balances": .count(sums.balances),
            "escrows": .count(sums.escrows),
            "deposits": .count(sums.deposits),
            "treasury": .count(sums.treasury),
            "jackpot": .count(sums.jackpot),
            "conserved": .bool(sums.total == state.books.minted),
            "participants": .count(state.participants.count),
            "tasks": .count(state.tasks.count),
            "rounds": .count(state.rounds.count),
            "parameters": GenesisNumbers.plain(state.parameters.json),
        ]
    }
}
