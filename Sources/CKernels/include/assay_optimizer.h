// Steps of optimisers, element by element and in place, and the norm by which gradients are clipped.
#ifndef ASSAY_OPTIMIZER_H
#define ASSAY_OPTIMIZER_H

#include <stdbool.h>
#include <stddef.h>

/// Gradient descent as PyTorch's SGD, without dampening.
typedef struct assay_descent {
    float rate, momentum;
    /// L2 regularisation; with exactly 0 the gradient is taken as it is.
    float decay;
    bool nesterov;
} assay_descent;

/// Adam as PyTorch's, every scalar rounded to float once by the caller; t counts steps from 1.
typedef struct assay_adam {
    /// The learning rate by 1 - beta1^t.
    float rate;
    /// beta1, 1 - beta1, beta2, 1 - beta2.
    float first_keep, first_share, second_keep, second_share;
    /// The square root of 1 - beta2^t.
    float second_root;
    float epsilon;
    /// Adam's L2 regularisation; with exactly 0 the gradient is taken as it is.
    float decay;
    /// AdamW's 1 - learning rate * decay; 1 for Adam.
    float parameter_keep;
} assay_adam;

typedef struct assay_optimizer_kernels {
    /// g = fma(decay, w, gradient); v = fma(momentum, v, g); s = nesterov ? fma(momentum, v, g) : v;
    /// w = fma(-rate, s, w). A NULL velocity stands for no momentum: s = g.
    void (*descent)(
        assay_descent settings, float *parameters, float *velocity, const float *gradient,
        size_t count);
    /// p = w parameter_keep; g = fma(decay, w, gradient);
    /// m = fma(first_keep, m, first_share g); v = fma(second_keep, v, second_share (g g));
    /// w = fma(-rate, m / (sqrt(v) / second_root + epsilon), p).
    void (*adam)(
        assay_adam settings, float *parameters, float *first, float *second,
        const float *gradient, size_t count);
    /// The sum of squares, exact squares added in double precision in the order of `sum`.
    double (*sum_of_squares)(const float *values, size_t count);
} assay_optimizer_kernels;

#endif
