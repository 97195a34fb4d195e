public import Digests
public import JSON
public import Network
import Training

/// Rounds: contributions, the training log, and the model that follows from it.
public final class ReputationService: Sendable {
    let network: NetworkService
    let tensors: TensorService
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
        let specification = try await roundSpecification(json, localSteps: localSteps)
        let state = try network.state
        let samples = Int64(specification.dataset.samples)
        guard min(blockSamples, samples) <= GradientSum.samplesMax else {
            throw ServiceError.parameter(
                pointer: "/blockSamples",
                expected: "at most \(GradientSum.samplesMax) samples for one contribution",
                got: "\(blockSamples)"
            )
        }
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
        _ = try await tensors.store(specification.canonicalBytes)
        return RoundOpen(
            specification: specification.digest,
            dataset: specification.dataset.blob,
            initial: try await tensors.store(file.bytes),
            samples: samples,
            blockSamples: blockSamples,
            blocksEach: blocksEach ?? min(blocks, 4096),
            assignment: assignment ?? state.parameters.assignment
        )
    }

    private func roundSpecification(
        _ json: JSONReader,
        localSteps: Int64
    ) async throws -> WorkSpecification {
        guard case .object(var object) = json.value else {
            throw json.failure(expected: "an object")
        }
        object["steps"] = .integer(localSteps)
        object["checkpointInterval"] = .integer(localSteps)
        object["mode"] = .string(WorkSpecification.Mode.exact.rawValue)
        object["targetLoss"] = nil
        if object["batchSize"] == nil { object["batchSize"] = 1 }
        return try await proofs.completed(JSONReader(.object(object), at: json.pointer))
    }

    /// What an honest contribution on a block is; stored as a blob.
    public func update(in id: RoundID, block: Int64) async throws -> BlockUpdate {
        let round = try network.round(id)
        try Self.check(block, of: round)
        let opening = round.opening
        let specification = try await tensors.specification(opening.specification)
        // The log cannot look into blobs, so the event's own words about them may be lies.
        guard opening.dataset == specification.dataset.blob,
            opening.samples == Int64(specification.dataset.samples)
        else {
            throw ServiceError.malformedBlob(
                opening.specification,
                "it names another data set than the event that opened the round"
            )
        }
        let model = specification.model
        let local = try Self.localDescent(specification)
        return try await Computation.run {
            let dataset = try self.tensors.dataset(opening.dataset).dataset
            let first = block * opening.blockSamples
            let range = Int(first)..<Int(first + round.sampleCount(ofBlock: block))
            guard range.count <= GradientSum.samplesMax else {
                throw ServiceError.specification(
                    "its blocks have \(range.count) samples, and a contribution is made on "
                        + "\(GradientSum.samplesMax) at most"
                )
            }
            let samples = Array(range)
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
            let bytes: [UInt8]
            do throws(StateError) {
                bytes = try sum.canonicalBytes(model: model)
            } catch {
                throw TrainingError.state(error)
            }
            return BlockUpdate(
                blob: try self.tensors.store(bytes),
                samples: Int64(samples.count),
                loss: evaluation.loss
            )
        }
    }

    static func check(_ block: Int64, of round: RoundRecord) throws {
        guard (0..<round.blocks).contains(block) else {
            throw ServiceError.parameter(
                pointer: "/block",
                expected: "a block in 0...\(round.blocks - 1)",
                got: "\(block)"
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

    /// Refuses a blob that is no model of a round, before its maintainer publishes it.
    ///
    /// A custodian attests what is published, and what is attested may be cited as anything.
    public func checkModel(_ blob: Digest, of id: RoundID) async throws {
        let specification = try network.round(id).opening.specification
        try await Computation.run(in: .files) {
            let model = try self.tensors.specification(specification).model
            _ = try self.tensors.parameters(blob, of: model)
        }
    }

    /// What a contribution should have been.
    ///
    /// - Throws: what keeps this host alone from computing it.
    public func recompute(_ id: ContributionID) async throws -> Recomputation {
        guard let contribution = try network.state.contributions[id] else {
            throw ServiceError.unknownContribution(id)
        }
        do {
            let update = try await update(in: contribution.round, block: contribution.block)
            return .update(update.blob)
        } catch {
            guard let fault = ProofService.fault(behind: error) else { throw error }
            return .impossible(fault)
        }
    }
}

/// What recomputing a contribution comes to, whoever does it.
public enum Recomputation: Sendable {
    /// The blob of the honest update.
    case update(Digest)
    /// For this reason nobody can compute any: what was contributed is made up.
    case impossible(String)
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
