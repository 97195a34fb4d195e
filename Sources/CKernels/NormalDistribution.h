// x Phi(x) and its slope, where Phi is the normal distribution function (1 + erf(x / sqrt 2)) / 2.

/// For t = |x| <= 15 the tail 1 - Phi(t) = e^(-t^2 / 2) R(t), and its factors.
typedef struct normal_tail {
    /// R(t), and the factors of e^(-t^2 / 2).
    float ratio, exponential, first, second;
} normal_tail;

/// R(t) = w P(s) with w = 1 / (1 + 0.3 t) and s = 0.3 t w: P is the minimax polynomial for R's
/// relative error on [0, 15] (2^-27.7), fitted as the one in Exponential.h.
static inline normal_tail normal_tail_of(float t) {
    normal_tail tail;
    // What rounding took from the square goes into the exponential's reduced argument.
    const float square = t * t;
    const float low = __builtin_fmaf(t, t, -square);
    tail.exponential =
        exponential_parts(-0.5f * square, -0.5f * low, &tail.first, &tail.second);

    const float w = 1.0f / __builtin_fmaf(t, 0.3f, 1.0f);
    const float s = t * 0.3f * w;
    float p = 0x1.4f08c6p-6f;
    p = __builtin_fmaf(p, s, -0x1.28ec6ep-4f);
    p = __builtin_fmaf(p, s, 0x1.1ee5a0p-4f);
    p = __builtin_fmaf(p, s, 0x1.6ceb36p-7f);
    p = __builtin_fmaf(p, s, 0x1.75d140p-6f);
    p = __builtin_fmaf(p, s, -0x1.1dcedcp-3f);
    p = __builtin_fmaf(p, s, -0x1.4bfebep-4f);
    p = __builtin_fmaf(p, s, 0x1.3c7df6p-1f);
    p = __builtin_fmaf(p, s, -0x1.a8dc80p-1f);
    p = __builtin_fmaf(p, s, 0x1.000000p-1f);
    tail.ratio = p * w;
    return tail;
}

/// x (1 - tail) for x >= 0, x tail below. Minus infinity gives -0. Largest error 5.5, near -11.6.
static inline float gelu_of(float x) {
    // Below -15 even x times the tail is zero.
    const float bounded = x < -15.0f ? -15.0f : x;
    float t = __builtin_fabsf(bounded);
    t = t > 15.0f ? 15.0f : t;
    const normal_tail tail = normal_tail_of(t);
    const float significand = tail.ratio * tail.exponential;
    const float above = 1.0f - significand * tail.first * tail.second;
    const bool negative = x < 0.0f;
    const float product = bounded * (negative ? significand : above);
    return product * (negative ? tail.first : 1.0f) * (negative ? tail.second : 1.0f);
}

/// g = e^(-t^2 / 2) (R(t) - t / sqrt(2 pi)); 1 - g for x >= 0, g below.
static inline float gelu_slope_of(float x) {
    float t = __builtin_fabsf(x);
    t = t > 15.0f ? 15.0f : t;
    const normal_tail tail = normal_tail_of(t);
    const float difference = __builtin_fmaf(t, -0x1.988454p-2f, tail.ratio);
    const float g = difference * tail.exponential * tail.first * tail.second;
    return x < 0.0f ? g : 1.0f - g;
}
