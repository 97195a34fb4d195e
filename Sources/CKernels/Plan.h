// How one call of the matrix product goes about it. Nothing here changes a bit of the result.

#include "Blocking.h"
#include "Packing.h"

enum {
    tile_vectors = 2,
    tile_columns = tile_vectors * ASSAY_LANES,
    /// Wide tiles have few rows: these fit the first-level cache even where rows compete for it, and
    /// more of each row is read and written at once.
    wide_vectors = ASSAY_LANES == 16 ? 4 : 2,
    wide_columns = wide_vectors * ASSAY_LANES,
    wide_rows = 6,
    /// Rows this many floats apart, or a multiple, compete for the same places of the first-level
    /// cache.
    colliding_stride = 1024,
    /// From this many rows on a packed panel of a wide `right` is read often enough to pay.
    many_rows = 96,
    /// Below this depth writing the output costs more than reading the operands.
    shallow = 32,
};

typedef struct plan {
    /// Tiles of nearly equal height: 128 rows are nine times 13 and 11, not nine times 14 and 2.
    size_t tile_height;
    size_t tile_width;
    bool wide;
    size_t row_step, depth_step;
    bool pack_left, pack_right;
    /// Whether tiles read rows of `left` where they lie, each row's elements being neighbours.
    bool rows_in_place;
    /// Whether tiles follow one another along rows of the output, not along columns.
    bool along_rows;
    /// Whether a packed panel of `right` is done with before the next one is packed, so that one
    /// place, which stays in the caches, serves all.
    bool one_panel;
} plan;

static inline size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/// The fewest parts of at most `most`.
static inline size_t parts_of(size_t whole, size_t most) {
    return (whole + most - 1) / most;
}

/// `whole` divided into the fewest parts of at most `most`, all nearly equal.
static inline size_t equal_parts(size_t whole, size_t most) {
    const size_t parts = parts_of(whole, most);
    return parts == 0 ? most : parts_of(whole, parts);
}

static plan plan_for(const assay_matrix_product *p, const assay_block *block) {
    const size_t rows = block->row_to - block->row_from;
    const size_t columns = block->column_to - block->column_from;
    plan plan = {0};
    plan.wide = p->order == NULL && p->right_column_stride == 1
        && p->right_depth_stride % colliding_stride == 0 && columns % wide_columns == 0;
    plan.tile_width = plan.wide ? wide_columns : tile_columns;
    plan.tile_height = equal_parts(rows, plan.wide ? wide_rows : ASSAY_TILE_ROWS);
    plan.depth_step = equal_parts(p->depth, p->depth <= depth_block ? depth_block : pass_depth);
    plan.row_step = left_block / plan.depth_step / plan.tile_height * plan.tile_height;
    // Neither k in another order nor the columns of a transposed `right` can be read in place.
    plan.pack_left = p->order != NULL
        || (!plan.wide && p->left_depth_stride == 1
            && p->left_row_stride % colliding_stride == 0);
    plan.pack_right = p->order != NULL || p->right_column_stride != 1
        || (p->right_depth_stride >= colliding_stride && rows >= many_rows);
    plan.rows_in_place = !plan.pack_left && p->left_depth_stride == 1;
    plan.along_rows = p->depth < shallow;
    plan.one_panel = rows <= plan.row_step && !plan.along_rows;
    return plan;
}
