// The natural logarithm in single precision, one polynomial for every instruction set.

/// x = 2^n (1 + f) with 1 + f in [2/3, 4/3), log x = n ln 2 + f - f^2 / 2 + f^3 P(f).
///
/// P is the minimax polynomial for the relative error of log(1 + f) (2^-30), fitted as the one in
/// Exponential.h.
static inline float logarithm_of(float x) {
    // A denormal is made normal first; `n` takes the factor back.
    const bool denormal = x < 0x1p-126f;
    const uint32_t bits = bits_of_float(denormal ? x * 0x1p23f : x);
    const int32_t offset = denormal ? -23 : 0;

    // 0x3f2aaaab is 2/3: what is left of it counts as the next lower power of two.
    const uint32_t above = bits - 0x3f2aaaabu;
    const float n = (float)(((int32_t)above >> 23) + offset);
    const float f = float_of_bits((above & 0x007fffffu) + 0x3f2aaaabu) - 1.0f;

    float p = 0x1.e9d18ap-4f;
    p = __builtin_fmaf(p, f, -0x1.06c2bap-3f);
    p = __builtin_fmaf(p, f, 0x1.b91efap-4f);
    p = __builtin_fmaf(p, f, -0x1.f3b02cp-4f);
    p = __builtin_fmaf(p, f, 0x1.24eb6ep-3f);
    p = __builtin_fmaf(p, f, -0x1.55978cp-3f);
    p = __builtin_fmaf(p, f, 0x1.9997eep-3f);
    p = __builtin_fmaf(p, f, -0x1.ffff18p-3f);
    p = __builtin_fmaf(p, f, 0x1.555556p-2f);

    // ln 2 in two parts; the high one has 16 bits, so n times it is exact.
    const float square = f * f;
    float low = __builtin_fmaf(n, 0x1.7f7d1cp-20f, square * f * p);
    low = __builtin_fmaf(square, -0.5f, low);
    const float value = __builtin_fmaf(n, 0x1.62e400p-1f, low + f);

    const float infinity = __builtin_inff();
    if (x == 0.0f) return -infinity;
    if (x == infinity) return x;
    return x > 0.0f ? value : __builtin_nanf("");
}
