// tanh, the logistic sigmoid and x times it, all from the one polynomial in Exponential.h.

/// e^(x + low) = product of the three numbers it gives; x must lie in [-120, 88], and |low| be small.
///
/// The two powers of two are applied last, so that a denormal result rounds once.
static inline float exponential_parts(float x, float low, float *first, float *second) {
    const float shift = 0x1.8p23f;
    const float shifted = __builtin_fmaf(x, 0x1.715476p0f, shift);
    const float n = shifted - shift;
    float r = __builtin_fmaf(n, -0x1.62e400p-1f, x);
    r = __builtin_fmaf(n, -0x1.7f7d1cp-20f, r) + low;

    float p = 0x1.9df7f2p-13f;
    p = __builtin_fmaf(p, r, 0x1.6d4cdap-10f);
    p = __builtin_fmaf(p, r, 0x1.111310p-7f);
    p = __builtin_fmaf(p, r, 0x1.5554e8p-5f);
    p = __builtin_fmaf(p, r, 0x1.555554p-3f);
    p = __builtin_fmaf(p, r, 0x1.000000p-1f);

    const int32_t whole = (int32_t)(bits_of_float(shifted) - bits_of_float(shift));
    const int32_t half = whole >> 1;
    *first = float_of_bits((uint32_t)(half + 127) << 23);
    *second = float_of_bits((uint32_t)(whole - half + 127) << 23);
    return 1.0f + __builtin_fmaf(p, r * r, r);
}

/// tanh |x| = u / (u + 2) with u = e^2|x| - 1 = 2^n (e^r - 1) + (2^n - 1), which keeps its digits
/// near zero. Largest error 2.4.
static inline float hyperbolic_tangent_of(float x) {
    // From 9.02 on the result is 1; a NaN passes the comparison.
    float a = __builtin_fabsf(x);
    a = a > 10.0f ? 10.0f : a;
    a = a + a;

    const float shift = 0x1.8p23f;
    const float shifted = __builtin_fmaf(a, 0x1.715476p0f, shift);
    const float n = shifted - shift;
    float r = __builtin_fmaf(n, -0x1.62e400p-1f, a);
    r = __builtin_fmaf(n, -0x1.7f7d1cp-20f, r);

    float p = 0x1.9df7f2p-13f;
    p = __builtin_fmaf(p, r, 0x1.6d4cdap-10f);
    p = __builtin_fmaf(p, r, 0x1.111310p-7f);
    p = __builtin_fmaf(p, r, 0x1.5554e8p-5f);
    p = __builtin_fmaf(p, r, 0x1.555554p-3f);
    p = __builtin_fmaf(p, r, 0x1.000000p-1f);
    const float q = __builtin_fmaf(p, r * r, r);

    const float scale = float_of_bits((bits_of_float(shifted) - bits_of_float(shift) + 127) << 23);
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
