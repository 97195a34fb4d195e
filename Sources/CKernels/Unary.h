// Functions of one number, a line each. What they compute: assay_unary.h.

#include "Logistic.h"
#include "NormalDistribution.h"

typedef void (*unary_function)(const float *x, float *out, size_t count);
typedef void (*unary_gradient_function)(
    const float *x, const float *y, const float *upstream, float *out, size_t count);

/// The loops of a function over its elements: an expression of x, and one of x, y and u.
#define ASSAY_UNARY_FUNCTION(name, value, slope) \
    static void name##_elements(const float *restrict xs, float *restrict out, size_t count) { \
        for (size_t i = 0; i < count; i++) { \
            const float x = xs[i]; \
            out[i] = (value); \
        } \
    } \
    static void name##_gradient_elements( \
        const float *restrict xs, const float *restrict ys, const float *restrict upstream, \
        float *restrict out, size_t count) \
    { \
        for (size_t i = 0; i < count; i++) { \
            const float x = xs[i], y = ys[i], u = upstream[i]; \
            (void)x, (void)y; \
            out[i] = (slope); \
        } \
    }

ASSAY_UNARY_FUNCTION(relu, x <= 0.0f ? 0.0f : x, x > 0.0f ? u : 0.0f)
ASSAY_UNARY_FUNCTION(gelu, gelu_of(x), u * gelu_slope_of(x))
ASSAY_UNARY_FUNCTION(silu, silu_of(x), u * silu_slope_of(x))
ASSAY_UNARY_FUNCTION(tanh, hyperbolic_tangent_of(x), u * __builtin_fmaf(-y, y, 1.0f))
ASSAY_UNARY_FUNCTION(sigmoid, sigmoid_of(x), u * (y * (1.0f - y)))
ASSAY_UNARY_FUNCTION(exponential, exponential_of(x), u * y)
ASSAY_UNARY_FUNCTION(logarithm, logarithm_of(x), u / x)
ASSAY_UNARY_FUNCTION(square_root, __builtin_elementwise_sqrt(x), u / (y + y))
ASSAY_UNARY_FUNCTION(
    reciprocal_square_root, 1.0f / __builtin_elementwise_sqrt(x), u * (-0.5f * (y * (y * y))))
ASSAY_UNARY_FUNCTION(negate, -x, -u)
ASSAY_UNARY_FUNCTION(square, x * x, u * (x + x))
#undef ASSAY_UNARY_FUNCTION

static const unary_function unary_functions[] = {
    [ASSAY_RELU] = relu_elements,
    [ASSAY_GELU] = gelu_elements,
    [ASSAY_SILU] = silu_elements,
    [ASSAY_TANH] = tanh_elements,
    [ASSAY_SIGMOID] = sigmoid_elements,
    [ASSAY_EXPONENTIAL] = exponential_elements,
    [ASSAY_LOGARITHM] = logarithm_elements,
    [ASSAY_SQUARE_ROOT] = square_root_elements,
    [ASSAY_RECIPROCAL_SQUARE_ROOT] = reciprocal_square_root_elements,
    [ASSAY_NEGATE] = negate_elements,
    [ASSAY_SQUARE] = square_elements,
};

static const unary_gradient_function unary_gradient_functions[] = {
    [ASSAY_RELU] = relu_gradient_elements,
    [ASSAY_GELU] = gelu_gradient_elements,
    [ASSAY_SILU] = silu_gradient_elements,
    [ASSAY_TANH] = tanh_gradient_elements,
    [ASSAY_SIGMOID] = sigmoid_gradient_elements,
    [ASSAY_EXPONENTIAL] = exponential_gradient_elements,
    [ASSAY_LOGARITHM] = logarithm_gradient_elements,
    [ASSAY_SQUARE_ROOT] = square_root_gradient_elements,
    [ASSAY_RECIPROCAL_SQUARE_ROOT] = reciprocal_square_root_gradient_elements,
    [ASSAY_NEGATE] = negate_gradient_elements,
    [ASSAY_SQUARE] = square_gradient_elements,
};

// Elements that are changed in place are read from a copy, a piece at a time, so that loops need not
// fear that what they write is what they read next.
enum { unary_piece = 512 };

static void unary_apply(assay_unary function, const float *x, float *out, size_t count) {
    const unary_function apply = unary_functions[function];
    if (x != out) {
        apply(x, out, count);
        return;
    }
    float piece[unary_piece];
    for (size_t i = 0; i < count; i += unary_piece) {
        const size_t length = smaller(unary_piece, count - i);
        memcpy(piece, x + i, length * sizeof(float));
        apply(piece, out + i, length);
    }
}

static void unary_gradient(
    assay_unary function, const float *x, const float *y, const float *upstream, float *out,
    size_t count)
{
    const unary_gradient_function apply = unary_gradient_functions[function];
    if (upstream != out) {
        apply(x, y, upstream, out, count);
        return;
    }
    float piece[unary_piece];
    for (size_t i = 0; i < count; i += unary_piece) {
        const size_t length = smaller(unary_piece, count - i);
        memcpy(piece, upstream + i, length * sizeof(float));
        apply(x + i, y + i, piece, out + i, length);
    }
}

#define ASSAY_UNARY_KERNELS {.apply = unary_apply, .gradient = unary_gradient}
