// The product of weights and patches with rows side by side in a vector: then a tile has a few
// pixels of one line, whose elements are broadcast from where they lie, and no patch is copied.
// Tiles leave their sums pixel after pixel, so a strip of pixels is transposed once its chains are
// done.

#include "ConvolutionBlocking.h"

/// Planes of a sample from which patches are read without asking for borders: element k of the
/// patch at pixel (y, x) is planes[offsets[k] + y * line + x].
typedef struct patch_source {
    size_t depth, out_width, line;
    const float *planes;
    const size_t *offsets;
} patch_source;

/// What is read next, which chains call near the processor while they run.
typedef struct patch_ahead {
    uintptr_t place;
    /// From one step of a chain to the next, in bytes.
    size_t step;
} patch_ahead;

/// Continues chains from where they were left if `begun`, from +0 if not: for pixel p and row r,
/// over k ascending, by fma(weights[k][r], places[offsets[k] + p], sum).
typedef struct patch_chains {
    size_t depth;
    const size_t *offsets;
    const float *places, *weights;
    float *sums;
    bool begun;
    patch_ahead *ahead;
} patch_chains;

static inline __attribute__((always_inline)) void patch_tile(
    size_t pixels, size_t vectors, const patch_chains *chains)
{
    const patch_chains c = *chains;
    vector sums[ASSAY_TILE_ROWS][tile_vectors];
#pragma clang loop unroll(full)
    for (size_t p = 0; p < pixels; p++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            sums[p][v] = c.begun
                ? *(const loose_vector *)(c.sums + (p * vectors + v) * ASSAY_LANES)
                : (vector){0};

    const float *weights = c.weights;
    const patch_ahead ahead = *c.ahead;
    for (size_t k = 0; k < c.depth; k++, weights += vectors * ASSAY_LANES) {
        __builtin_prefetch((const void *)(ahead.place + k * ahead.step), 0, 2);
        const float *const places = c.places + c.offsets[k];
        vector rows[tile_vectors];
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            rows[v] = *(const loose_vector *)(weights + v * ASSAY_LANES);
#pragma clang loop unroll(full)
        for (size_t p = 0; p < pixels; p++) {
            // Taking nothing away copies the one element to all lanes.
            const vector element = places[p] - (vector){0};
#pragma clang loop unroll(full)
            for (size_t v = 0; v < vectors; v++)
                sums[p][v] = __builtin_elementwise_fma(rows[v], element, sums[p][v]);
        }
    }

#pragma clang loop unroll(full)
    for (size_t p = 0; p < pixels; p++)
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++)
            *(loose_vector *)(c.sums + (p * vectors + v) * ASSAY_LANES) = sums[p][v];
    c.ahead->place += c.depth * ahead.step;
}

typedef void patch_tile_function(const patch_chains *chains);

#define ASSAY_PATCH_TILE(pixels, vectors)                                                          \
    static void patch_tile_##pixels##_##vectors(const patch_chains *chains) {                      \
        patch_tile(pixels, vectors, chains);                                                       \
    }
#define ASSAY_PATCH_TILES(pixels) ASSAY_PATCH_TILE(pixels, 1) ASSAY_PATCH_TILE(pixels, 2)
#define ASSAY_PATCH_NAMES(pixels) {patch_tile_##pixels##_1, patch_tile_##pixels##_2},

ASSAY_HEIGHTS(ASSAY_TILE_ROWS, ASSAY_PATCH_TILES)

static patch_tile_function *const patch_tiles[ASSAY_TILE_ROWS][tile_vectors] = {
    ASSAY_HEIGHTS(ASSAY_TILE_ROWS, ASSAY_PATCH_NAMES)
};

static inline size_t vectors_for(size_t rows) {
    return parts_of(rows, ASSAY_LANES);
}

/// Runs the chains of the pixels `from`..<`to` and of the rows of `vectors` vectors. Meanwhile it
/// calls near the lines of the cache that their sums are going to.
static void run_patch_tiles(
    const patch_source *source, patch_chains chains, size_t vectors, size_t from, size_t to,
    const float *out, size_t stride, size_t rows)
{
    const float *const planes = source->planes;
    for (size_t pixel = from; pixel < to;) {
        const size_t y = pixel / source->out_width;
        const size_t x = pixel % source->out_width;
        const size_t end = smaller(pixel + source->out_width - x, to);
        const size_t height = equal_parts(end - pixel, ASSAY_TILE_ROWS);
        chains.places = planes + y * source->line + x;
        while (pixel < end) {
            const size_t count = smaller(height, end - pixel);
            if (!chains.begun)
                for (size_t row = 0; row < rows; row++)
                    __builtin_prefetch(out + row * stride + pixel, 1);
            patch_tiles[count - 1][vectors - 1](&chains);
            chains.places += count;
            chains.sums += count * vectors * ASSAY_LANES;
            pixel += count;
        }
    }
}

