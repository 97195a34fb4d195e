import CKernels

extension Execution {
    /// Scaled dot-product attention of `query`, `key` and `value` into `out`, each
    /// `[batch, heads, length, depth]` at the strides of the shape, and the softmax's statistics,
    /// `[batch, heads, length]` without gaps, which the gradients need.
    ///
    /// Order: queries come in blocks of 32; the keys of a block are all, or, if causal, those up to
    /// its end. For each query i, over the keys j of its block in ascending order: score = (one
    /// chain `sum = fma(key, query, sum)` from +0 over the depth) * scale, -infinity where causal
    /// and j > i; m = largest score; e = exp(score - m); s = a chain of additions from +0 of e;
    /// out = (one chain `sum = fma(e, value, sum)` from +0) * (1 / s); statistic = m + log(s).
    ///
    /// - Parameter scratch: ``AttentionShape/forwardScratch(threads:)`` floats, aligned to 64
    ///   bytes.
    package func attend(
        _ shape: AttentionShape,
        query: UnsafePointer<Float>,
        key: UnsafePointer<Float>,
        value: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        statistics: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        guard perturbation == nil else {
            return perturbedAttention(
                shape,
                query: query,
                key: key,
                value: value,
                into: out,
                statistics: statistics
            )
        }
        let kernels = kernels.attention
        let pairs = shape.batch * shape.heads
        withUnsafePointer(to: shape.extents) { extents in
            divide(pairs, grain: shape.grain, scratch: scratch, size: shape.forwardPart) {
                kernels.forward(
                    extents,
                    query,
                    key,
                    value,
                    out,
                    statistics,
                    $0.lowerBound,
                    $0.upperBound,
                    $1
                )
            }
        }
    }

    /// The gradients of attention by `query`, `key` and `value`, from its `out`, its `statistics`
    /// and the `upstream` gradient, which lies as `out` does; each lies as what it is the gradient
    /// of.
    ///
    /// Order: for each query i and key j of its block, with score as in the forward pass:
    /// p = exp(score - statistic); dp = one chain `sum = fma(value, upstream, sum)` from +0 over
    /// the depth; d = one chain `sum = fma(upstream, out, sum)` from +0 over the depth;
    /// ds = (p * (dp - d)) * scale. Then, each one chain from +0 in ascending order: the query's
    /// gradient `fma(ds, key, sum)` over the keys of its block; the key's `fma(ds, query, sum)` and
    /// the value's `fma(p, upstream, sum)` over the queries whose block has the key.
    ///
    /// - Parameter scratch: ``AttentionShape/gradientScratch(threads:)`` floats, aligned to 64
    ///   bytes.
    package func attentionGradient(
        _ shape: AttentionShape,
        query: UnsafePointer<Float>,
        key: UnsafePointer<Float>,
        value: UnsafePointer<Float>,
        out: UnsafePointer<Float>,
        statistics: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        intoQuery queryGradient: UnsafeMutablePointer<Float>,
        key keyGradient: UnsafeMutablePointer<Float>,
        value valueGradient: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        guard perturbation == nil else {
            return perturbedAttentionGradient(
                shape,
                query: query,
                key: key,
                value: value,
                out: out,
                statistics: statistics,
                upstream: upstream,
                intoQuery: queryGradient,
                key: keyGradient,
                value: valueGradient
            )
        }
        let kernels = kernels.attention
        let pairs = shape.batch * shape.heads
        withUnsafePointer(to: shape.extents) { extents in
            divide(pairs, grain: shape.grain, scratch: scratch, size: shape.gradientPart) {
                kernels.gradient(
                    extents,
                    query,
                    key,
                    value,
                    out,
                    statistics,
                    upstream,
                    queryGradient,
                    keyGradient,
                    valueGradient,
                    $0.lowerBound,
                    $0.upperBound,
                    $1
                )
            }
        }
    }
}
