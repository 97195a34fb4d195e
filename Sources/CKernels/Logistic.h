// tanh, the logistic sigmoid and x times it, all from the one polynomial in Exponential.h.

/// e^(x + low) = product of the three numbers it gives; x must lie in [-120, 88], and |low| be small.
///
/// The two powers of two are applied last, so that a denormal result rounds once.
static inline float exponential_parts(float x, float low, float *first, float *second) {
    int32_t n;
    const float r = exponential_remainder(x, &n) + low;
    powers_of_two(n, first, second);
    return 1.0f + exponential_less_one(r);
}

/// tanh |x| = u / (u + 2) with u = e^2|x| - 1 = 2^n (e^r - 1) + (2^n - 1), which keeps its digits
/// near zero. Largest error 2.4.
static inline float hyperbolic_tangent_of(float x) {
    // From 9.02 on the result is 1; a NaN passes the comparison.
    float a = __builtin_fabsf(x);
    a = a > 10.0f ? 10.0f : a;
    a = a + a;

    int32_t n;
    const float q = exponential_less_one(exponential_remainder(a, &n));
    const float scale = float_of_bits(((uint32_t)n + 127) << 23);
    const float u = __builtin_fmaf(scale, q, scale - 1.0f);
    return __builtin_copysignf(u / (u + 2.0f), x);
}

/// e = e^-|x|; 1 / (1 + e) for x >= 0, e / (1 + e) below. Largest error 2.3.
static inline float sigmoid_of(float x) {
    const float e = exponential_of(-__builtin_fabsf(x));
    return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

/// x sigmoid(x), where below zero x is multiplied with e^-|x|'s significand first and with its
/// powers of two last. Minus infinity gives -0. Largest error 3.1.
static inline float silu_of(float x) {
    // Below -120 even x e^x is zero.
    const float bounded = x < -120.0f ? -120.0f : x;
    float a = -__builtin_fabsf(bounded);
    a = a < -120.0f ? -120.0f : a;
    float first, second;
    const float y = exponential_parts(a, 0.0f, &first, &second);
    const bool negative = x < 0.0f;
    const float quotient = bounded * (negative ? y : 1.0f) / (1.0f + y * first * second);
    return quotient * (negative ? first : 1.0f) * (negative ? second : 1.0f);
}

/// s fma(x, c, 1), s being the sigmoid of x and c that of -x, as r = 1 / (1 + e) and e r.
static inline float silu_slope_of(float x) {
    // Beyond 104 the sigmoid is 0 or 1, and infinity times zero must not enter.
    x = x < -104.0f ? -104.0f : x;
    x = x > 104.0f ? 104.0f : x;
    const float e = exponential_of(-__builtin_fabsf(x));
    const float nearer = 1.0f / (1.0f + e);
    const float farther = e * nearer;
    const bool negative = x < 0.0f;
    return (negative ? farther : nearer)
        * __builtin_fmaf(x, negative ? nearer : farther, 1.0f);
}
