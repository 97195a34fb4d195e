// Arithmetic on two operands. Which loop runs is chosen once a call; strides of 0 and 1 vectorise.

typedef void (*binary_function)(
    assay_strided_matrix a, assay_strided_matrix b, float *out, size_t rows, size_t columns);

#define ASSAY_BINARY_FUNCTION(name, operator) \
    static inline __attribute__((always_inline)) void name##_rows( \
        const float *restrict a, const float *restrict b, float *restrict out, size_t rows, \
        size_t columns, size_t a_row, size_t b_row, size_t a_column, size_t b_column) \
    { \
        for (size_t i = 0; i < rows; i++) \
            for (size_t j = 0; j < columns; j++) \
                out[i * columns + j] = \
                    a[i * a_row + j * a_column] operator b[i * b_row + j * b_column]; \
    } \
    static void name##_onto(float *restrict out, const float *restrict b, size_t count) \
    { \
        for (size_t i = 0; i < count; i++) out[i] = out[i] operator b[i]; \
    } \
    static void name##_matrices( \
        assay_strided_matrix a, assay_strided_matrix b, float *out, size_t rows, size_t columns) \
    { \
        const float *const p = a.elements, *const q = b.elements; \
        const size_t i = a.row_stride, j = b.row_stride; \
        if (p == out) \
            name##_onto(out, q, rows * columns); \
        else if (a.column_stride == 1 && b.column_stride == 1) \
            name##_rows(p, q, out, rows, columns, i, j, 1, 1); \
        else if (a.column_stride == 1 && b.column_stride == 0) \
            name##_rows(p, q, out, rows, columns, i, j, 1, 0); \
        else if (a.column_stride == 0 && b.column_stride == 1) \
            name##_rows(p, q, out, rows, columns, i, j, 0, 1); \
        else \
            name##_rows(p, q, out, rows, columns, i, j, a.column_stride, b.column_stride); \
    }

ASSAY_BINARY_FUNCTION(sum_of, +)
ASSAY_BINARY_FUNCTION(difference_of, -)
ASSAY_BINARY_FUNCTION(product_of, *)
ASSAY_BINARY_FUNCTION(quotient_of, /)
#undef ASSAY_BINARY_FUNCTION

static const binary_function binary_functions[] = {
    [ASSAY_ADD] = sum_of_matrices,
    [ASSAY_SUBTRACT] = difference_of_matrices,
    [ASSAY_MULTIPLY] = product_of_matrices,
    [ASSAY_DIVIDE] = quotient_of_matrices,
};

static void binary_apply(
    assay_binary function, assay_strided_matrix a, assay_strided_matrix b, float *out, size_t rows,
    size_t columns)
{
    binary_functions[function](a, b, out, rows, columns);
}

#define ASSAY_BINARY_KERNELS {.apply = binary_apply}
