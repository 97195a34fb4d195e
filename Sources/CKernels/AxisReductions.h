// Sums, means and maxima along one axis. Orders: assay_reduction.h.

static void largest_of_columns(
    const float *restrict x, float *restrict out, size_t count, size_t inner, size_t from,
    size_t to)
{
    for (size_t i = from; i < to; i++) out[i] = -__builtin_inff();
    for (size_t k = 0; k < count; k++)
        for (size_t i = from; i < to; i++) out[i] = larger_or_nan(out[i], x[k * inner + i]);
    for (size_t i = from; i < to; i++) out[i] = out[i] + 0.0f;
}

static void reduction_apply(
    assay_reduction function, const float *x, float *out, size_t count, size_t inner, size_t from,
    size_t to)
{
    for (size_t i = from; i < to;) {
        const size_t plane = i / inner;
        const float *const values = x + plane * count * inner;
        float *const results = out + plane * inner;
        const size_t first = i - plane * inner;
        const size_t end = to - plane * inner < inner ? to - plane * inner : inner;
        if (function == ASSAY_MAXIMUM) {
            if (inner == 1)
                results[0] = largest_of(values, count);
            else
                largest_of_columns(values, results, count, inner, first, end);
        } else if (inner == 1) {
            results[0] = sum(values, count);
        } else {
            column_sums(values, results, count, inner, first, end);
        }
        i = plane * inner + end;
    }
    if (function == ASSAY_MEAN)
        for (size_t i = from; i < to; i++) out[i] = out[i] / (float)count;
}

static void maximum_gradient_of_columns(
    const float *restrict x, const float *restrict y, const float *restrict upstream,
    float *restrict out, size_t count, size_t inner, size_t width)
{
    int32_t open[sum_chunk_columns];
    for (size_t c = 0; c < width; c++) open[c] = 1;
    for (size_t k = 0; k < count; k++)
        for (size_t c = 0; c < width; c++) {
            const float value = x[k * inner + c];
            const int32_t found = (value == y[c]) | (value != value);
            out[k * inner + c] = (open[c] & found) != 0 ? upstream[c] : 0.0f;
            open[c] &= !found;
        }
}

static void maximum_gradient(
    const float *x, const float *y, const float *upstream, float *out, size_t count, size_t inner,
    size_t from, size_t to)
{
    for (size_t i = from; i < to;) {
        const size_t plane = i / inner;
        const size_t start = plane * count * inner + i % inner;
        const size_t rest = (plane + 1) * inner < to ? (plane + 1) * inner - i : to - i;
        const size_t width = rest < sum_chunk_columns ? rest : sum_chunk_columns;
        maximum_gradient_of_columns(
            x + start, y + i, upstream + i, out + start, count, inner, width);
        i += width;
    }
}

#define ASSAY_REDUCTION_KERNELS {.apply = reduction_apply, .maximum_gradient = maximum_gradient}
