// Batch norm. Order: assay_normalization.h.

/// What a channel's sums are made of; a kind of term is an expression of numbers or of vectors.
typedef struct batch_operands {
    const float *x, *upstream, *mean, *inverse;
    assay_channels extents;
} batch_operands;

/// A channel's places at one index of the batch.
typedef struct batch_run {
    const float *x, *upstream;
    float mean, inverse;
} batch_run;

/// Defines the sums of an expression of x, u (upstream), mean and inverse: over the places of a run,
/// and the column of runs. With one place a run, neighbouring channels make a vector.
#define ASSAY_BATCH_TERM(name, has_upstream, expression) \
    ASSAY_INLINE void name##_of_run( \
        const void *operands, size_t index, size_t count, lane_vector *terms) \
    { \
        const batch_run *const run = operands; \
        const lane_vector mean = run->mean - (lane_vector){0}; \
        const lane_vector inverse = run->inverse - (lane_vector){0}; \
        lane_vector x, u = {0}; \
        load_lanes(run->x + index, count, &x); \
        if (has_upstream) load_lanes(run->upstream + index, count, &u); \
        (void)x, (void)u, (void)mean, (void)inverse; \
        *terms = (expression); \
    } \
    ASSAY_INLINE void name( \
        const void *operands, size_t row, size_t column, size_t width, float *restrict sums) \
    { \
        const batch_operands *const batch = operands; \
        const size_t places = batch->extents.places; \
        const size_t start = (row * batch->extents.channels + column) * places; \
        if (places == 1) { \
            for (size_t c = 0; c < width; c++) { \
                const float x = batch->x[start + c]; \
                const float u = has_upstream ? batch->upstream[start + c] : 0.0f; \
                const float mean = batch->mean[column + c], inverse = batch->inverse[column + c]; \
                (void)x, (void)u, (void)mean, (void)inverse; \
                sums[c] += (expression); \
            } \
            return; \
        } \
        for (size_t c = 0; c < width; c++) { \
            const size_t from = start + c * places; \
            const batch_run run = { \
                batch->x + from, has_upstream ? batch->upstream + from : NULL, \
                batch->mean[column + c], batch->inverse[column + c]}; \
            sums[c] += sum_of_terms(name##_of_run, &run, places); \
        } \
    }

ASSAY_BATCH_TERM(batch_value, 0, x)
ASSAY_BATCH_TERM(batch_square, 0, (x - mean) * (x - mean))
ASSAY_BATCH_TERM(batch_upstream, 1, u)
ASSAY_BATCH_TERM(batch_product, 1, u * ((x - mean) * inverse))
#undef ASSAY_BATCH_TERM

/// y = fma(h, weight, bias).
static void batch_normalize(
    const float *restrict x, const float *restrict weight, const float *restrict bias,
    const float *restrict mean, const float *restrict inverse, float *restrict y,
    assay_channels extents, size_t channel_from, size_t channel_to)
{
    const size_t places = extents.places;
    for (size_t i = 0; i < extents.count; i++) {
        const size_t start = i * extents.channels;
        if (places == 1) {
            for (size_t c = channel_from; c < channel_to; c++)
                y[start + c] = __builtin_fmaf(
                    (x[start + c] - mean[c]) * inverse[c], weight[c], bias[c]);
            continue;
        }
        for (size_t c = channel_from; c < channel_to; c++) {
            const float *restrict from = x + (start + c) * places;
            float *restrict to = y + (start + c) * places;
            const float m = mean[c], v = inverse[c], w = weight[c], b = bias[c];
            for (size_t p = 0; p < places; p++) to[p] = __builtin_fmaf((from[p] - m) * v, w, b);
        }
    }
}

static void batch_training(
    const float *x, const float *weight, const float *bias, float epsilon, float momentum,
    float keep, float *running_mean, float *running_variance, float *y, float *mean,
    float *inverse, assay_channels extents, size_t channel_from, size_t channel_to)
{
    const size_t count = extents.count * extents.places;
    const float divisor = (float)count, unbiased = count > 1 ? (float)(count - 1) : 1.0f;
    float sums[sum_chunk_columns];
    for (size_t from = channel_from; from < channel_to; from += sum_chunk_columns) {
        const size_t to =
            channel_to - from < sum_chunk_columns ? channel_to : from + sum_chunk_columns;
        const batch_operands operands = {x, NULL, mean, inverse, extents};
        column_sums_of_terms(batch_value, &operands, sums, extents.count, from, to);
        for (size_t c = from; c < to; c++) mean[c] = sums[c - from] / divisor;
        column_sums_of_terms(batch_square, &operands, sums, extents.count, from, to);
        for (size_t c = from; c < to; c++) {
            const float s = sums[c - from];
            inverse[c] = inverse_deviation(s / divisor, epsilon);
            if (running_mean != NULL)
                running_mean[c] = __builtin_fmaf(momentum, mean[c], keep * running_mean[c]);
            if (running_variance != NULL)
                running_variance[c] =
                    __builtin_fmaf(momentum, s / unbiased, keep * running_variance[c]);
        }
    }
    batch_normalize(x, weight, bias, mean, inverse, y, extents, channel_from, channel_to);
}

static void batch_inference(
    const float *x, const float *weight, const float *bias, const float *mean,
    const float *variance, float epsilon, float *y, assay_channels extents, size_t channel_from,
    size_t channel_to)
{
    float inverse[sum_chunk_columns];
    for (size_t from = channel_from; from < channel_to; from += sum_chunk_columns) {
        const size_t rest = channel_to - from;
        const size_t width = rest < sum_chunk_columns ? rest : sum_chunk_columns;
        for (size_t c = 0; c < width; c++)
            inverse[c] = inverse_deviation(variance[from + c], epsilon);
        const size_t start = from * extents.places;
        batch_normalize(
            x + start, weight + from, bias + from, mean + from, inverse, y + start, extents, 0,
            width);
    }
}

static void batch_gradient(
    const float *restrict x, const float *restrict weight, const float *restrict mean,
    const float *restrict inverse, const float *restrict upstream, float *restrict out,
    float *restrict weight_gradient, float *restrict bias_gradient, assay_channels extents,
    size_t channel_from, size_t channel_to)
{
    const batch_operands operands = {x, upstream, mean, inverse, extents};
    column_sums_of_terms(
        batch_upstream, &operands, bias_gradient + channel_from, extents.count, channel_from,
        channel_to);
    column_sums_of_terms(
        batch_product, &operands, weight_gradient + channel_from, extents.count, channel_from,
        channel_to);

    const size_t places = extents.places;
    const float divisor = (float)(extents.count * places);
    for (size_t i = 0; i < extents.count; i++) {
        const size_t start = i * extents.channels;
        for (size_t c = channel_from; places == 1 && c < channel_to; c++) {
            const float h = (x[start + c] - mean[c]) * inverse[c];
            const float u = upstream[start + c] - bias_gradient[c] / divisor;
            out[start + c] = weight[c] * inverse[c]
                * __builtin_fmaf(-h, weight_gradient[c] / divisor, u);
        }
        for (size_t c = channel_from; places != 1 && c < channel_to; c++) {
            const size_t from = (start + c) * places;
            const float m = mean[c], v = inverse[c], scale = weight[c] * v;
            const float slope = weight_gradient[c] / divisor, centre = bias_gradient[c] / divisor;
            for (size_t p = from; p < from + places; p++)
                out[p] = scale
                    * __builtin_fmaf(-((x[p] - m) * v), slope, upstream[p] - centre);
        }
    }
}

#define ASSAY_NORMALIZATION_KERNELS \
    { \
        .layer = layer_rows, .layer_gradient = layer_gradient_rows, \
        .weight_gradient = normalized_weight_gradient, \
        .root_mean_square = root_mean_square_rows, \
        .root_mean_square_gradient = root_mean_square_gradient_rows, \
        .batch = batch_training, .batch_inference = batch_inference, \
        .batch_gradient = batch_gradient, \
    }
