// Copies a block of an operand into panels, in the order in which a tile reads it.

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
        for (size_t k = 0; k < depth; k++) {
            const size_t place = order == NULL ? k : order[k];
            const float *restrict from = source + line * line_stride + place * depth_stride;
            float *restrict to = panel + k * padded;
            for (size_t l = 0; l < lines; l++) to[l] = from[l * line_stride];
            for (size_t l = lines; l < padded; l++) to[l] = 0.0f;
        }
        panel += padded * depth;
    }
}
