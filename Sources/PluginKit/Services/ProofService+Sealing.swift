public import Digests
public import Network
import Proofs
import Tensors
import Training

// Errors that are planted by the draw's order, so that looking for errors pays (rule C3).

extension ProofService {
    /// Seals a finished run together with a wrong one, and appends both commitments.
    ///
    /// A run that diverged, or in which no error would show, is published as it is.
    ///
    /// - Parameter commitment: what the solver committed to when it accepted the task.
    public func seal(
        _ run: FinishedRun,
        of id: TaskID,
        committedTo commitment: Digest,
        as identity: Identity,
        notes: NoteService
    ) async throws -> AppendedProof {
        guard run.proof.outcome != .diverged, !run.proof.losses.isEmpty else {
            return try await append(run.proof, of: id, as: identity)
        }
        let secret = try notes.secret(committedTo: commitment)
        guard let wrong = try await plant(in: run.proof, of: id, for: identity, secret: secret)
        else { return try await append(run.proof, of: id, as: identity) }
        let right = SealedResult(try await store(run.proof, of: id), isPlanted: false)
        let planted = SealedResult(try await store(wrong, of: id), isPlanted: true)
        for sealed in [right, planted] { try notes.remember(sealed, by: identity) }
        // In the order of the commitments, which says nothing about which is which.
        let commitments = [right, planted]
            .map { $0.commitment(by: identity.participant) }.sorted()
        let event = ProofAppend(
            task: id,
            steps: Int64(run.proof.steps),
            segments: Int64(run.proof.segmentCount),
            outcome: run.proof.outcome.event,
            content: .sealed(commitments[0], commitments[1])
        )
        let appended = try await network.append(.proofAppend(event), as: identity)
        forgetRun(of: id, by: identity)
        return AppendedProof(proof: right.result.proof, appended: appended, isSealed: true)
    }

    /// The run once more, wrong in one segment that follows from the solver's secret, or in the
    /// last one; nothing where both stand still, so that half of their way is all of it.
    private func plant(
        in proof: Proof,
        of id: TaskID,
        for identity: Identity,
        secret: [UInt8]
    ) async throws -> Proof? {
        let context = try await context(of: id)
        let binding = try binding(of: solving(context.task, by: identity), in: context)
        let inherited = try await inherited(context)
        let segments = proof.losses.count
        let drawn = Int(
            NetworkDraws.plantedSegment(task: id, secret: secret, of: Int64(segments))
        )
        return try await Computation.run(in: .runs) {
            func again(from segment: Int) throws -> Proof {
                var recorder = try RunRecorder(
                    specification: context.specification,
                    dataset: context.dataset,
                    binding: binding,
                    execution: self.tensors.execution,
                    inherited: inherited
                )
                return try recorder.runAgain(
                    planting: segment,
                    in: proof,
                    reading: { try self.tensors.bytes(of: $0) },
                    keep: { _ = try self.tensors.store($0.bytes) }
                ).proof
            }
            // What comes after the last segment cannot end elsewhere.
            for segment in Set([drawn, segments - 1]).sorted() {
                let wrong = try again(from: segment)
                let isAsLong = wrong.steps == proof.steps && wrong.outcome == proof.outcome
                if isAsLong, wrong.checkpoints != proof.checkpoints { return wrong }
            }
            return nil
        }
    }

    /// Shows the one of two sealed results that the beacon demands.
    public func designate(
        _ id: TaskID,
        as identity: Identity,
        notes: NoteService
    ) async throws -> (isForced: Bool, shown: AppendedProof) {
        let state = try network.state
        let task = try network.task(id)
        guard case .sealed(let solving, let sealed) = task.phase,
            case .sealed(let first, let second) = sealed.appended.content
        else {
            throw ServiceError.notYet(
                task: id,
                "it is \(task.phase.name) where two results must be sealed"
            )
        }
        let secret = try secret(behind: solving, for: identity, in: notes)
        guard let isForced = state.isErrorForced(on: id, secret: secret) else {
            throw ServiceError.notYet(
                task: id,
                "the beacon of tick \(sealed.decisionTick) decides; let a tick pass"
            )
        }
        let results = try [first, second].map {
            try notes.recall(SealedResult.self, committedTo: $0)
        }
        guard let index = results.firstIndex(where: { $0.isPlanted == isForced }) else {
            throw ServiceError.forgotten("the sealed result that the beacon demands")
        }
        let designation = ForcedDesignate(
            task: id,
            index: Int64(index),
            result: results[index].result,
            salt: results[index].salt
        )
        let shown = try await show(
            results[index].result,
            by: .forcedDesignate(designation),
            as: identity
        )
        notes.forgetNote(committedTo: index == 0 ? first : second)
        return (isForced, shown)
    }

    /// Shows that the beacon demanded the error, and puts the right result in its place.
    public func unseal(
        _ id: TaskID,
        as identity: Identity,
        notes: NoteService
    ) async throws -> AppendedProof {
        let task = try network.task(id)
        guard case .judged(let solving, let record, _) = task.phase, let seal = record.seal else {
            throw ServiceError.notYet(
                task: id,
                "it is \(task.phase.name) where one of two sealed results must be judged"
            )
        }
        let secret = try secret(behind: solving, for: identity, in: notes)
        let other = try notes.recall(SealedResult.self, committedTo: seal.commitment)
        // Before the wrong result is shown to everybody.
        guard !other.isPlanted else { throw Refusal(.notForced, rule: "C3") }
        let reveal = ForcedReveal(
            task: id,
            secret: secret,
            result: other.result,
            segment: try await segment(in: record.result, plantedInto: other.result),
            salt: other.salt
        )
        let shown = try await show(other.result, by: .forcedReveal(reveal), as: identity)
        notes.forgetNote(committedTo: seal.commitment)
        notes.forgetSecret(committedTo: Commitments.secret(secret))
        return shown
    }

    /// The first segment that ends otherwise than it should.
    private func segment(
        in wrong: RunResult,
        plantedInto right: RunResult
    ) async throws -> Int64 {
        let pairs = zip(
            try await proof(of: wrong).checkpoints,
            try await proof(of: right).checkpoints
        )
        let differing = pairs.dropFirst().enumerated().first { $0.element.0 != $0.element.1 }
        guard let differing else { throw Refusal(.notForced, rule: "C3") }
        return Int64(differing.offset)
    }

    private func proof(of result: RunResult) async throws -> Proof {
        do {
            return try await Proof(canonicalBytes: tensors.bytes(of: result.proof))
        } catch let error as DocumentError {
            throw ServiceError.malformedBlob(result.proof, "it is not a proof: \(error)")
        }
    }

    private func secret(
        behind solving: Solving,
        for identity: Identity,
        in notes: NoteService
    ) throws -> [UInt8] {
        guard solving.solver == identity.participant else {
            throw ServiceError.notYours("the solver is \(solving.solver.short)")
        }
        guard let commitment = solving.secretCommitment else {
            throw ServiceError.forgotten("a secret for this acceptance")
        }
        return try notes.secret(committedTo: commitment)
    }

    /// Lets a custodian attest a result with all its checkpoints, and appends what shows it.
    private func show(
        _ result: RunResult,
        by payload: Payload,
        as identity: Identity
    ) async throws -> AppendedProof {
        let proof = try await proof(of: result)
        let appended = try await network.append(
            payload,
            citing: [result.proof] + proof.checkpoints,
            as: identity
        )
        return AppendedProof(proof: result.proof, appended: appended, isSealed: false)
    }
}
