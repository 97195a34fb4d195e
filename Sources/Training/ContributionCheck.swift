public import Digests
public import Graphs
public import JSON
import Tensors

/// What recomputing a contribution found: the ground of a judge's ruling on a claim.
public struct ContributionCheck: Hashable, Sendable {
    /// The digest of the bytes that the author handed in.
    public let stated: Digest
    /// The digest of the bytes that recomputing gave.
    public let recomputed: Digest
    /// The distance between the two relative to the recomputed one's length, for people; nothing
    /// when the stated bytes are no contribution for the model.
    public let error: PartsPerTrillion?
    /// Why the stated bytes are no contribution, if they are none.
    public let reason: String?

    /// Whether the contribution is what its author says, bit by bit.
    public var isTrue: Bool { stated == recomputed }

    /// Compares the bytes of a contribution with its recomputation.
    public init(
        of statedBytes: [UInt8],
        against recomputation: GradientSum,
        model: Model
    ) throws(StateError) {
        stated = Digest(sha256: statedBytes)
        recomputed = Digest(sha256: try recomputation.canonicalBytes(model: model))
        do {
            let sum = try GradientSum(canonicalBytes: statedBytes, model: model)
            error = Self.error(of: sum.vector, against: recomputation.vector)
            reason = nil
        } catch {
            self.error = nil
            reason = error.description
        }
    }

    private static func error(of stated: [Float], against exact: [Float]) -> PartsPerTrillion {
        let zero = [Float](repeating: 0, count: exact.count)
        do {
            let error = try Distance(between: stated, and: exact).l2
            let length = try Distance(between: zero, and: exact).l2
            if error == 0 { return .zero }
            return length == 0 ? .unbounded : PartsPerTrillion(roundingUp: error / length)
        } catch {
            preconditionFailure("both are gradients of one model: \(error)")
        }
    }
}

extension ContributionCheck: JSONEncodable {
    /// This value as JSON.
    public var json: JSONValue {
        var object: JSONObject = [
            "isTrue": .bool(isTrue),
            "recomputed": .string(recomputed.hex),
            "stated": .string(stated.hex),
        ]
        object["error"] = error?.json
        object["reason"] = reason.map { .string($0) }
        return .object(object)
    }
}
