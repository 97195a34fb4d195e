// A matrix product of operands that lie in the cache already, read in place by strides. As in
// MatrixProduct.h vectors run over columns and tiles over rows and columns, never along a chain.

enum {
    strided_vectors = 2,
    strided_columns = strided_vectors * ASSAY_LANES,
    /// The one distance besides 1 that rows of a left operand may have.
    spread_rows = 32,
};

typedef float lanes __attribute__((vector_size(ASSAY_LANES * sizeof(float))));
/// The same anywhere in memory.
typedef float loose_lanes
    __attribute__((vector_size(ASSAY_LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

/// How a chain walks through its operands: `lines` times `steps` steps, and from the start of a line
/// to the next by another stride.
typedef struct strided_walk {
    size_t lines, steps;
    size_t left_step, left_line;
    size_t right_step, right_line;
} strided_walk;

/// Element (i, j) continues its chain by fma(left[i * spread], right[j], sum) along the walk, from
/// `out` if it has begun already, from +0 if not.
static inline __attribute__((always_inline)) void strided_tile(
    size_t height, size_t vectors, size_t spread, const strided_walk *walk, const float *left,
    const float *right, float *out, size_t stride, bool begun)
{
    lanes sums[ASSAY_TILE_ROWS][strided_vectors];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            sums[i][v] =
                begun ? *(const loose_lanes *)(out + i * stride + v * ASSAY_LANES) : (lanes){0};

    const strided_walk w = *walk;
    for (size_t line = 0; line < w.lines; line++) {
        const float *a = left + line * w.left_line;
        const float *b = right + line * w.right_line;
        for (size_t step = 0; step < w.steps; step++) {
            lanes columns[strided_vectors];
#pragma clang loop unroll(full)
            for (size_t v = 0; v < vectors; v++)
                columns[v] = *(const loose_lanes *)(b + v * ASSAY_LANES);
#pragma clang loop unroll(full)
            for (size_t i = 0; i < height; i++) {
                // Taking nothing away copies the one element to all lanes.
                const lanes row = a[i * spread] - (lanes){0};
#pragma clang loop unroll(full)
                for (size_t v = 0; v < vectors; v++)
                    sums[i][v] = __builtin_elementwise_fma(row, columns[v], sums[i][v]);
            }
            a += w.left_step;
            b += w.right_step;
        }
    }

#pragma clang loop unroll(full)
    for (size_t i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            *(loose_lanes *)(out + i * stride + v * ASSAY_LANES) = sums[i][v];
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

#define ASSAY_STRIDED_HEIGHTS_6(do) do(1) do(2) do(3) do(4) do(5) do(6)
#define ASSAY_STRIDED_HEIGHTS_14(do)                                                               \
    ASSAY_STRIDED_HEIGHTS_6(do) do(7) do(8) do(9) do(10) do(11) do(12) do(13) do(14)
#define ASSAY_STRIDED_JOIN(a, b) a##b
#define ASSAY_STRIDED_HEIGHTS(rows, do) ASSAY_STRIDED_JOIN(ASSAY_STRIDED_HEIGHTS_, rows)(do)

ASSAY_STRIDED_HEIGHTS(ASSAY_TILE_ROWS, ASSAY_STRIDED_TILES)

static strided_tile_function *const strided_tiles[ASSAY_TILE_ROWS][2][strided_vectors] = {
    ASSAY_STRIDED_HEIGHTS(ASSAY_TILE_ROWS, ASSAY_STRIDED_NAMES)
};

static inline size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/// Runs one tile whose columns may be fewer than its vectors hold: such a tile works on a copy.
static void run_strided_tile(
    strided_tile_function *const functions[strided_vectors], size_t height, size_t width,
    const strided_walk *walk, const float *left, const float *right, float *out, size_t stride,
    bool begun)
{
    const size_t vectors = (width + ASSAY_LANES - 1) / ASSAY_LANES;
    strided_tile_function *const run = functions[vectors - 1];
    if (width == vectors * ASSAY_LANES) {
        run(walk, left, right, out, stride, begun);
        return;
    }
    float edge[ASSAY_TILE_ROWS * strided_columns] = {0};
    if (begun)
        for (size_t i = 0; i < height; i++)
            memcpy(edge + i * strided_columns, out + i * stride, width * sizeof(float));
    run(walk, left, right, edge, strided_columns, begun);
    for (size_t i = 0; i < height; i++)
        memcpy(out + i * stride, edge + i * strided_columns, width * sizeof(float));
}

/// Element (i, j) of out continues its chain by fma(left[i * spread], right[j], sum) along the walk;
/// `spread` is 1 or `spread_rows`. Each row of `right` is readable up to a multiple of 16 columns.
static void strided_product(
    const strided_walk *walk, size_t spread, size_t rows, size_t columns, const float *left,
    const float *right, float *out, size_t stride, bool begun)
{
    if (rows == 0) return;
    // Tiles of nearly equal height: 32 rows are 11, 11 and 10, not 14, 14 and 4.
    const size_t tiles_high = (rows + ASSAY_TILE_ROWS - 1) / ASSAY_TILE_ROWS;
    const size_t tile_height = (rows + tiles_high - 1) / tiles_high;
    for (size_t j = 0; j < columns; j += strided_columns) {
        const size_t width = least(strided_columns, columns - j);
        for (size_t i = 0; i < rows; i += tile_height) {
            const size_t height = least(tile_height, rows - i);
            run_strided_tile(
                strided_tiles[height - 1][spread != 1], height, width, walk, left + i * spread,
                right + j, out + i * stride + j, stride, begun);
        }
    }
}
