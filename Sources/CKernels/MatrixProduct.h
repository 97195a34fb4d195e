// The matrix product: packed panels and a tile of accumulators in registers, after Goto and van de
// Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008). Vectors run over columns and
// tiles over rows and columns, never over k, so that every output element stays one chain.

#include "Blocking.h"
#include "Packing.h"

enum {
    tile_vectors = 2,
    tile_columns = tile_vectors * ASSAY_LANES,
};

typedef float vector __attribute__((vector_size(ASSAY_LANES * sizeof(float))));
/// The same anywhere in memory.
typedef float loose_vector
    __attribute__((vector_size(ASSAY_LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

/// Continues the chains of a tile of `height` x `vectors * ASSAY_LANES` output elements by `depth`
/// steps, from `out` if the product has begun already, from +0 if not.
static inline __attribute__((always_inline)) void tile(
    size_t height, size_t vectors, size_t depth, const float *restrict left,
    const float *restrict right, float *restrict out, size_t stride, bool begun)
{
    vector sums[ASSAY_TILE_ROWS][tile_vectors];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            sums[i][v] = begun ? *(const loose_vector *)(out + i * stride + v * ASSAY_LANES)
                               : (vector){0};

    for (size_t k = 0; k < depth; k++) {
        vector columns[tile_vectors];
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            columns[v] = *(const loose_vector *)(right + v * ASSAY_LANES);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < height; i++) {
            // Taking nothing away copies the one element to all lanes.
            const vector row = left[i] - (vector){0};
#pragma clang loop unroll(full)
            for (size_t v = 0; v < vectors; v++)
                sums[i][v] = __builtin_elementwise_fma(row, columns[v], sums[i][v]);
        }
        left += height;
        right += vectors * ASSAY_LANES;
    }

#pragma clang loop unroll(full)
    for (size_t i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            *(loose_vector *)(out + i * stride + v * ASSAY_LANES) = sums[i][v];
}

typedef void tile_function(
    size_t depth, const float *left, const float *right, float *out, size_t stride, bool begun);

// One function for each height and width of a tile, so that its accumulators are registers.
#define ASSAY_TILE(height, vectors)                                                                \
    static void tile_##height##_##vectors(                                                         \
        size_t depth, const float *left, const float *right, float *out, size_t stride,            \
        bool begun)                                                                                \
    {                                                                                              \
        tile(height, vectors, depth, left, right, out, stride, begun);                             \
    }
#define ASSAY_TILES(height) ASSAY_TILE(height, 1) ASSAY_TILE(height, 2)
#define ASSAY_TILE_NAMES(height) {tile_##height##_1, tile_##height##_2},

#define ASSAY_HEIGHTS_6(do) do(1) do(2) do(3) do(4) do(5) do(6)
#define ASSAY_HEIGHTS_14(do)                                                                       \
    ASSAY_HEIGHTS_6(do) do(7) do(8) do(9) do(10) do(11) do(12) do(13) do(14)
#define ASSAY_JOIN(a, b) a##b
#define ASSAY_HEIGHTS(rows, do) ASSAY_JOIN(ASSAY_HEIGHTS_, rows)(do)

ASSAY_HEIGHTS(ASSAY_TILE_ROWS, ASSAY_TILES)

static tile_function *const tiles[ASSAY_TILE_ROWS][tile_vectors] = {
    ASSAY_HEIGHTS(ASSAY_TILE_ROWS, ASSAY_TILE_NAMES)
};

static inline size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/// Runs one tile whose columns may be fewer than its vectors hold: such a tile works on a copy.
static void run_tile(
    size_t height, size_t width, size_t depth, const float *left, const float *right, float *out,
    size_t stride, bool begun)
{
    const size_t vectors = (width + ASSAY_LANES - 1) / ASSAY_LANES;
    tile_function *const run = tiles[height - 1][vectors - 1];
    if (width == vectors * ASSAY_LANES) {
        run(depth, left, right, out, stride, begun);
        return;
    }
    float edge[ASSAY_TILE_ROWS * tile_columns] = {0};
    if (begun)
        for (size_t i = 0; i < height; i++)
            memcpy(edge + i * tile_columns, out + i * stride, width * sizeof(float));
    run(depth, left, right, edge, tile_columns, begun);
    for (size_t i = 0; i < height; i++)
        memcpy(out + i * stride, edge + i * tile_columns, width * sizeof(float));
}

/// All tiles of one block of `left` and one of `right`, both packed.
static void run_block(
    size_t rows, size_t tile_height, size_t columns, size_t depth, const float *left,
    const float *right, float *out, size_t stride, bool begun)
{
    for (size_t j = 0; j < columns; j += tile_columns) {
        const size_t width = smaller(tile_columns, columns - j);
        for (size_t i = 0; i < rows; i += tile_height) {
            const size_t height = smaller(tile_height, rows - i);
            run_tile(
                height, width, depth, left + i * depth, right + j * depth, out + i * stride + j,
                stride, begun);
        }
    }
}

static void matrix_product(const assay_matrix_product *product, assay_block block, float *scratch) {
    const assay_matrix_product p = *product;
    const size_t rows = block.row_to - block.row_from;
    if (rows == 0) return;
    // Tiles of nearly equal height: 128 rows are nine times 13 and 11, not nine times 14 and 2.
    const size_t tiles_high = (rows + ASSAY_TILE_ROWS - 1) / ASSAY_TILE_ROWS;
    const size_t tile_height = (rows + tiles_high - 1) / tiles_high;
    const size_t row_step = row_block / tile_height * tile_height;

    float *const left = scratch;
    float *const right = scratch + row_block * depth_block;

    for (size_t j = block.column_from; j < block.column_to; j += column_block) {
        const size_t columns = smaller(column_block, block.column_to - j);
        // A product over no k is zero; so the loop over k runs at least once.
        size_t k = 0;
        do {
            const size_t depth = smaller(depth_block, p.depth - k);
            const uint32_t *const order = p.order == NULL ? NULL : p.order + k;
            const size_t shift = order == NULL ? k : 0;
            pack(
                right, p.right + j * p.right_column_stride + shift * p.right_depth_stride, columns,
                depth, p.right_column_stride, p.right_depth_stride, tile_columns, ASSAY_LANES,
                order);
            for (size_t i = block.row_from; i < block.row_to; i += row_step) {
                const size_t height = smaller(row_step, block.row_to - i);
                pack(
                    left, p.left + i * p.left_row_stride + shift * p.left_depth_stride, height,
                    depth, p.left_row_stride, p.left_depth_stride, tile_height, 1, order);
                run_block(
                    height, tile_height, columns, depth, left, right, p.out + i * p.columns + j,
                    p.columns, k > 0);
            }
            k += depth;
        } while (k < p.depth);
    }
}
