// Attention, one block of queries after the other, so that no matrix of all scores is ever made.

enum { block_vectors = query_block / ASSAY_LANES };

/// Copies rows in slices of the depth: slice after slice, each with `depth_slice` floats a row.
static void slice_rows(
    const float *restrict from, size_t stride, float *restrict to, size_t rows, size_t depth)
{
    for (size_t d = 0; d < depth; d += depth_slice)
        copy_rows(
            from + d, stride, to + d * rows, depth_slice, rows, smaller(depth_slice, depth - d));
}

/// out[row][query] = chain over the depth of rows[row] and the block's transposed queries, for the
/// first `count` of `length` rows in slices.
static void multiply_depth(
    const float *rows, size_t length, size_t count, const float *queries, size_t depth, float *out)
{
    size_t d = 0;
    // A chain over nothing is zero; so the loop runs at least once.
    do {
        const strided_walk walk = {
            .steps = smaller(depth_slice, depth - d), .left_step = 1,
            .right_step = query_block,
        };
        strided_product(
            &walk, spread_rows, count, query_block, rows + d * length, queries + d * query_block,
            out, query_block, d > 0);
        d += depth_slice;
    } while (d < depth);
}

/// The keys that a block of queries sees.
static size_t keys_of_block(const assay_attention *a, size_t query) {
    return a->causal ? smaller(query + query_block, a->length) : a->length;
}

/// Multiplies scores[key][query] by the scale, and hides the keys behind a query.
static void scale_and_mask(const assay_attention *a, float *scores, size_t query, size_t keys) {
    const float scale = a->scale;
    for (size_t e = 0; e < keys * query_block; e++) scores[e] *= scale;
    if (!a->causal) return;
    for (size_t key = query + 1; key < keys; key++)
        for (size_t l = 0; l < key - query; l++)
            scores[key * query_block + l] = -__builtin_inff();
}

/// Turns scores[key][query] into exponentials, and finds each query's largest score and their sum.
static void exponentiate(float *restrict scores, size_t keys, float *largest, float *sums) {
    vector highest[block_vectors], totals[block_vectors];
    for (size_t v = 0; v < block_vectors; v++) {
        highest[v] = (vector){0} - __builtin_inff();
        totals[v] = (vector){0};
    }
    for (size_t key = 0; key < keys; key++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < block_vectors; v++) {
            const vector s =
                *(const loose_vector *)(scores + key * query_block + v * ASSAY_LANES);
            const lane_bits above = s > highest[v];
            highest[v] = (vector)(((lane_bits)s & above) | ((lane_bits)highest[v] & ~above));
        }
    memcpy(largest, highest, sizeof highest);
    for (size_t key = 0; key < keys; key++)
        for (size_t l = 0; l < query_block; l++) {
            float *const score = scores + key * query_block + l;
            *score = exponential_of(*score - largest[l]);
        }
    for (size_t key = 0; key < keys; key++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < block_vectors; v++)
            totals[v] += *(const loose_vector *)(scores + key * query_block + v * ASSAY_LANES);
    memcpy(sums, totals, sizeof totals);
}

static void attend_pair(
    const assay_attention *a, const float *query, const float *key, const float *value, float *out,
    float *statistics, float *scratch)
{
    const size_t width = padded_depth(a);
    float *const keys = scratch;
    float *const values = keys + sliced_size(a);
    float *const queries = values + a->length * width;
    float *const scores = queries + a->depth * query_block;
    slice_rows(key, a->key.position, keys, a->length, a->depth);
    copy_rows(value, a->value.position, values, width, a->length, a->depth);

    for (size_t q = 0; q < a->length; q += query_block) {
        const size_t count = smaller(query_block, a->length - q);
        const size_t seen = keys_of_block(a, q);
        // Queries beyond the last are computed from what memory holds, and left.
        transpose_matrix(
            query + q * a->query.position, count, a->depth, a->query.position, queries,
            query_block);
        multiply_depth(keys, a->length, seen, queries, a->depth, scores);
        scale_and_mask(a, scores, q, seen);
        float largest[query_block], sums[query_block];
        exponentiate(scores, seen, largest, sums);

        float *const rows = out + q * a->out.position;
        const strided_walk walk = {
            .steps = seen, .left_step = query_block, .right_step = width,
        };
        strided_product(
            &walk, 1, count, a->depth, scores, values, rows, a->out.position, false);
        for (size_t i = 0; i < count; i++) {
            const float factor = 1.0f / sums[i];
            for (size_t d = 0; d < a->depth; d++) rows[i * a->out.position + d] *= factor;
            statistics[q + i] = largest[i] + logarithm_of(sums[i]);
        }
    }
}

static size_t place_of_pair(const assay_attention *a, assay_attention_strides s, size_t pair) {
    return pair / a->heads * s.batch + pair % a->heads * s.head;
}

static void attend(
    const assay_attention *attention, const float *query, const float *key, const float *value,
    float *out, float *statistics, size_t pair_from, size_t pair_to, float *scratch)
{
    const assay_attention a = *attention;
    for (size_t pair = pair_from; pair < pair_to; pair++)
        attend_pair(
            &a, query + place_of_pair(&a, a.query, pair), key + place_of_pair(&a, a.key, pair),
            value + place_of_pair(&a, a.value, pair), out + place_of_pair(&a, a.out, pair),
            statistics + pair * a.length, scratch);
}
