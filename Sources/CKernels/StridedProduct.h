// A matrix product of operands that lie in the cache already, read in place by strides. As in
// MatrixProduct.h vectors run over columns and tiles over rows and columns, never along a chain.

/// The one distance besides 1 that rows of a left operand may have.
enum { spread_rows = 32 };

/// How a chain walks through its operands.
typedef struct strided_walk {
    size_t steps;
    size_t left_step, right_step;
} strided_walk;

/// Element (i, j) continues its chain by fma(left[i * spread], right[j], sum) along the walk, from
/// `out` if it has begun already, from +0 if not.
static inline __attribute__((always_inline)) void strided_tile(
    size_t height, size_t vectors, size_t spread, const strided_walk *walk, const float *left,
    const float *right, float *out, size_t stride, bool begun)
{
    vector sums[ASSAY_TILE_ROWS][tile_vectors];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            sums[i][v] =
                begun ? *(const loose_vector *)(out + i * stride + v * ASSAY_LANES) : (vector){0};

    const strided_walk w = *walk;
    for (size_t step = 0; step < w.steps; step++) {
        vector columns[tile_vectors];
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            columns[v] = *(const loose_vector *)(right + v * ASSAY_LANES);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < height; i++) {
            // Taking nothing away copies the one element to all lanes.
            const vector row = left[i * spread] - (vector){0};
#pragma clang loop unroll(full)
            for (size_t v = 0; v < vectors; v++)
                sums[i][v] = __builtin_elementwise_fma(row, columns[v], sums[i][v]);
        }
        left += w.left_step;
        right += w.right_step;
    }

#pragma clang loop unroll(full)
    for (size_t i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            *(loose_vector *)(out + i * stride + v * ASSAY_LANES) = sums[i][v];
}

typedef void strided_tile_function(
    const strided_walk *walk, const float *left, const float *right, float *out, size_t stride,
    bool begun);

#define ASSAY_STRIDED_TILE(height, vectors, name, spread)                                          \
    static void strided_tile_##name##_##height##_##vectors(                                        \
        const strided_walk *walk, const float *left, const float *right, float *out,               \
        size_t stride, bool begun)                                                                 \
    {                                                                                              \
        strided_tile(height, vectors, spread, walk, left, right, out, stride, begun);              \
    }
#define ASSAY_STRIDED_TILES(height)                                                                \
    ASSAY_STRIDED_TILE(height, 1, near, 1) ASSAY_STRIDED_TILE(height, 2, near, 1)                  \
    ASSAY_STRIDED_TILE(height, 1, spread, spread_rows)                                             \
    ASSAY_STRIDED_TILE(height, 2, spread, spread_rows)
#define ASSAY_STRIDED_NAMES(height)                                                                \
    {{strided_tile_near_##height##_1, strided_tile_near_##height##_2},                             \
     {strided_tile_spread_##height##_1, strided_tile_spread_##height##_2}},

ASSAY_HEIGHTS(ASSAY_TILE_ROWS, ASSAY_STRIDED_TILES)

static strided_tile_function *const strided_tiles[ASSAY_TILE_ROWS][2][tile_vectors] = {
    ASSAY_HEIGHTS(ASSAY_TILE_ROWS, ASSAY_STRIDED_NAMES)
};

/// Runs one tile whose columns may be fewer than its vectors hold: such a tile works on a copy.
static void run_strided_tile(
    strided_tile_function *const functions[tile_vectors], size_t height, size_t width,
    const strided_walk *walk, const float *left, const float *right, float *out, size_t stride,
    bool begun)
{
    const size_t vectors = parts_of(width, ASSAY_LANES);
    strided_tile_function *const run = functions[vectors - 1];
    if (width == vectors * ASSAY_LANES) {
        run(walk, left, right, out, stride, begun);
        return;
    }
    float edge[ASSAY_TILE_ROWS * tile_columns] = {0};
    if (begun)
        for (size_t i = 0; i < height; i++)
            memcpy(edge + i * tile_columns, out + i * stride, width * sizeof(float));
    run(walk, left, right, edge, tile_columns, begun);
    for (size_t i = 0; i < height; i++)
        memcpy(out + i * stride, edge + i * tile_columns, width * sizeof(float));
}

/// Element (i, j) of out continues its chain by fma(left[i * spread], right[j], sum) along the walk;
/// `spread` is 1 or `spread_rows`. Each row of `right` is readable up to a multiple of 16 columns.
static void strided_product(
    const strided_walk *walk, size_t spread, size_t rows, size_t columns, const float *left,
    const float *right, float *out, size_t stride, bool begun)
{
    if (rows == 0) return;
    const size_t tile_height = equal_parts(rows, ASSAY_TILE_ROWS);
    for (size_t j = 0; j < columns; j += tile_columns) {
        const size_t width = smaller(tile_columns, columns - j);
        for (size_t i = 0; i < rows; i += tile_height) {
            const size_t height = smaller(tile_height, rows - i);
            run_strided_tile(
                strided_tiles[height - 1][spread != 1], height, width, walk, left + i * spread,
                right + j, out + i * stride + j, stride, begun);
        }
    }
}
