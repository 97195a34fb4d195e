// The matrix product: tiles of accumulators in registers and blocks that fit the caches, after Goto
// and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008). Vectors run over
// columns and tiles over rows and columns, never over k, so that every output element stays one chain.
//
// An operand is read where it lies whenever a tile can read it there; the rest is packed (Plan.h), or
// the product is computed as its transpose (TransposedProduct.h).

#include "Plan.h"
#include "Tiles.h"
#include "TransposedProduct.h"

/// One block of `left`, one of `right` and where their product goes.
typedef struct block_product {
    size_t rows, depth, columns;
    const float *left;
    const float *right;
    float *out;
    size_t left_row_stride, left_depth_stride;
    size_t right_depth_stride, right_column_stride;
    size_t out_row_stride;
    const uint32_t *order;
    /// Whether the chains go on from what `out` holds.
    bool begun;
    /// Whether panels of `right` that need packing have been packed by an earlier block of rows.
    bool packed;
} block_product;

/// Brings the output that the next tile continues closer.
static void prefetch_rows(const float *out, size_t rows, size_t columns, size_t stride) {
    enum { line = 16 };
    for (size_t i = 0; i < rows; i++) {
        const float *const row = out + i * stride;
        for (size_t j = 0; j < columns; j += line) __builtin_prefetch(row + j, 1);
        __builtin_prefetch(row + columns - 1, 1);
    }
}

/// Runs the tile at (i, j), having packed its panel of `right` if that is due.
static void run_tile_at(
    const block_product *b, const plan *plan, size_t i, size_t j, const float *left, float *panels)
{
    const size_t height = smaller(plan->tile_height, b->rows - i);
    const size_t width = smaller(plan->tile_width, b->columns - j);
    const size_t padded = parts_of(width, ASSAY_LANES) * ASSAY_LANES;
    tile_operands operands = {
        .depth = b->depth,
        .left = b->left + i * b->left_row_stride,
        .left_stride = plan->rows_in_place ? b->left_row_stride : b->left_depth_stride,
        .right = b->right + j,
        .right_stride = b->right_depth_stride,
        .out = b->out + i * b->out_row_stride + j,
        .out_stride = b->out_row_stride,
        .ahead = b->right + j,
        .begun = b->begun,
    };
    // The first tiles of a panel bring the next one closer, each a vector of its columns; the others
    // bring what they read themselves.
    const size_t ahead = plan->along_rows ? 0 : i / plan->tile_height * ASSAY_LANES;
    if (ahead < plan->tile_width) {
        const bool transposed = b->right_column_stride != 1;
        operands.ahead = b->right + (j + plan->tile_width + ahead) * b->right_column_stride;
        operands.ahead_stride = transposed ? b->right_column_stride : b->right_depth_stride;
        operands.ahead_step = transposed ? 16 : 16 * b->right_depth_stride;
    }
    if (plan->pack_left) {
        operands.left = left + i * b->depth;
        operands.left_stride = height;
    }
    if (plan->pack_right || width < padded) {
        float *const panel = panels + (plan->one_panel ? 0 : j * b->depth);
        if (i == 0 && !b->packed)
            pack_panel(
                panel, b->right + j * b->right_column_stride, width, b->depth,
                b->right_column_stride, b->right_depth_stride, padded, b->order);
        operands.right = panel;
        operands.right_stride = padded;
    }
    run_tile(height, width, plan->wide, plan->rows_in_place, &operands);
}

/// All tiles of a block.
static void run_block(const block_product *b, const plan *plan, float *left, float *panels) {
    if (plan->pack_left)
        for (size_t i = 0; i < b->rows; i += plan->tile_height) {
            const size_t height = smaller(plan->tile_height, b->rows - i);
            pack_panel(
                left + i * b->depth, b->left + i * b->left_row_stride, height, b->depth,
                b->left_row_stride, b->left_depth_stride, height, b->order);
        }
    if (plan->along_rows) {
        for (size_t i = 0; i < b->rows; i += plan->tile_height)
            for (size_t j = 0; j < b->columns; j += plan->tile_width)
                run_tile_at(b, plan, i, j, left, panels);
        return;
    }
    for (size_t j = 0; j < b->columns; j += plan->tile_width)
        for (size_t i = 0; i < b->rows; i += plan->tile_height) {
            const size_t next = i + plan->tile_height;
            if (b->begun && next < b->rows)
                prefetch_rows(
                    b->out + next * b->out_row_stride + j,
                    smaller(plan->tile_height, b->rows - next), plan->tile_width,
                    b->out_row_stride);
            run_tile_at(b, plan, i, j, left, panels);
        }
}

static void matrix_product(const assay_matrix_product *product, assay_block block, float *scratch) {
    const assay_matrix_product p = *product;
    if (block.row_from == block.row_to) return;
    if (is_better_transposed(&p, &block)) {
        transposed_product(&p, block, scratch);
        return;
    }
    const plan plan = plan_for(&p, &block);
    float *const left = scratch;
    float *const panels = scratch + left_block + spill;

    for (size_t j = block.column_from; j < block.column_to; j += column_block) {
        // A product over no k is zero; so the loop over k runs at least once.
        size_t k = 0;
        do {
            const uint32_t *const order = p.order == NULL ? NULL : p.order + k;
            const size_t shift = order == NULL ? k : 0;
            block_product b = {
                .depth = smaller(plan.depth_step, p.depth - k),
                .columns = smaller(column_block, block.column_to - j),
                .right = p.right + j * p.right_column_stride + shift * p.right_depth_stride,
                .left_row_stride = p.left_row_stride,
                .left_depth_stride = p.left_depth_stride,
                .right_depth_stride = p.right_depth_stride,
                .right_column_stride = p.right_column_stride,
                .out_row_stride = p.out_row_stride,
                .order = order,
                .begun = k > 0 || p.accumulating,
            };
            for (size_t i = block.row_from; i < block.row_to; i += plan.row_step) {
                b.rows = smaller(plan.row_step, block.row_to - i);
                b.left = p.left + i * p.left_row_stride + shift * p.left_depth_stride;
                b.out = p.out + i * p.out_row_stride + j;
                b.packed = i > block.row_from;
                run_block(&b, &plan, left, panels);
            }
            k += b.depth;
        } while (k < p.depth);
    }
}
