// Softmax and its logarithm along the last axis.
#ifndef ASSAY_SOFTMAX_H
#define ASSAY_SOFTMAX_H

#include <stddef.h>

/// Each row x of n elements, with m = the largest (a zero being +0), e_j = exp(x_j - m) by
/// Exponential.h, and every sum in the order of `sum`. A NaN in a row makes all its results NaN; so
/// does a row of nothing but minus infinity.
typedef struct assay_softmax_kernels {
    /// y_j = e_j / sum(e).
    void (*softmax)(const float *x, float *y, size_t rows, size_t n);
    /// out_j = y_j (upstream_j - sum(y upstream)).
    void (*softmax_gradient)(
        const float *y, const float *upstream, float *out, size_t rows, size_t n);
    /// y_j = (x_j - m) - log(sum(e)) by Logarithm.h.
    void (*log_softmax)(const float *x, float *y, size_t rows, size_t n);
    /// out_j = fma(-exp(y_j), sum(upstream), upstream_j).
    void (*log_softmax_gradient)(
        const float *y, const float *upstream, float *out, size_t rows, size_t n);
} assay_softmax_kernels;

#endif
