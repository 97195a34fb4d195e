// Softmax and its logarithm. Order: assay_softmax.h.
//
// Rows are walked sixteen places at a time, the last ones padded, so that a row of ten costs no more
// than a row of sixteen.

/// Exponentials of sixteen numbers.
ASSAY_INLINE void exponential_lanes(lane_vector *values) {
    float x[sum_lanes];
    memcpy(x, values, sizeof x);
    for (size_t l = 0; l < sum_lanes; l++) x[l] = exponential_of(x[l]);
    memcpy(values, x, sizeof x);
}

/// A row and the number to subtract from it.
typedef struct shifted_row {
    const float *x;
    float shift;
} shifted_row;

ASSAY_INLINE void shifted_exponentials(
    const void *operands, size_t index, size_t count, lane_vector *terms)
{
    const shifted_row row = *(const shifted_row *)operands;
    load_lanes(row.x + index, count, terms);
    *terms -= row.shift;
    exponential_lanes(terms);
}

/// The factors of a sum of products.
typedef struct row_pair {
    const float *a, *b;
} row_pair;

ASSAY_INLINE void row_products(
    const void *operands, size_t index, size_t count, lane_vector *terms)
{
    const row_pair row = *(const row_pair *)operands;
    lane_vector b;
    load_lanes(row.a + index, count, terms);
    load_lanes(row.b + index, count, &b);
    *terms *= b;
}

/// Writes one row's softmax, given its largest element, and gives the sum of exponentials.
static inline float softmax_row(const float *restrict x, float *restrict y, size_t n, float largest) {
    const shifted_row row = {x, largest};
    for (size_t j = 0; j < n; j += sum_lanes) {
        const size_t count = n - j < sum_lanes ? n - j : sum_lanes;
        lane_vector e;
        shifted_exponentials(&row, j, count, &e);
        store_lanes(&e, count, y + j);
    }
    const float total = sum_of_terms(load_term, y, n);
    for (size_t j = 0; j < n; j += sum_lanes) {
        const size_t count = n - j < sum_lanes ? n - j : sum_lanes;
        lane_vector e;
        load_lanes(y + j, count, &e);
        e /= total;
        store_lanes(&e, count, y + j);
    }
    return total;
}

static void softmax_rows(const float *restrict x, float *restrict y, size_t rows, size_t n) {
    for (size_t i = 0; i < rows; i++, x += n, y += n) softmax_row(x, y, n, largest_of(x, n));
}

static void softmax_gradient_rows(
    const float *restrict y, const float *restrict upstream, float *restrict out, size_t rows,
    size_t n)
{
    for (size_t i = 0; i < rows; i++, y += n, upstream += n, out += n) {
        const row_pair row = {y, upstream};
        const float total = sum_of_terms(row_products, &row, n);
        for (size_t j = 0; j < n; j++) out[j] = y[j] * (upstream[j] - total);
    }
}

static void log_softmax_rows(const float *restrict x, float *restrict y, size_t rows, size_t n) {
    for (size_t i = 0; i < rows; i++, x += n, y += n) {
        const shifted_row row = {x, largest_of(x, n)};
        const float total = logarithm_of(sum_of_terms(shifted_exponentials, &row, n));
        for (size_t j = 0; j < n; j++) y[j] = (x[j] - row.shift) - total;
    }
}

static void log_softmax_gradient_rows(
    const float *restrict y, const float *restrict upstream, float *restrict out, size_t rows,
    size_t n)
{
    for (size_t i = 0; i < rows; i++, y += n, upstream += n, out += n) {
        const float total = sum_of_terms(load_term, upstream, n);
        for (size_t j = 0; j < n; j += sum_lanes) {
            const size_t count = n - j < sum_lanes ? n - j : sum_lanes;
            lane_vector e, u;
            load_lanes(y + j, count, &e);
            load_lanes(upstream + j, count, &u);
            exponential_lanes(&e);
            const lane_vector totals = total - (lane_vector){0};
            u = __builtin_elementwise_fma(-e, totals, u);
            store_lanes(&u, count, out + j);
        }
    }
}

#define ASSAY_SOFTMAX_KERNELS \
    { \
        .softmax = softmax_rows, .softmax_gradient = softmax_gradient_rows, \
        .log_softmax = log_softmax_rows, .log_softmax_gradient = log_softmax_gradient_rows, \
    }
