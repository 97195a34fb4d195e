import Aggregation
public import Digests
public import JSON
public import Network
public import Reputation
import Tensors
import Training

/// Rounds: contributions, the training log, and the model that follows from it.
public final class ReputationService: Sendable {
    private let network: NetworkService
    private let tensors: TensorService
    private let proofs: ProofService

    package init(network: NetworkService, tensors: TensorService, proofs: ProofService) {
        self.network = network
        self.tensors = tensors
        self.proofs = proofs
    }

    /// Prepares a round: stores its specification and its initial state.
    ///
    /// - Parameters:
    ///   - localSteps: how many steps a contribution takes on its block; the specification's own
    ///     steps and checkpoint interval are replaced by it.
    ///   - blocksEach: how many blocks each participant contributes on at most.
    ///   - initial: a model to start from; nothing for a state derived from a beacon.
    public func plan(
        specification json: JSONReader,
        blockSamples: Int64,
        blocksEach: Int64?,
        localSteps: Int64,
        assignment: Assignment?,
        initial: Digest?
    ) async throws -> RoundOpen {
        let state = try network.state
        let specification = try roundSpecification(json, localSteps: localSteps)
        let samples = Int64(specification.dataset.samples)
        let blocks = (samples - 1) / max(1, min(blockSamples, samples)) + 1
        let model = specification.model
        let file = try await Computation.run {
            guard let initial else {
                return try ModelFile(
                    parameters: ModelState(model: model, seed: state.beacon).parameters,
                    model: model
                )
            }
            return try ModelFile(
                parameters: self.tensors.parameters(initial, of: model),
                model: model
            )
        }
        _ = try tensors.store(specification.canonicalBytes)
        return RoundOpen(
            specification: specification.digest,
            dataset: specification.dataset.blob,
            initial: try tensors.store(file.bytes),
            samples: samples,
            blockSamples: blockSamples,
            blocksEach: blocksEach ?? min(blocks, 4096),
            assignment: assignment ?? state.parameters.assignment
        )
    }

    private func roundSpecification(
        _ json: JSONReader,
        localSteps: Int64
    ) throws -> WorkSpecification {
        guard case .object(var object) = json.value else {
            throw json.failure(expected: "an object")
        }
        object["steps"] = .integer(localSteps)
        object["checkpointInterval"] = .integer(localSteps)
        object["mode"] = .string(WorkSpecification.Mode.exact.rawValue)
        object["targetLoss"] = nil
        if object["batchSize"] == nil { object["batchSize"] = 1 }
        return try proofs.completed(JSONReader(.object(object), at: json.pointer))
    }

    /// What an honest contribution on a block is; stored as a blob.
    public func update(in id: RoundID, block: Int64) async throws -> BlockUpdate {
        let round = try network.round(id)
        guard (0..<round.blocks).contains(block) else {
            throw ServiceError.parameter(
                pointer: "/block",
                expected: "a block in 0...\(round.blocks - 1)",
                got: "\(block)"
            )
        }
        let opening = round.opening
        let specification = try tensors.specification(opening.specification)
        let model = specification.model
        let local = try Self.localDescent(specification)
        return try await Computation.run {
            let dataset = try self.tensors.dataset(opening.dataset).dataset
            let first = block * opening.blockSamples
            let samples = Array(
                Int(first)..<Int(min(first + opening.blockSamples, opening.samples))
            )
            let parameters = try self.tensors.parameters(opening.initial, of: model)
            let sum = try GradientSum(
                of: samples,
                in: dataset,
                model: model,
                parameters: parameters,
                local: local,
                execution: self.tensors.execution
            )
            let evaluation = try Evaluation(
                model: model,
                parameters: parameters,
                on: dataset.selecting(samples),
                execution: self.tensors.execution
            )
            return BlockUpdate(
                blob: try self.tensors.store(sum.canonicalBytes(model: model)),
                samples: Int64(samples.count),
                loss: evaluation.loss
            )
        }
    }

    private static func localDescent(_ specification: WorkSpecification) throws -> LocalDescent {
        let steps = specification.steps
        guard
            let local = LocalDescent(
                steps: steps,
                learningRate: specification.optimizer.learningRate
            )
        else {
            throw ServiceError.specification(
                "a contribution takes 1 to \(LocalDescent.stepsMax) local steps, not \(steps)"
            )
        }
        return local
    }

    /// A contribution to commit to: computed here, or an update made elsewhere.
    ///
    /// - Parameters:
    ///   - block: nothing for the first of the author's blocks that it has not contributed on.
    ///   - name: nothing for one that says user and block.
    public func draft(
        for id: RoundID,
        block: Int64?,
        name: String?,
        update: Digest?,
        by identity: Identity
    ) async throws -> ContributionDraft {
        let block = try block ?? freeBlock(in: id, for: identity.participant)
        let content: (update: Digest, samples: Int64)
        if let update {
            content = (update, try sampleCount(of: update, in: id))
        } else {
            let computed = try await self.update(in: id, block: block)
            content = (computed.blob, computed.samples)
        }
        let userID = try network.state.participants[identity.participant]?.userID ?? 0
        return ContributionDraft(
            round: id,
            block: block,
            content: ContributionContent(
                name: name ?? "user\(userID)-block\(block)",
                update: content.update,
                samples: content.samples
            )
        )
    }

