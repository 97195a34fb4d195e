// Rows chosen by their indices, and elements by a condition.
#ifndef ASSAY_GATHER_H
#define ASSAY_GATHER_H

#include <stddef.h>
#include <stdint.h>

/// The indices lie within the table.
typedef struct assay_gather_kernels {
    /// out[t] = table[indices[t]] for `count` rows of `width` elements.
    void (*gather)(
        const float *table, const int32_t *indices, float *out, size_t count, size_t width);
    /// out[r] = the sum of upstream[t] over the t with indices[t] == r: a chain of additions from +0
    /// over t ascending. Makes the table's rows `row_from`..<`row_to`.
    void (*scatter)(
        const float *upstream, const int32_t *indices, float *out, size_t count, size_t width,
        size_t row_from, size_t row_to);
    /// out = condition != 0 ? a : b, where a NaN is not 0; a step of 0 repeats an operand's one
    /// element, a step of 1 walks it.
    void (*choose)(
        const float *condition, const float *a, size_t a_step, const float *b, size_t b_step,
        float *out, size_t count);
} assay_gather_kernels;

#endif
