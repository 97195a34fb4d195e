// Kernels whose elements do not meet. Orders of operations: CKernels.h.

static void add_bias(
    const float *restrict matrix, const float *restrict bias, float *restrict out, size_t rows,
    size_t columns)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            out[i * columns + j] = matrix[i * columns + j] + bias[j];
}

static void add_scaled(
    const float *restrict x, float factor, const float *restrict y, float *restrict out,
    size_t count)
{
    for (size_t i = 0; i < count; i++) out[i] = __builtin_fmaf(factor, x[i], y[i]);
}
