// Arithmetic on two operands, either of which may be repeated.
#ifndef ASSAY_BINARY_H
#define ASSAY_BINARY_H

#include <stddef.h>

/// One IEEE operation each.
typedef enum assay_binary {
    ASSAY_ADD = 0,
    ASSAY_SUBTRACT,
    ASSAY_MULTIPLY,
    ASSAY_DIVIDE,
} assay_binary;

/// Where a matrix's elements lie: (i, j) at `elements[i * row_stride + j * column_stride]`. A stride
/// of 0 repeats an element.
typedef struct assay_strided_matrix {
    const float *elements;
    size_t row_stride, column_stride;
} assay_strided_matrix;

typedef struct assay_binary_kernels {
    /// out[i * columns + j] = a[i][j] op b[i][j]. `a` may be `out` where neither operand has gaps.
    void (*apply)(
        assay_binary function, assay_strided_matrix a, assay_strided_matrix b, float *out,
        size_t rows, size_t columns);
} assay_binary_kernels;

#endif
