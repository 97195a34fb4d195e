// Sums, means and maxima along one axis.
#ifndef ASSAY_REDUCTION_H
#define ASSAY_REDUCTION_H

#include <stddef.h>

typedef enum assay_reduction {
    /// Of neighbours (inner == 1) in the order of `sum`, else in that of `column_sums` with the axis
    /// as the rows; +0 of none.
    ASSAY_SUM = 0,
    /// That sum divided by the count, rounded to float.
    ASSAY_MEAN,
    /// A NaN if any element is; a largest zero is +0; minus infinity of none.
    ASSAY_MAXIMUM,
} assay_reduction;

/// x has [outer, count, inner] elements, the reduced tensor [outer, inner]. One call makes the
/// latter's elements `from`..<`to`.
typedef struct assay_reduction_kernels {
    void (*apply)(
        assay_reduction function, const float *x, float *out, size_t count, size_t inner,
        size_t from, size_t to);
    /// out, shaped as x, is upstream at the first place along the axis where x is the maximum y
    /// (the first NaN if y is one), and +0 elsewhere.
    void (*maximum_gradient)(
        const float *x, const float *y, const float *upstream, float *out, size_t count,
        size_t inner, size_t from, size_t to);
} assay_reduction_kernels;

#endif
