// Kernels whose elements do not meet. Orders of operations: CKernels.h.

static void add_bias(
    const float *restrict matrix, const float *restrict bias, float *restrict out, size_t rows,
    size_t columns)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++)
            out[i * columns + j] = matrix[i * columns + j] + bias[j];
}

static void add(
    const float *restrict a, const float *restrict b, float *restrict out, size_t count)
{
    for (size_t i = 0; i < count; i++) out[i] = a[i] + b[i];
}

static void scale(const float *restrict x, float factor, float *restrict out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = x[i] * factor;
}

static void add_scaled(
    const float *restrict x, float factor, const float *restrict y, float *restrict out,
    size_t count)
{
    for (size_t i = 0; i < count; i++) out[i] = __builtin_fmaf(factor, x[i], y[i]);
}

static void relu(const float *restrict x, float *restrict out, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = x[i] <= 0.0f ? 0.0f : x[i];
}

static void relu_gradient(
    const float *restrict x, const float *restrict upstream, float *restrict out, size_t count)
{
    for (size_t i = 0; i < count; i++) out[i] = x[i] > 0.0f ? upstream[i] : 0.0f;
}

static void momentum_step(
    float *restrict parameters, float *restrict velocity, const float *restrict gradient,
    float rate, float momentum, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        velocity[i] = __builtin_fmaf(momentum, velocity[i], gradient[i]);
        parameters[i] = __builtin_fmaf(-rate, velocity[i], parameters[i]);
    }
}
