import Aggregation
public import Digests
import Graphs
import JSON
public import Network
public import Reputation
import Tensors
import Training

// The model that follows from a round.

extension ReputationService {
    /// The model that follows from a round's training log under present reputations (rule R5).
    ///
    /// Contributions that are no updates of the model are left out, and named: what a blob holds is
    /// the same everywhere, so everybody leaves out the same ones.
    public func aggregate(_ id: RoundID, by rule: AggregationRule) async throws -> RoundModel {
        let state = try network.state
        let opening = try network.round(id).opening
        let specification = try await tensors.specification(opening.specification)
        let contributions = state.acceptedContributions(of: id)
        let weights = Dictionary(
            uniqueKeysWithValues: state.weights(in: id).map { ($0.author, $0.weight) }
        )
        return try await Computation.run {
            let log = contributions.compactMap { LoggedUpdate($0) }
            try rule.requireMemory(
                updates: log.count,
                parameters: specification.model.parameters.reduce(0) { $0 + $1.elementCount }
            )
            var reasons: [ContributionID: String] = [:]
            let gradient = try rule.aggregate(log, weights: weights) { update in
                try Task.checkCancellation()
                do {
                    return try self.sum(
                        update.blob,
                        of: specification,
                        samples: update.samples
                    )
                } catch ServiceError.malformedBlob(_, let reason) {
                    reasons[update.contribution] = reason
                    return nil
                }
            }
            let joined = log.filter { reasons[$0.contribution] == nil }
            let parameters = try ModelUpdate.descend(
                from: self.tensors.parameters(opening.initial, of: specification.model),
                along: gradient,
                learningRate: specification.optimizer.learningRate.float,
                on: self.tensors.execution
            )
            let file = try ModelFile(parameters: parameters, model: specification.model)
            return RoundModel(
                model: try self.tensors.store(file.bytes),
                contributions: joined.count,
                authors: Self.authors(
                    of: joined,
                    in: state,
                    weights: rule.isWeighted ? weights : nil
                ),
                skipped: log.compactMap { update in
                    reasons[update.contribution].map {
                        RoundModel.Skipped(contribution: update.contribution, reason: $0)
                    }
                }
            )
        }
    }

    private static func authors(
        of log: [LoggedUpdate],
        in state: Network,
        weights: [ParticipantID: ReputationUnits]?
    ) -> [RoundModel.Author] {
        /// A sample weighs what its author does; where nobody weighs, all contributions count alike.
        func weight(_ update: LoggedUpdate) -> Double {
            guard let weights else { return 1 }
            return Double(weights[update.author] ?? 0) * Double(update.samples)
        }
        let total = log.reduce(0) { $0 + weight($1) }
        let logs = Dictionary(grouping: log, by: \.author)
        return state.participants.compactMap { participant in
            guard let log = logs[participant.id] else { return nil }
            let weight = log.reduce(0) { $0 + weight($1) }
            return RoundModel.Author(
                userID: participant.userID,
                name: participant.name,
                reputation: participant.reputation,
                count: log.count,
                weight: total > 0 ? weight / total : 0
            )
        }
    }
}

/// A model made of a training log.
public struct RoundModel: Sendable {
    /// An author of the log.
    public struct Author: Sendable {
        /// Its number in the order of joining.
        public let userID: Int64
        /// Its label.
        public let name: String
        /// Its reputation now, x 10^-12.
        public let reputation: ReputationUnits
        /// How many contributions count.
        public let count: Int
        /// What they weigh together, as a share of the whole.
        public let weight: Double
    }

    /// A contribution that is no update of the model.
    public struct Skipped: Sendable {
        /// The contribution.
        public let contribution: ContributionID
        /// What is wrong with it.
        public let reason: String
    }

    /// The model's blob.
    public let model: Digest
    /// How many contributions it is made of.
    public let contributions: Int
    /// Their authors, in the order of joining.
    public let authors: [Author]
    /// The accepted contributions that it is not made of.
    public let skipped: [Skipped]
}