/// out[row * stride + pixel] = sums[pixel][row], and the bias if there is one.
static void store_patch_sums(
    const float *sums, size_t width, size_t pixels, size_t rows, const float *bias, float *out,
    size_t stride)
{
    float edge[ASSAY_LANES * ASSAY_LANES];
    for (size_t row = 0; row < rows; row += ASSAY_LANES) {
        const size_t height = smaller(ASSAY_LANES, rows - row);
        vector biases = {0};
        if (bias != NULL) memcpy(&biases, bias + row, height * sizeof(float));
        for (size_t next = 0; next < pixels; next += ASSAY_LANES) {
            // The last square takes in what has been stored before.
            const size_t count = smaller(ASSAY_LANES, pixels);
            const size_t pixel = smaller(next, pixels - count);
            vector square[ASSAY_LANES];
#pragma clang loop unroll(full)
            for (size_t p = 0; p < ASSAY_LANES; p++)
                square[p] = *(const loose_vector *)(sums + (pixel + p) * width + row);
            if (bias != NULL)
#pragma clang loop unroll(full)
                for (size_t p = 0; p < ASSAY_LANES; p++) square[p] += biases;
            transpose(square);
            const bool whole = height == ASSAY_LANES && count == ASSAY_LANES;
            float *const to = out + row * stride + pixel;
            float *const first = whole ? to : edge;
            const size_t step = whole ? stride : ASSAY_LANES;
#pragma clang loop unroll(full)
            for (size_t r = 0; r < ASSAY_LANES; r++)
                *(loose_vector *)(first + r * step) = square[r];
            if (!whole) copy_rows(edge, ASSAY_LANES, to, stride, height, count);
        }
    }
}

/// Whether rows fill their vectors well enough to lie side by side.
static bool fills_vectors(size_t rows) {
    const size_t room = vectors_for(rows) * ASSAY_LANES;
    return rows * 4 >= room * 3;
}

/// Copies weights[k][row] into panels of as many rows as a tile has, +0 in the last one's room.
static void pack_rows(const float *weights, size_t depth, size_t rows, float *panels) {
    for (size_t row = 0; row < rows; row += tile_columns) {
        const size_t count = smaller(tile_columns, rows - row);
        const size_t width = vectors_for(count) * ASSAY_LANES;
        memset(panels, 0, depth * width * sizeof(float));
        copy_rows(weights + row, rows, panels, width, depth, count);
        panels += depth * width;
    }
}

/// out[row][pixel] = chain over the patch's elements of the weights, which `pack_rows` has packed,
/// and the patch; then the bias. A strip's sums find place in `sums`. The next call reads
/// `ahead_count` floats from `ahead_from` on.
static void multiply_in_place(
    const patch_source *source, const float *panels, size_t rows, const float *bias, float *out,
    size_t pixels, size_t pixel_from, size_t pixel_to, float *sums, const float *ahead_from,
    size_t ahead_count)
{
    // At least so many steps are taken, by the widest tiles.
    const size_t steps = parts_of(pixel_to - pixel_from, ASSAY_TILE_ROWS) * source->depth
        * parts_of(rows, tile_columns);
    patch_ahead ahead = {
        (uintptr_t)ahead_from, ahead_count * sizeof(float) / (steps == 0 ? 1 : steps),
    };
    const size_t block = equal_parts(source->depth, place_depth);
    for (size_t row = 0; row < rows; row += tile_columns) {
        const size_t count = smaller(tile_columns, rows - row);
        const size_t vectors = vectors_for(count);
        const size_t width = vectors * ASSAY_LANES;
        for (size_t from = pixel_from, to; from < pixel_to; from = to) {
            // Whole lines, where there are any.
            const size_t most = smaller(from + strip_pixels, pixel_to);
            const size_t lines = most / source->out_width * source->out_width;
            to = most == pixel_to || lines <= from ? most : lines;
            size_t k = 0;
            do {
                const patch_chains chains = {
                    .depth = smaller(block, source->depth - k), .offsets = source->offsets + k,
                    .weights = panels + k * width, .sums = sums, .begun = k > 0,
                    .ahead = &ahead,
                };
                run_patch_tiles(
                    source, chains, vectors, from, to, out + row * pixels, pixels, count);
                k += chains.depth;
            } while (k < source->depth);
            store_patch_sums(
                sums, width, to - from, count, bias == NULL ? NULL : bias + row,
                out + row * pixels + from, pixels);
        }
        panels += source->depth * width;
    }
}
