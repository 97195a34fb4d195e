// Functions of one number, element by element.
#ifndef ASSAY_UNARY_H
#define ASSAY_UNARY_H

#include <stddef.h>

/// Each function with its value y of x, and the gradient that an upstream gradient u becomes.
///
/// The largest errors that the implementations state are those over every 97th of all floats against
/// double precision, in units of the exact value's last place. A NaN in x gives a NaN.
typedef enum assay_unary {
    /// x <= 0 ? +0 : x; x > 0 ? u : +0 (a NaN in x blocks).
    ASSAY_RELU = 0,
    /// x times the normal distribution function, by NormalDistribution.h; u (Phi(x) + x phi(x)).
    ASSAY_GELU,
    /// x sigmoid(x), by Logistic.h; u (s fma(x, c, 1)), s and c being the sigmoids of x and -x.
    ASSAY_SILU,
    /// By Logistic.h; u fma(-y, y, 1).
    ASSAY_TANH,
    /// By Logistic.h; u (y (1 - y)).
    ASSAY_SIGMOID,
    /// By Exponential.h; u y.
    ASSAY_EXPONENTIAL,
    /// By Logarithm.h; u / x.
    ASSAY_LOGARITHM,
    /// Correctly rounded; u / (y + y).
    ASSAY_SQUARE_ROOT,
    /// 1 / sqrt(x), both correctly rounded; u (-0.5 (y (y y))).
    ASSAY_RECIPROCAL_SQUARE_ROOT,
    /// -x; -u.
    ASSAY_NEGATE,
    /// x x; u (x + x).
    ASSAY_SQUARE,
} assay_unary;

typedef struct assay_unary_kernels {
    /// out = y(x); out may be x.
    void (*apply)(assay_unary function, const float *x, float *out, size_t count);
    /// out = the gradient, y being what `apply` made of x; out may be upstream.
    void (*gradient)(
        assay_unary function, const float *x, const float *y, const float *upstream, float *out,
        size_t count);
} assay_unary_kernels;

#endif
