// Dropout by counter-based random numbers.
#ifndef ASSAY_DROPOUT_H
#define ASSAY_DROPOUT_H

#include <stddef.h>
#include <stdint.h>

/// What is dropped: element i is kept when its word is not below the threshold.
///
/// The word is number i % 4 of Philox4x32-10's block with the seed as its key (low half first) and
/// the counter (low half of i / 4, high half of i / 4, low half of the stream, its high half).
typedef struct assay_dropout {
    uint64_t seed, stream;
    /// The rate times 2^32.
    uint32_t threshold;
    /// One by one less the rate.
    float factor;
} assay_dropout;

typedef struct assay_dropout_kernels {
    /// out[i] = kept ? x[i] factor : +0, for the elements `from`..<`to`; `from` is a multiple of 4.
    /// The gradient is the same function of upstream.
    void (*apply)(
        assay_dropout settings, const float *x, float *out, size_t from, size_t to);
} assay_dropout_kernels;

#endif
