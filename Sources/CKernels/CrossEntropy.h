// The cross entropy of a softmax with one label a row, and its gradient. Order: CKernels.h.

static void softmax_cross_entropy(
    const float *restrict logits, const int32_t *restrict labels, float *restrict probabilities,
    float *restrict losses, size_t rows, size_t columns)
{
    for (size_t i = 0; i < rows; i++, logits += columns, probabilities += columns) {
        const float largest = largest_of(logits, columns);
        const float total = softmax_row(logits, probabilities, columns, largest);
        losses[i] = logarithm_of(total) - (logits[labels[i]] - largest);
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
