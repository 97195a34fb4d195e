public import Digests
import Tensors
public import Training

/// What each operator of one step wrote, as digests, in the graph's order.
///
/// The second phase of a dispute: bisection has found the step that leads from agreement to
/// disagreement, and the first operator whose output differs while all before it agree is the only
/// one that a judge must compute again.
public struct OperatorTrace: Hashable, Sendable {
    /// One operator of the step.
    public struct Entry: Hashable, Sendable {
        /// The node's name in the graph: `layers.0.product`.
        public let node: String
        /// The digest of all that it wrote: outputs, or tensors changed in place.
        public let written: Digest
    }

    /// The operators, in the order in which they are carried out.
    public let entries: [Entry]

    /// Does the step that follows a state, and keeps what every operator wrote.
    public init(ofStepAfter state: ModelState, by trainer: inout Trainer) throws(TrainingError) {
        trainer.restore(state)
        var entries: [Entry] = []
        _ = try trainer.step { node, written in
            var builder = DigestBuilder()
            for tensor in written { builder.update(tensor.canonicalBytes) }
            entries.append(Entry(node: node, written: builder.finalize()))
        }
        self.entries = entries
    }

    /// A trace as another party states it.
    public init(entries: [Entry]) {
        self.entries = entries
    }

    /// The name of the first operator whose output is not the same in two traces of one step, or
    /// nothing when they agree.
    public func firstDifference(from other: OperatorTrace) -> String? {
        for (left, right) in zip(entries, other.entries) where left != right { return left.node }
        if entries.count == other.entries.count { return nil }
        let longer = entries.count > other.entries.count ? entries : other.entries
        return longer[min(entries.count, other.entries.count)].node
    }
}
