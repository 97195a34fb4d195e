// Sums in a fixed tree over blocks of fixed size. Order of operations: CKernels.h.

enum {
    sum_lanes = 16,
    sum_block_rows = 32,
    // Columns are independent of one another; this many at a time keep the partial sums in cache.
    sum_chunk_columns = 64,
    // A tree over 2^27 blocks, more than any shape has.
    sum_levels = 28,
};

/// Sums up to `sum_chunk_columns` columns of a matrix.
///
/// A stack holds the sums of complete subtrees, the largest at the bottom: after the n-th block as
/// many pairs are joined as n has trailing zeros, and at the end the rest from the top down.
static void chunk_sums(
    const float *restrict matrix, float *restrict sums, size_t rows, size_t stride, size_t width)
{
    float stack[sum_levels][sum_chunk_columns];
    size_t height = 0;

    for (size_t row = 0; row < rows;) {
        float *restrict block = stack[height++];
        for (size_t c = 0; c < width; c++) block[c] = 0.0f;
        const size_t end = rows - row < sum_block_rows ? rows : row + sum_block_rows;
        for (; row < end; row++) {
            const float *restrict values = matrix + row * stride;
            for (size_t c = 0; c < width; c++) block[c] += values[c];
        }

        const size_t blocks = (row + sum_block_rows - 1) / sum_block_rows;
        size_t joins = row == rows ? height - 1 : (size_t)__builtin_ctzll(blocks);
        for (; joins > 0; joins--) {
            height--;
            for (size_t c = 0; c < width; c++) stack[height - 1][c] += stack[height][c];
        }
    }
    for (size_t c = 0; c < width; c++) sums[c] = rows == 0 ? 0.0f : stack[0][c];
}

static void column_sums(
    const float *matrix, float *sums, size_t rows, size_t columns, size_t column_from,
    size_t column_to)
{
    for (size_t column = column_from; column < column_to; column += sum_chunk_columns) {
        const size_t rest = column_to - column;
        const size_t width = rest < sum_chunk_columns ? rest : sum_chunk_columns;
        chunk_sums(matrix + column, sums + column, rows, columns, width);
    }
}
