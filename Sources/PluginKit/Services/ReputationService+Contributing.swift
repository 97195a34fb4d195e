public import Digests
public import Network
import Training

// What authors contribute to rounds.

extension ReputationService {
    /// A contribution to commit to: computed here, or an update made elsewhere.
    ///
    /// - Parameters:
    ///   - block: nothing for the first of the author's blocks that it has not contributed on.
    ///   - name: nothing for one that says user and block.
    /// - Throws: ``ServiceError/parameter(pointer:expected:got:)`` for what could be committed to and
    ///   never be revealed.
    public func draft(
        for id: RoundID,
        block: Int64?,
        name: String?,
        update: Digest?,
        by identity: Identity
    ) async throws -> ContributionDraft {
        if let name, let fault = TextLimits.fault(inName: name) {
            throw ServiceError.parameter(
                pointer: "/name",
                expected: "a file name that can be revealed",
                got: "one that \(fault)"
            )
        }
        let block = try block ?? freeBlock(in: id, for: identity.participant)
        let content: (update: Digest, samples: Int64)
        if let update {
            content = (update, try await sampleCount(of: update, in: id, block: block))
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
        let isFree = { state.contribution(of: author, in: id, block: $0) == nil }
        let free: Int64?
        switch state.blocks(for: author, in: id) {
        // As far as the author has contributed, not as far as the round's event says.
        case .any(let blocks, _): free = (0..<blocks).first(where: isFree)
        case .assigned(let blocks): free = blocks.first(where: isFree)
        case nil:
            let tick = try network.round(id).assignmentTick
            throw ServiceError.parameter(
                pointer: "/block",
                expected: "a block, which the beacon of tick \(tick) assigns",
                got: "nothing"
            )
        }
        guard let free else {
            throw ServiceError.parameter(
                pointer: "/block",
                expected: "a block that is not contributed on yet",
                got: "nothing, and all are"
            )
        }
        return free
    }

    private func sampleCount(
        of update: Digest,
        in id: RoundID,
        block: Int64
    ) async throws -> Int64 {
        let round = try network.round(id)
        try Self.check(block, of: round)
        let count = try await Computation.run(in: .files) {
            let specification = try self.tensors.specification(round.opening.specification)
            return Int64(try self.sum(update, of: specification).sampleCount)
        }
        let all = round.sampleCount(ofBlock: block)
        guard count == all else {
            throw ServiceError.parameter(
                pointer: "/update",
                expected: "an update on all \(all) samples of block \(block)",
                got: "one on \(count)"
            )
        }
        return count
    }

    /// An update that somebody made.
    ///
    /// - Parameter samples: on how many samples its author says that it was computed.
    /// - Throws: ``ServiceError/malformedBlob(_:_:)`` when the blob is none, or of another number.
    func sum(
        _ update: Digest,
        of specification: WorkSpecification,
        samples: Int64? = nil
    ) throws -> GradientSum {
        let sum: GradientSum
        do {
            sum = try GradientSum(
                canonicalBytes: tensors.bytes(of: update),
                model: specification.model
            )
        } catch let error as StateError {
            throw ServiceError.malformedBlob(update, "it is no update of this model: \(error)")
        }
        if let samples, samples != Int64(sum.sampleCount) {
            throw ServiceError.malformedBlob(
                update,
                "it is computed on \(sum.sampleCount) samples, and its author says \(samples)"
            )
        }
        return sum
    }

    /// The contribution of an author on a block.
    public func contribution(
        of author: ParticipantID,
        in round: RoundID,
        block: Int64
    ) throws -> ContributionRecord {
        let found = try network.state.contribution(of: author, in: round, block: block)
        guard let found else { throw ServiceError.notCommitted(block: block) }
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
}