    private func freeBlock(in id: RoundID, for author: ParticipantID) throws -> Int64 {
        let state = try network.state
        let taken = Set(
            state.contributions.filter { $0.round == id && $0.author == author }.map(\.block)
        )
        let candidates: [Int64]
        switch state.blocks(for: author, in: id) {
        case .any(let blocks, _): candidates = Array(0..<blocks)
        case .assigned(let blocks): candidates = blocks
        case nil:
            let tick = try network.round(id).assignmentTick
            throw ServiceError.parameter(
                pointer: "/block",
                expected: "a block, which the beacon of tick \(tick) assigns",
                got: "nothing"
            )
        }
        guard let free = candidates.first(where: { !taken.contains($0) }) else {
            throw ServiceError.parameter(
                pointer: "/block",
                expected: "a block that is not contributed on yet",
                got: "nothing, and all are"
            )
        }
        return free
    }

    private func sampleCount(of update: Digest, in id: RoundID) throws -> Int64 {
        let specification = try tensors.specification(network.round(id).opening.specification)
        return Int64(try sum(update, of: specification).sampleCount)
    }

    private func sum(_ update: Digest, of specification: WorkSpecification) throws -> GradientSum {
        do {
            return try GradientSum(
                canonicalBytes: tensors.bytes(of: update),
                model: specification.model
            )
        } catch let error as StateError {
            throw ServiceError.malformedBlob(update, "it is no update of this model: \(error)")
        }
    }

    /// The contribution of an author on a block.
    public func contribution(
        of author: ParticipantID,
        in round: RoundID,
        block: Int64
    ) throws -> ContributionRecord {
        let found = try network.state.contributions.first {
            $0.round == round && $0.author == author && $0.block == block
        }
        guard let found else {
            throw ServiceError.notCommitted(block: block)
        }
        return found
    }

    /// What a contribution alleges, once it is revealed.
    public func content(of id: ContributionID) throws -> ContributionContent {
        guard let contribution = try network.state.contributions[id] else {
            throw ServiceError.unknownContribution(id)
        }
        guard let content = contribution.revealed?.content else {
            throw ServiceError.parameter(
                pointer: "/contribution",
                expected: "a contribution that is revealed",
                got: "one that is only committed to"
            )
        }
        return content
    }

    /// What a contribution should have been.
    public func recompute(_ id: ContributionID) async throws -> BlockUpdate {
        guard let contribution = try network.state.contributions[id] else {
            throw ServiceError.unknownContribution(id)
        }
        return try await update(in: contribution.round, block: contribution.block)
    }

    /// The model that follows from a round's training log under present reputations (rule R5).
    public func aggregate(_ id: RoundID, by rule: AggregationRule) async throws -> RoundModel {
        let state = try network.state
        let opening = try network.round(id).opening
        let specification = try tensors.specification(opening.specification)
        let contributions = state.acceptedContributions(of: id)
        let weights = Dictionary(
            uniqueKeysWithValues: state.weights(in: id).map { ($0.author, $0.weight) }
        )
        return try await Computation.run {
            let log = try contributions.compactMap { contribution in
                try contribution.revealed.map { revealed in
                    LoggedUpdate(
                        author: contribution.author,
                        sum: try self.sum(revealed.content.update, of: specification)
                    )
                }
            }
            let gradient = try rule.aggregate(log, weights: weights)
            let parameters = try ModelUpdate.descend(
                from: self.tensors.parameters(opening.initial, of: specification.model),
                along: gradient,
                learningRate: specification.optimizer.learningRate.float,
                on: self.tensors.execution
            )
            let file = try ModelFile(parameters: parameters, model: specification.model)
            return RoundModel(
                model: try self.tensors.store(file.bytes),
                contributions: log.count,
                authors: Self.authors(of: log, in: state, weights: weights)
            )
        }
    }

    private static func authors(
        of log: [LoggedUpdate],
        in state: Network,
        weights: [ParticipantID: ReputationUnits]
    ) -> [RoundModel.Author] {
        let total = log.reduce(0.0) { $0 + Double(weights[$1.author] ?? 0) }
        return state.participants.compactMap { participant in
            let count = log.count { $0.author == participant.id }
            guard count > 0 else { return nil }
            let weight = Double(weights[participant.id] ?? 0) * Double(count)
            return RoundModel.Author(
                userID: participant.userID,
                name: participant.name,
                reputation: participant.reputation,
                count: count,
                weight: total > 0 ? weight / total : 0
            )
        }
    }
}

/// An honest contribution on a block.
public struct BlockUpdate: Sendable {
    /// The update's blob.
    public let blob: Digest
    /// The samples it is computed on.
    public let samples: Int64
    /// The mean loss of the block at the round's initial state.
    public let loss: Double
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

    /// The model's blob.
    public let model: Digest
    /// How many contributions it is made of.
    public let contributions: Int
    /// Their authors, in the order of joining.
    public let authors: [Author]
}
