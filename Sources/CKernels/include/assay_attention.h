// Scaled dot-product attention and its gradients. Orders of operations: `assay_attention_kernels`.
#ifndef ASSAY_ATTENTION_H
#define ASSAY_ATTENTION_H

#include <stdbool.h>
#include <stddef.h>

/// Where the elements of an array [batch, heads, length, depth] lie: the floats from one sample, head
/// and position to the next. The elements of one position are neighbours.
typedef struct assay_attention_strides {
    size_t batch, head, position;
} assay_attention_strides;

/// The extents of an attention and where its arrays lie; a gradient lies as what it is the gradient
/// of. If `causal`, a query sees the keys up to its own position only.
typedef struct assay_attention {
    size_t batch, heads, length, depth;
    bool causal;
    float scale;
    assay_attention_strides query, key, value, out;
} assay_attention;

/// Queries come in blocks of 32. "The keys of a block" are all keys, or, if causal, those up to the
/// end of the block (at most all).
///
/// Each function computes a range of pairs (sample, head), numbered sample * heads + head.
typedef struct assay_attention_kernels {
    /// For each query i, over the keys j of its block in ascending order:
    /// score_j = (one chain sum = fma(key, query, sum) from +0 over the depth ascending) * scale,
    /// and -infinity where causal and j > i; m = largest score; e_j = exp(score_j - m);
    /// s = a chain of additions from +0 of e_j;
    /// out = (one chain sum = fma(e_j, value, sum) from +0) * (1 / s);
    /// statistic = m + log(s), one a query, [batch, heads, length].
    void (*forward)(
        const assay_attention *attention, const float *query, const float *key, const float *value,
        float *out, float *statistics, size_t pair_from, size_t pair_to, float *scratch);
    /// For each query i and key j of its block, with score_j as above:
    /// p = exp(score_j - statistic_i),
    /// dp = one chain sum = fma(value, upstream, sum) from +0 over the depth ascending,
    /// d = one chain sum = fma(upstream, out, sum) from +0 over the depth ascending,
    /// ds = (p * (dp - d)) * scale; and then, each one chain from +0 in ascending order:
    /// query's gradient: sum = fma(ds, key, sum) over the keys of the query's block,
    /// key's gradient: sum = fma(ds, query, sum) over the queries whose block has the key,
    /// value's gradient: sum = fma(p, upstream, sum) over the same queries.
    void (*gradient)(
        const assay_attention *attention, const float *query, const float *key, const float *value,
        const float *out, const float *statistics, const float *upstream, float *query_gradient,
        float *key_gradient, float *value_gradient, size_t pair_from, size_t pair_to,
        float *scratch);
} assay_attention_kernels;

/// The floats of scratch memory that one call of `forward` needs.
size_t assay_attention_forward_scratch(const assay_attention *attention);
/// The floats of scratch memory that one call of `gradient` needs.
size_t assay_attention_gradient_scratch(const assay_attention *attention);

#endif
