// The gradients of attention, from probabilities computed anew block by block.

/// What the gradients of one pair (sample, head) are computed from and into.
typedef struct attention_pair {
    const float *query, *key, *value, *out, *statistics, *upstream;
    float *query_gradient, *key_gradient, *value_gradient;
} attention_pair;

/// Turns scores[key][query] into probabilities, and their gradients `products` into the scores'.
static void score_gradients(
    float *restrict scores, float *restrict products, size_t keys,
    const float *restrict statistics, const float *restrict dots, float scale)
{
    for (size_t key = 0; key < keys; key++)
        for (size_t l = 0; l < query_block; l++) {
            const size_t e = key * query_block + l;
            scores[e] = exponential_of(scores[e] - statistics[l]);
            products[e] = (scores[e] * (products[e] - dots[l])) * scale;
        }
}

/// sums[key] continues its chain by weights[key][query] and rows[query] over a block's queries.
static void add_queries(
    const float *weights, size_t keys, const float *rows, size_t count, size_t width, float *sums)
{
    const strided_walk walk = {
        .steps = count, .left_step = 1, .right_step = width,
    };
    strided_product(&walk, spread_rows, keys, width, weights, rows, sums, width, true);
}

static void attend_gradient_pair(const assay_attention *a, attention_pair pair, float *scratch) {
    const size_t length = a->length;
    const size_t depth = a->depth;
    const size_t width = padded_depth(a);
    float *const sliced_keys = scratch;
    float *const sliced_values = sliced_keys + sliced_size(a);
    float *const keys = sliced_values + sliced_size(a);
    float *const key_sums = keys + length * width;
    float *const value_sums = key_sums + length * width;
    float *const scores = value_sums + length * width;
    float *const products = scores + length * query_block;
    float *const queries = products + length * query_block;
    float *const upstreams = queries + depth * query_block;
    float *const outs = upstreams + depth * query_block;
    float *const query_rows = outs + depth * query_block;
    float *const upstream_rows = query_rows + query_block * width;

    slice_rows(pair.key, a->key.position, sliced_keys, length, depth);
    slice_rows(pair.value, a->value.position, sliced_values, length, depth);
    copy_rows(pair.key, a->key.position, keys, width, length, depth);
    memset(key_sums, 0, 2 * length * width * sizeof(float));

    for (size_t q = 0; q < length; q += query_block) {
        const size_t count = smaller(query_block, length - q);
        const size_t seen = keys_of_block(a, q);
        const float *const query = pair.query + q * a->query.position;
        const float *const out = pair.out + q * a->out.position;
        const float *const upstream = pair.upstream + q * a->out.position;
        transpose_matrix(query, count, depth, a->query.position, queries, query_block);
        transpose_matrix(upstream, count, depth, a->out.position, upstreams, query_block);
        transpose_matrix(out, count, depth, a->out.position, outs, query_block);
        copy_rows(query, a->query.position, query_rows, width, count, depth);
        copy_rows(upstream, a->out.position, upstream_rows, width, count, depth);

        float statistics[query_block] = {0}, dots[query_block] = {0};
        memcpy(statistics, pair.statistics + q, count * sizeof(float));
        for (size_t d = 0; d < depth; d++)
            for (size_t l = 0; l < query_block; l++)
                dots[l] = __builtin_fmaf(
                    upstreams[d * query_block + l], outs[d * query_block + l], dots[l]);

        multiply_depth(sliced_keys, length, seen, queries, depth, scores);
        scale_and_mask(a, scores, q, seen);
        multiply_depth(sliced_values, length, seen, upstreams, depth, products);
        score_gradients(scores, products, seen, statistics, dots, a->scale);

        add_queries(scores, seen, upstream_rows, count, width, value_sums);
        add_queries(products, seen, query_rows, count, width, key_sums);
        const strided_walk walk = {
            .steps = seen, .left_step = query_block, .right_step = width,
        };
        strided_product(
            &walk, 1, count, depth, products, keys, pair.query_gradient + q * a->query.position,
            a->query.position, false);
    }
    copy_rows(key_sums, width, pair.key_gradient, a->key.position, length, depth);
    copy_rows(value_sums, width, pair.value_gradient, a->value.position, length, depth);
}

static void attend_gradient(
    const assay_attention *attention, const float *query, const float *key, const float *value,
    const float *out, const float *statistics, const float *upstream, float *query_gradient,
    float *key_gradient, float *value_gradient, size_t pair_from, size_t pair_to, float *scratch)
{
    const assay_attention a = *attention;
    for (size_t pair = pair_from; pair < pair_to; pair++) {
        const size_t query_place = place_of_pair(&a, a.query, pair);
        const size_t key_place = place_of_pair(&a, a.key, pair);
        const size_t value_place = place_of_pair(&a, a.value, pair);
        const size_t out_place = place_of_pair(&a, a.out, pair);
        const attention_pair pointers = {
            .query = query + query_place, .key = key + key_place, .value = value + value_place,
            .out = out + out_place, .statistics = statistics + pair * a.length,
            .upstream = upstream + out_place, .query_gradient = query_gradient + query_place,
            .key_gradient = key_gradient + key_place,
            .value_gradient = value_gradient + value_place,
        };
        attend_gradient_pair(&a, pointers, scratch);
    }
}

#define ASSAY_ATTENTION_KERNELS                                                                    \
    { .forward = attend, .gradient = attend_gradient }
