// A tile of the matrix product's output: its elements are registers while their chains run.

typedef struct tile_operands {
    size_t depth;
    const float *left;
    const float *right;
    float *out;
    /// From row to row where rows of `left` are read in place, otherwise from k to k.
    size_t left_stride;
    /// From k to k.
    size_t right_stride;
    size_t out_stride;
    /// What a later tile reads, brought to the second-level cache on the way, a line at each step:
    /// sixteen lines `ahead_stride` apart, then sixteen more `ahead_step` further on. They may lie
    /// beyond the operand.
    const float *ahead;
    ptrdiff_t ahead_stride, ahead_step;
    /// Whether the chains go on from what `out` holds; if not they begin at +0.
    bool begun;
} tile_operands;

/// Continues the chains of `height` x `vectors * ASSAY_LANES` output elements by `depth` steps.
static inline __attribute__((always_inline)) void tile(
    size_t height, size_t vectors, bool rows_in_place, const tile_operands *operands)
{
    const tile_operands o = *operands;
    vector sums[ASSAY_TILE_ROWS][wide_vectors];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            sums[i][v] = o.begun
                ? *(const loose_vector *)(o.out + i * o.out_stride + v * ASSAY_LANES)
                : (vector){0};

    // Three rows share a pointer, so that the pointers of a tile fit the general registers.
    const float *rows[(ASSAY_TILE_ROWS + 2) / 3];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < height; i += 3) rows[i / 3] = o.left + i * o.left_stride;

    const float *restrict left = o.left;
    const float *restrict right = o.right;
    const float *ahead = o.ahead;
    // From the last of sixteen lines to the next ones. With a product here the general registers do
    // not suffice where one of them is the frame's, and then nor do those of the vectors.
    const ptrdiff_t ahead_stride = o.ahead_stride;
    const ptrdiff_t ahead_step = o.ahead_step - 15 * ahead_stride;
    for (size_t k = 0; k < o.depth; k++) {
        __builtin_prefetch(ahead, 0, 2);
        ahead += k % 16 == 15 ? ahead_step : ahead_stride;
        vector columns[wide_vectors];
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            columns[v] = *(const loose_vector *)(right + v * ASSAY_LANES);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < height; i++) {
            const float element = rows_in_place ? rows[i / 3][k + i % 3 * o.left_stride] : left[i];
            // Taking nothing away copies the one element to all lanes.
            const vector row = element - (vector){0};
#pragma clang loop unroll(full)
            for (size_t v = 0; v < vectors; v++)
                sums[i][v] = __builtin_elementwise_fma(row, columns[v], sums[i][v]);
        }
        left += o.left_stride;
        right += o.right_stride;
    }

#pragma clang loop unroll(full)
    for (size_t i = 0; i < height; i++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            *(loose_vector *)(o.out + i * o.out_stride + v * ASSAY_LANES) = sums[i][v];
}

typedef void tile_function(const tile_operands *operands);

// One function for each height and width of a tile, so that its accumulators are registers, and for
// each way to read `left`.
#define ASSAY_TILE(height, vectors, in_place)                                                      \
    static void tile_##height##_##vectors##_##in_place(const tile_operands *operands) {            \
        tile(height, vectors, in_place, operands);                                                 \
    }
#define ASSAY_TILES(height)                                                                        \
    ASSAY_TILE(height, 1, 0) ASSAY_TILE(height, 2, 0)                                              \
    ASSAY_TILE(height, 1, 1) ASSAY_TILE(height, 2, 1)
#define ASSAY_TILE_NAMES(height)                                                                   \
    {{tile_##height##_1_0, tile_##height##_2_0}, {tile_##height##_1_1, tile_##height##_2_1}},

#define ASSAY_HEIGHTS_6(do) do(1) do(2) do(3) do(4) do(5) do(6)
#define ASSAY_HEIGHTS_14(do)                                                                       \
    ASSAY_HEIGHTS_6(do) do(7) do(8) do(9) do(10) do(11) do(12) do(13) do(14)
#define ASSAY_HEIGHTS(rows, do) ASSAY_JOIN(ASSAY_HEIGHTS_, rows)(do)

ASSAY_HEIGHTS(ASSAY_TILE_ROWS, ASSAY_TILES)

static tile_function *const tiles[ASSAY_TILE_ROWS][2][tile_vectors] = {
    ASSAY_HEIGHTS(ASSAY_TILE_ROWS, ASSAY_TILE_NAMES)
};

// The same for tiles of fewer rows and more columns.
#define ASSAY_WIDE_TILE(height)                                                                    \
    static void wide_tile_##height##_0(const tile_operands *operands) {                            \
        tile(height, wide_vectors, false, operands);                                               \
    }                                                                                              \
    static void wide_tile_##height##_1(const tile_operands *operands) {                            \
        tile(height, wide_vectors, true, operands);                                                \
    }
#define ASSAY_WIDE_NAME(height) {wide_tile_##height##_0, wide_tile_##height##_1},

ASSAY_HEIGHTS_6(ASSAY_WIDE_TILE)

static tile_function *const wide_tiles[wide_rows][2] = {ASSAY_HEIGHTS_6(ASSAY_WIDE_NAME)};

/// Runs one tile. Unless it is wide its columns may be fewer than its vectors hold: such a tile works
/// on a copy.
static void run_tile(
    size_t height, size_t width, bool wide, bool rows_in_place, const tile_operands *operands)
{
    if (wide) {
        wide_tiles[height - 1][rows_in_place](operands);
        return;
    }
    const size_t vectors = parts_of(width, ASSAY_LANES);
    tile_function *const run = tiles[height - 1][rows_in_place][vectors - 1];
    if (width == vectors * ASSAY_LANES) {
        run(operands);
        return;
    }
    float *const out = operands->out;
    const size_t stride = operands->out_stride;
    float edge[ASSAY_TILE_ROWS * tile_columns] = {0};
    if (operands->begun)
        for (size_t i = 0; i < height; i++)
            memcpy(edge + i * tile_columns, out + i * stride, width * sizeof(float));
    tile_operands copy = *operands;
    copy.out = edge;
    copy.out_stride = tile_columns;
    run(&copy);
    for (size_t i = 0; i < height; i++)
        memcpy(out + i * stride, edge + i * tile_columns, width * sizeof(float));
}
