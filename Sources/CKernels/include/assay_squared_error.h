// The mean squared error.
#ifndef ASSAY_SQUARED_ERROR_H
#define ASSAY_SQUARED_ERROR_H

#include <stddef.h>

typedef struct assay_squared_error_kernels {
    /// sum((a - b)^2) in the order of `sum`, divided by the count rounded to float.
    float (*mean)(const float *a, const float *b, size_t count);
    /// out = (a - b) factor.
    void (*gradient)(const float *a, const float *b, float factor, float *out, size_t count);
} assay_squared_error_kernels;

#endif
