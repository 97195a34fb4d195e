// e^x in single precision, one polynomial for every instruction set.

#include <string.h>

static inline float float_of_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t bits_of_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// x = n ln 2 + r with |r| <= ln 2 / 2, e^x = 2^n (1 + r + r^2 P(r)).

/// r, and n, which is whole.
static inline float exponential_remainder(float x, int32_t *n) {
    // Adding 1.5 * 2^23 leaves n, rounded to nearest, in the low bits.
    const float shift = 0x1.8p23f;
    const float shifted = __builtin_fmaf(x, 0x1.715476p0f, shift);
    const float whole = shifted - shift;
    *n = (int32_t)(bits_of_float(shifted) - bits_of_float(shift));
    const float r = __builtin_fmaf(whole, -0x1.62e400p-1f, x);
    return __builtin_fmaf(whole, -0x1.7f7d1cp-20f, r);
}

/// e^r - 1 = r + r^2 P(r).
///
/// P is the minimax polynomial for the relative error of e^r (2^-33), its coefficients rounded to
/// single precision one after the other, the rest fitted anew each time.
static inline float exponential_less_one(float r) {
    float p = 0x1.9df7f2p-13f;
    p = __builtin_fmaf(p, r, 0x1.6d4cdap-10f);
    p = __builtin_fmaf(p, r, 0x1.111310p-7f);
    p = __builtin_fmaf(p, r, 0x1.5554e8p-5f);
    p = __builtin_fmaf(p, r, 0x1.555554p-3f);
    p = __builtin_fmaf(p, r, 0x1.000000p-1f);
    return __builtin_fmaf(p, r * r, r);
}

/// 2^n as a product of two, so that it may be beyond the normal range while a denormal result still
/// rounds once.
static inline void powers_of_two(int32_t n, float *first, float *second) {
    const int32_t half = n >> 1;
    *first = float_of_bits((uint32_t)(half + 127) << 23);
    *second = float_of_bits((uint32_t)(n - half + 127) << 23);
}

static inline float exponential_of(float x) {
    // Beyond these the result is 0 or infinity anyway; a NaN passes both comparisons.
    x = x < -104.0f ? -104.0f : x;
    x = x > 89.0f ? 89.0f : x;
    int32_t n;
    const float y = 1.0f + exponential_less_one(exponential_remainder(x, &n));
    // For a NaN the factors are arbitrary, and the product is a NaN all the same.
    float first, second;
    powers_of_two(n, &first, &second);
    return y * first * second;
}
