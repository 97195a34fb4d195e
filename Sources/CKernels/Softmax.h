// Softmax, its cross entropy with one label a row, and the gradient. Order: CKernels.h.

static void softmax_cross_entropy(
    const float *restrict logits, const int32_t *restrict labels, float *restrict probabilities,
    float *restrict losses, size_t rows, size_t columns)
{
    for (size_t i = 0; i < rows; i++) {
        const float *restrict row = logits + i * columns;
        float *restrict out = probabilities + i * columns;

        float largest = row[0];
        for (size_t j = 1; j < columns; j++) largest = row[j] > largest ? row[j] : largest;
        for (size_t j = 0; j < columns; j++) out[j] = exponential_of(row[j] - largest);
        const float total = sum(out, columns);
        for (size_t j = 0; j < columns; j++) out[j] = out[j] / total;
        losses[i] = logarithm_of(total) - (row[labels[i]] - largest);
    }
}

static void softmax_cross_entropy_gradient(
    const float *restrict probabilities, const int32_t *restrict labels, float divisor,
    float *restrict out, size_t rows, size_t columns)
{
    for (size_t i = 0; i < rows; i++) {
        const float *restrict row = probabilities + i * columns;
        float *restrict gradient = out + i * columns;
        for (size_t j = 0; j < columns; j++) {
            const float target = j == (size_t)labels[i] ? 1.0f : 0.0f;
            gradient[j] = (row[j] - target) / divisor;
        }
    }
}
