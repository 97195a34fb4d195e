// The transposition of as many vectors as a vector has lanes, in registers.

typedef float vector __attribute__((vector_size(ASSAY_LANES * sizeof(float))));
/// The same anywhere in memory.
typedef float loose_vector
    __attribute__((vector_size(ASSAY_LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

#define ASSAY_JOIN(a, b) a##b
#define ASSAY_EACH_4(of, lane, step)                                                               \
    of(lane, step), of(lane + 1, step), of(lane + 2, step), of(lane + 3, step)
#define ASSAY_EACH_8(of, lane, step) ASSAY_EACH_4(of, lane, step), ASSAY_EACH_4(of, lane + 4, step)
#define ASSAY_EACH_16(of, lane, step) ASSAY_EACH_8(of, lane, step), ASSAY_EACH_8(of, lane + 8, step)
#define ASSAY_EACH(lanes, of, step) ASSAY_JOIN(ASSAY_EACH_, lanes)(of, 0, step)

// Where a lane of the lower and of the upper vector of a pair comes from: below ASSAY_LANES from the
// lower one, from there on from the upper one.
#define ASSAY_LOWER(lane, step) ((lane) & (step) ? (lane) - (step) + ASSAY_LANES : (lane))
#define ASSAY_UPPER(lane, step) ((lane) & (step) ? (lane) + ASSAY_LANES : (lane) + (step))

// Lines whose numbers differ in one bit exchange the lanes whose numbers differ in it.
#define ASSAY_EXCHANGE(lines, step)                                                                \
    _Pragma("clang loop unroll(full)") for (size_t i = 0; i < ASSAY_LANES; i++) {                  \
        if (i & (step)) continue;                                                                  \
        const vector a = (lines)[i], b = (lines)[i + (step)];                                      \
        (lines)[i] = __builtin_shufflevector(a, b, ASSAY_EACH(ASSAY_LANES, ASSAY_LOWER, step));    \
        (lines)[i + (step)] =                                                                      \
            __builtin_shufflevector(a, b, ASSAY_EACH(ASSAY_LANES, ASSAY_UPPER, step));             \
    }

static inline __attribute__((always_inline)) void transpose(vector lines[ASSAY_LANES]) {
#if ASSAY_LANES >= 16
    ASSAY_EXCHANGE(lines, 8)
#endif
#if ASSAY_LANES >= 8
    ASSAY_EXCHANGE(lines, 4)
#endif
    ASSAY_EXCHANGE(lines, 2)
    ASSAY_EXCHANGE(lines, 1)
}

/// to[j * to_stride + i] = from[i * from_stride + j] for one square as wide as a vector.
static inline void transpose_vectors(
    const float *restrict from, size_t from_stride, float *restrict to, size_t to_stride)
{
    vector square[ASSAY_LANES];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < ASSAY_LANES; i++)
        square[i] = *(const loose_vector *)(from + i * from_stride);
    transpose(square);
#pragma clang loop unroll(full)
    for (size_t j = 0; j < ASSAY_LANES; j++) *(loose_vector *)(to + j * to_stride) = square[j];
}
