// Layer norm and RMS norm, the latter being the former without a mean. Order:
// assay_normalization.h.

/// A row, its statistics, and what else its sums are made of.
typedef struct normalized_row {
    const float *x, *weight, *upstream;
    float mean, inverse;
} normalized_row;

ASSAY_INLINE void squared_deviations(
    const void *operands, size_t index, size_t count, lane_vector *terms)
{
    const normalized_row *const row = operands;
    load_lanes(row->x + index, count, terms);
    *terms -= row->mean;
    *terms *= *terms;
}

ASSAY_INLINE void weighted_upstream(
    const void *operands, size_t index, size_t count, lane_vector *terms)
{
    const normalized_row *const row = operands;
    lane_vector weight;
    load_lanes(row->upstream + index, count, terms);
    load_lanes(row->weight + index, count, &weight);
    *terms *= weight;
}

ASSAY_INLINE void weighted_upstream_products(
    const void *operands, size_t index, size_t count, lane_vector *terms)
{
    const normalized_row *const row = operands;
    lane_vector h;
    load_lanes(row->x + index, count, &h);
    h = (h - row->mean) * row->inverse;
    weighted_upstream(operands, index, count, terms);
    *terms *= h;
}

static inline float inverse_deviation(float variance, float epsilon) {
    return 1.0f / __builtin_elementwise_sqrt(variance + epsilon);
}

static void layer_rows(
    const float *restrict x, const float *restrict weight, const float *restrict bias,
    float epsilon, float *restrict y, float *restrict mean, float *restrict inverse, size_t rows,
    size_t n)
{
    for (size_t i = 0; i < rows; i++, x += n, y += n) {
        normalized_row row = {.x = x, .mean = sum_of_terms(load_term, x, n) / (float)n};
        const float variance = sum_of_terms(squared_deviations, &row, n) / (float)n;
        row.inverse = inverse_deviation(variance, epsilon);
        for (size_t j = 0; j < n; j++)
            y[j] = __builtin_fmaf((x[j] - row.mean) * row.inverse, weight[j], bias[j]);
        mean[i] = row.mean;
        inverse[i] = row.inverse;
    }
}

static void root_mean_square_rows(
    const float *restrict x, const float *restrict weight, float epsilon, float *restrict y,
    float *restrict inverse, size_t rows, size_t n)
{
    for (size_t i = 0; i < rows; i++, x += n, y += n) {
        const row_pair square = {x, x};
        const float mean_square = sum_of_terms(row_products, &square, n) / (float)n;
        inverse[i] = inverse_deviation(mean_square, epsilon);
        for (size_t j = 0; j < n; j++) y[j] = x[j] * inverse[i] * weight[j];
    }
}

static void layer_gradient_rows(
    const float *restrict x, const float *restrict weight, const float *restrict mean,
    const float *restrict inverse, const float *restrict upstream, float *restrict out,
    size_t rows, size_t n)
{
    for (size_t i = 0; i < rows; i++, x += n, upstream += n, out += n) {
        const normalized_row row = {x, weight, upstream, mean[i], inverse[i]};
        const float centre = sum_of_terms(weighted_upstream, &row, n) / (float)n;
        const float slope = sum_of_terms(weighted_upstream_products, &row, n) / (float)n;
        for (size_t j = 0; j < n; j++) {
            const float h = (x[j] - row.mean) * row.inverse;
            const float g = upstream[j] * weight[j];
            out[j] = row.inverse * __builtin_fmaf(-h, slope, g - centre);
        }
    }
}

static void root_mean_square_gradient_rows(
    const float *restrict x, const float *restrict weight, const float *restrict inverse,
    const float *restrict upstream, float *restrict out, size_t rows, size_t n)
{
    for (size_t i = 0; i < rows; i++, x += n, upstream += n, out += n) {
        const normalized_row row = {x, weight, upstream, 0.0f, inverse[i]};
        const float slope = sum_of_terms(weighted_upstream_products, &row, n) / (float)n;
        for (size_t j = 0; j < n; j++) {
            const float h = x[j] * row.inverse;
            out[j] = row.inverse * __builtin_fmaf(-h, slope, upstream[j] * weight[j]);
        }
    }
}

/// The rows whose products with upstream make the weight's gradient; without a mean it is zero.
typedef struct normalized_rows {
    const float *x, *mean, *inverse, *upstream;
    size_t n;
} normalized_rows;

ASSAY_INLINE void add_normalized_upstream(
    const void *operands, size_t row, size_t column, size_t width, float *restrict sums)
{
    const normalized_rows rows = *(const normalized_rows *)operands;
    const float *const x = rows.x + row * rows.n + column;
    const float *const upstream = rows.upstream + row * rows.n + column;
    const float mean = rows.mean == NULL ? 0.0f : rows.mean[row], inverse = rows.inverse[row];
    for (size_t c = 0; c < width; c++) sums[c] += upstream[c] * ((x[c] - mean) * inverse);
}

static void normalized_weight_gradient(
    const float *x, const float *mean, const float *inverse, const float *upstream,
    float *weight_gradient, size_t rows, size_t n, size_t column_from, size_t column_to)
{
    const normalized_rows operands = {x, mean, inverse, upstream, n};
    column_sums_of_terms(
        add_normalized_upstream, &operands, weight_gradient + column_from, rows, column_from,
        column_to);
}
