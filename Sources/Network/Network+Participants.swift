import Digests
import Reputation

extension Network {
    /// Adds a participant at the end of the order of joining.
    mutating func addParticipant(
        _ id: ParticipantID,
        name: String,
        reputation: ReputationUnits?,
        isFounder: Bool
    ) {
        participants[id] = ParticipantRecord(
            id: id,
            name: name,
            userID: Int64(participants.count) + 1,
            isFounder: isFounder,
            reputation: reputation ?? parameters.reputation.floor
        )
    }
}
