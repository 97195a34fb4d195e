// The matrix product of few rows with a transposed `right`, computed as its transpose: the rows of
// `right` are then what tiles read in place, and only `left`, the smaller operand, is packed.

enum {
    /// Columns of the output whose chains wait transposed for their end.
    transposed_columns = 512,
    /// The most rows: so many chains fit the caches beside the panels.
    transposed_rows = 256,
    /// Floats of packed `left`, which are to stay in the second-level cache.
    transposed_left = 128 * 1024,
};

/// Whether a block of the product is better computed as its transpose.
static bool is_better_transposed(const assay_matrix_product *p, const assay_block *block) {
    const size_t rows = block->row_to - block->row_from;
    const size_t columns = block->column_to - block->column_from;
    // Lanes beyond the last row compute nothing, and every element of `left` is packed.
    const size_t idle = (ASSAY_LANES - rows % ASSAY_LANES) % ASSAY_LANES;
    return p->right_column_stride != 1 && p->order == NULL && !p->accumulating
        && p->depth >= shallow && rows <= transposed_rows && rows <= columns && 4 * idle <= rows;
}

/// to[j * to_stride + i] = from[i * from_stride + j] for i < rows and j < columns.
/// As `transpose_matrix`, but a few rows of `to` after another, and what fills no vector element by
/// element: with AVX-512 a product of 30 x 35 x 1024 takes a sixth less.
static void transpose_block(
    const float *restrict from, size_t from_stride, float *restrict to, size_t to_stride,
    size_t rows, size_t columns)
{
    for (size_t j = 0; j < columns; j += ASSAY_LANES)
        for (size_t i = 0; i < rows; i += ASSAY_LANES) {
            const float *const source = from + i * from_stride + j;
            float *const out = to + j * to_stride + i;
            const size_t height = smaller(ASSAY_LANES, rows - i);
            const size_t width = smaller(ASSAY_LANES, columns - j);
            if (height < ASSAY_LANES || width < ASSAY_LANES) {
                for (size_t l = 0; l < width; l++)
                    for (size_t h = 0; h < height; h++)
                        out[l * to_stride + h] = source[h * from_stride + l];
                continue;
            }
            transpose_vectors(source, from_stride, out, to_stride);
        }
}

static void transposed_product(const assay_matrix_product *p, assay_block block, float *scratch) {
    const size_t rows = block.row_to - block.row_from;
    const size_t padded = parts_of(rows, ASSAY_LANES) * ASSAY_LANES;
    const bool wide = padded % wide_columns == 0;
    const size_t panel_width = wide ? wide_columns : tile_columns;
    const size_t depth_step = equal_parts(p->depth, smaller(depth_block, transposed_left / padded));
    // Element (i, j) is at sums[j * padded + i].
    float *const sums = scratch;
    float *const panels = sums + transposed_columns * padded;

    for (size_t j = block.column_from; j < block.column_to; j += transposed_columns) {
        const size_t columns = smaller(transposed_columns, block.column_to - j);
        const size_t tile_height = equal_parts(columns, wide ? wide_rows : ASSAY_TILE_ROWS);
        for (size_t k = 0; k < p->depth; k += depth_step) {
            const size_t depth = smaller(depth_step, p->depth - k);
            const float *const left =
                p->left + block.row_from * p->left_row_stride + k * p->left_depth_stride;
            if (j == block.column_from || depth < p->depth)
                for (size_t i = 0; i < rows; i += panel_width)
                    pack_panel(
                        panels + i * depth, left + i * p->left_row_stride,
                        smaller(panel_width, rows - i), depth, p->left_row_stride,
                        p->left_depth_stride, smaller(panel_width, padded - i), NULL);
            for (size_t l = 0; l < columns; l += tile_height)
                for (size_t i = 0; i < padded; i += panel_width) {
                    const size_t width = smaller(panel_width, padded - i);
                    const size_t height = smaller(tile_height, columns - l);
                    const tile_operands operands = {
                        .depth = depth,
                        .left = p->right + (j + l) * p->right_column_stride + k,
                        .left_stride = p->right_column_stride,
                        .right = panels + i * depth,
                        .right_stride = width,
                        .out = sums + l * padded + i,
                        .out_stride = padded,
                        .ahead = p->right + (j + l + tile_height) * p->right_column_stride + k,
                        .ahead_stride = p->right_column_stride,
                        .ahead_step = 16,
                        .begun = k > 0,
                    };
                    run_tile(height, width, wide, true, &operands);
                }
        }
        transpose_block(
            sums, padded, p->out + block.row_from * p->out_row_stride + j, p->out_row_stride,
            columns, rows);
    }
}
