// Copies a block of an operand into panels, in the order in which a tile reads it.

#include "Transposition.h"

/// Packs at most a vector of lines whose elements are neighbours. Each k's elements are written as a
/// whole vector; what it holds beyond the lines is zero and may spill into the next k's place.
static void pack_lines(
    float *restrict panel, const float *restrict source, size_t lines, size_t depth,
    size_t line_stride, size_t width)
{
    size_t k = 0;
    for (; k + ASSAY_LANES <= depth; k += ASSAY_LANES) {
        vector square[ASSAY_LANES];
#pragma clang loop unroll(full)
        for (size_t l = 0; l < ASSAY_LANES; l++)
            square[l] = l < lines ? *(const loose_vector *)(source + l * line_stride + k)
                                  : (vector){0};
        transpose(square);
#pragma clang loop unroll(full)
        for (size_t l = 0; l < ASSAY_LANES; l++)
            *(loose_vector *)(panel + (k + l) * width) = square[l];
    }
    for (; k < depth; k++)
        for (size_t l = 0; l < ASSAY_LANES; l++)
            panel[k * width + l] = l < lines ? source[l * line_stride + k] : 0.0f;
}

/// Packs `lines` lines into one panel that is `width` >= `lines` wide: for each k the elements of its
/// lines lie side by side, then zeros. Up to `spill` floats beyond the panel may be overwritten.
static void pack_panel(
    float *restrict panel, const float *restrict source, size_t lines, size_t depth,
    size_t line_stride, size_t depth_stride, size_t width, const uint32_t *order)
{
    if (depth_stride == 1 && order == NULL) {
        // From the last lines to the first, whose elements replace what spilled over.
        for (size_t l = (lines - 1) / ASSAY_LANES * ASSAY_LANES;; l -= ASSAY_LANES) {
            const size_t count = lines - l < ASSAY_LANES ? lines - l : ASSAY_LANES;
            pack_lines(panel + l, source + l * line_stride, count, depth, line_stride, width);
            if (l == 0) return;
        }
    }
    for (size_t k = 0; k < depth; k++) {
        const float *restrict from = source + (order == NULL ? k : order[k]) * depth_stride;
        float *restrict to = panel + k * width;
        if (line_stride == 1 && lines % ASSAY_LANES == 0 && lines == width) {
            for (size_t l = 0; l < lines; l += ASSAY_LANES)
                *(loose_vector *)(to + l) = *(const loose_vector *)(from + l);
            continue;
        }
        for (size_t l = 0; l < lines; l++) to[l] = from[l * line_stride];
        for (size_t l = lines; l < width; l++) to[l] = 0.0f;
    }
}
