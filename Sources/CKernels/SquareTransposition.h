// Transposes a matrix in squares as wide as a vector, and what these leave in squares of four.

typedef float square_row __attribute__((vector_size(16)));
/// The same anywhere in memory.
typedef float loose_square_row
    __attribute__((vector_size(16), aligned(sizeof(float)), may_alias));

static inline void transpose_square(
    const float *restrict from, size_t from_stride, float *restrict to, size_t to_stride)
{
    const square_row a = *(const loose_square_row *)from;
    const square_row b = *(const loose_square_row *)(from + from_stride);
    const square_row c = *(const loose_square_row *)(from + 2 * from_stride);
    const square_row d = *(const loose_square_row *)(from + 3 * from_stride);
    const square_row ac_low = __builtin_shufflevector(a, c, 0, 4, 1, 5);
    const square_row ac_high = __builtin_shufflevector(a, c, 2, 6, 3, 7);
    const square_row bd_low = __builtin_shufflevector(b, d, 0, 4, 1, 5);
    const square_row bd_high = __builtin_shufflevector(b, d, 2, 6, 3, 7);
    *(loose_square_row *)to = __builtin_shufflevector(ac_low, bd_low, 0, 4, 1, 5);
    *(loose_square_row *)(to + to_stride) = __builtin_shufflevector(ac_low, bd_low, 2, 6, 3, 7);
    *(loose_square_row *)(to + 2 * to_stride) =
        __builtin_shufflevector(ac_high, bd_high, 0, 4, 1, 5);
    *(loose_square_row *)(to + 3 * to_stride) =
        __builtin_shufflevector(ac_high, bd_high, 2, 6, 3, 7);
}

/// `transpose_matrix` in squares of four.
static void transpose_narrow(
    const float *restrict from, size_t rows, size_t columns, size_t from_stride,
    float *restrict to, size_t to_stride)
{
    size_t i = 0;
    for (; i + 4 <= rows; i += 4) {
        const float *restrict lines = from + i * from_stride;
        size_t j = 0;
        for (; j + 4 <= columns; j += 4)
            transpose_square(lines + j, from_stride, to + j * to_stride + i, to_stride);
        for (; j < columns; j++)
            for (size_t l = 0; l < 4; l++) to[j * to_stride + i + l] = lines[l * from_stride + j];
    }
    for (; i < rows; i++)
        for (size_t j = 0; j < columns; j++) to[j * to_stride + i] = from[i * from_stride + j];
}

/// to[j * to_stride + i] = from[i * from_stride + j] for i < rows, j < columns.
static void transpose_matrix(
    const float *restrict from, size_t rows, size_t columns, size_t from_stride,
    float *restrict to, size_t to_stride)
{
    const size_t whole = columns / ASSAY_LANES * ASSAY_LANES;
    size_t i = 0;
    for (; i + ASSAY_LANES <= rows; i += ASSAY_LANES) {
        const float *restrict lines = from + i * from_stride;
        for (size_t j = 0; j < whole; j += ASSAY_LANES)
            transpose_vectors(lines + j, from_stride, to + j * to_stride + i, to_stride);
        transpose_narrow(
            lines + whole, ASSAY_LANES, columns - whole, from_stride, to + whole * to_stride + i,
            to_stride);
    }
    transpose_narrow(from + i * from_stride, rows - i, columns, from_stride, to + i, to_stride);
}

/// The same for matrices beyond the first-level cache: whole lines of the cache are read and written
/// at once, since lines a power of two apart drive one another out of it.
static void transpose_lines(
    const float *from, size_t rows, size_t columns, size_t from_stride, float *to,
    size_t to_stride)
{
    enum { line = 16 };
    float square[line * line];
    for (size_t i = 0; i < rows; i += line)
        for (size_t j = 0; j < columns; j += line) {
            const size_t height = smaller(line, rows - i);
            const size_t width = smaller(line, columns - j);
            transpose_matrix(from + i * from_stride + j, height, width, from_stride, square, line);
            copy_rows(square, line, to + j * to_stride + i, to_stride, width, height);
        }
}
