import CKernels

/// Where the elements of an array `[batch, heads, length, depth]` lie.
///
/// The floats from one sample, head and position to the next; the elements of one position are
/// neighbours.
package struct AttentionStrides: Hashable, Sendable {
    package let batch: Int
    package let head: Int
    package let position: Int

    package init(batch: Int, head: Int, position: Int) {
        self.batch = batch
        self.head = head
        self.position = position
    }

    fileprivate var extents: assay_attention_strides {
        assay_attention_strides(batch: batch, head: head, position: position)
    }
}

/// The extents of an attention and where its arrays lie; a gradient lies as what it is the gradient
/// of.
package struct AttentionShape: Hashable, Sendable {
    package let batch: Int
    package let heads: Int
    package let length: Int
    package let depth: Int
    /// Whether a query sees the keys up to its own position only.
    package let isCausal: Bool
    /// What scores are multiplied by.
    package let scale: Float
    package let query: AttentionStrides
    package let key: AttentionStrides
    package let value: AttentionStrides
    package let out: AttentionStrides

    /// An attention whose extents are not negative.
    package init(
        batch: Int,
        heads: Int,
        length: Int,
        depth: Int,
        isCausal: Bool,
        scale: Float,
        query: AttentionStrides,
        key: AttentionStrides,
        value: AttentionStrides,
        out: AttentionStrides
    ) {
        self.batch = batch
        self.heads = heads
        self.length = length
        self.depth = depth
        self.isCausal = isCausal
        self.scale = scale
        self.query = query
        self.key = key
        self.value = value
        self.out = out
    }

    /// The floats of scratch memory that the forward pass needs on so many threads, a part for
    /// each.
    package func forwardScratch(threads: Int) -> Int { threads * forwardPart }

    /// The floats of scratch memory that the gradients need on so many threads, a part for each.
    package func gradientScratch(threads: Int) -> Int { threads * gradientPart }

    var forwardPart: Int {
        withUnsafePointer(to: extents) { Execution.aligned(assay_attention_forward_scratch($0)) }
    }

    var gradientPart: Int {
        withUnsafePointer(to: extents) { Execution.aligned(assay_attention_gradient_scratch($0)) }
    }

    var extents: assay_attention {
        assay_attention(
            batch: batch,
            heads: heads,
            length: length,
            depth: depth,
            causal: isCausal,
            scale: scale,
            query: query.extents,
            key: key.extents,
            value: value.extents,
            out: out.extents
        )
    }

    /// The pairs of sample and head that one thread takes at least.
    var grain: Int { Execution.grain(work: length * length * depth) }
}
