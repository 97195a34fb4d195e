// Copies a block of an operand into panels, in the order in which a tile reads it.

typedef float quad __attribute__((vector_size(16)));
/// The same anywhere in memory.
typedef float loose_quad __attribute__((vector_size(16), aligned(sizeof(float)), may_alias));

/// Transposes 4 lines of 4 consecutive elements: the k-th elements of the four come side by side.
static inline void pack_quads(
    float *restrict to, const float *restrict from, size_t line_stride, size_t width)
{
    const quad a = *(const loose_quad *)from;
    const quad b = *(const loose_quad *)(from + line_stride);
    const quad c = *(const loose_quad *)(from + 2 * line_stride);
    const quad d = *(const loose_quad *)(from + 3 * line_stride);
    const quad ac_low = __builtin_shufflevector(a, c, 0, 4, 1, 5);
    const quad ac_high = __builtin_shufflevector(a, c, 2, 6, 3, 7);
    const quad bd_low = __builtin_shufflevector(b, d, 0, 4, 1, 5);
    const quad bd_high = __builtin_shufflevector(b, d, 2, 6, 3, 7);
    *(loose_quad *)to = __builtin_shufflevector(ac_low, bd_low, 0, 4, 1, 5);
    *(loose_quad *)(to + width) = __builtin_shufflevector(ac_low, bd_low, 2, 6, 3, 7);
    *(loose_quad *)(to + 2 * width) = __builtin_shufflevector(ac_high, bd_high, 0, 4, 1, 5);
    *(loose_quad *)(to + 3 * width) = __builtin_shufflevector(ac_high, bd_high, 2, 6, 3, 7);
}

/// Packs as many lines as fill quads, where a line's elements are neighbours, and returns how many.
static size_t pack_lines_of_quads(
    float *restrict panel, const float *restrict source, size_t lines, size_t depth,
    size_t line_stride, size_t width)
{
    size_t line = 0;
    for (; line + 4 <= lines; line += 4) {
        const float *restrict from = source + line * line_stride;
        size_t k = 0;
        for (; k + 4 <= depth; k += 4)
            pack_quads(panel + k * width + line, from + k, line_stride, width);
        for (; k < depth; k++)
            for (size_t l = 0; l < 4; l++) panel[k * width + line + l] = from[l * line_stride + k];
    }
    return line;
}

/// Packs `lines` lines into one panel that is `width` >= `lines` wide.
static void pack_panel(
    float *restrict panel, const float *restrict source, size_t lines, size_t depth,
    size_t line_stride, size_t depth_stride, size_t width, const uint32_t *order)
{
    size_t first = 0;
    if (depth_stride == 1 && order == NULL)
        first = pack_lines_of_quads(panel, source, lines, depth, line_stride, width);
    for (size_t k = 0; k < depth; k++) {
        const float *restrict from = source + (order == NULL ? k : order[k]) * depth_stride;
        float *restrict to = panel + k * width;
        if (line_stride == 1)
            for (size_t l = first; l < lines; l++) to[l] = from[l];
        else
            for (size_t l = first; l < lines; l++) to[l] = from[l * line_stride];
        for (size_t l = lines; l < width; l++) to[l] = 0.0f;
    }
}

/// Packs `count` lines (rows of `left` or columns of `right`) of `depth` elements into panels of
/// `width` lines. Panel after panel, for each k the elements of its lines lie side by side; a last
/// panel with fewer lines is filled with zeros up to a multiple of `unit`.
static void pack(
    float *restrict panel, const float *restrict source, size_t count, size_t depth,
    size_t line_stride, size_t depth_stride, size_t width, size_t unit, const uint32_t *order)
{
    for (size_t line = 0; line < count; line += width) {
        const size_t lines = count - line < width ? count - line : width;
        const size_t padded = (lines + unit - 1) / unit * unit;
        pack_panel(
            panel, source + line * line_stride, lines, depth, line_stride, depth_stride, padded,
            order);
        panel += padded * depth;
    }
}
