// The mean squared error. Order: assay_squared_error.h.

ASSAY_INLINE void squared_differences(
    const void *operands, size_t index, size_t count, lane_vector *terms)
{
    const row_pair row = *(const row_pair *)operands;
    lane_vector b;
    load_lanes(row.a + index, count, terms);
    load_lanes(row.b + index, count, &b);
    *terms -= b;
    *terms *= *terms;
}

static float mean_squared_error(const float *a, const float *b, size_t count) {
    const row_pair row = {a, b};
    return sum_of_terms(squared_differences, &row, count) / (float)count;
}

static void squared_error_gradient(
    const float *restrict a, const float *restrict b, float factor, float *restrict out,
    size_t count)
{
    for (size_t i = 0; i < count; i++) out[i] = (a[i] - b[i]) * factor;
}

#define ASSAY_SQUARED_ERROR_KERNELS \
    {.mean = mean_squared_error, .gradient = squared_error_gradient}
