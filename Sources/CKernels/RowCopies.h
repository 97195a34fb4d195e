// Copies rows of neighbours.

static void copy_rows(
    const float *restrict from, size_t from_stride, float *restrict to, size_t to_stride,
    size_t rows, size_t columns)
{
    // A row is often shorter than what calling memcpy costs.
    const bool is_long = columns >= 256;
    for (size_t i = 0; i < rows; i++, from += from_stride, to += to_stride) {
        if (is_long) {
            memcpy(to, from, columns * sizeof(float));
            continue;
        }
        size_t j = 0;
        for (; j + ASSAY_LANES <= columns; j += ASSAY_LANES)
            *(loose_vector *)(to + j) = *(const loose_vector *)(from + j);
        if (j == columns) continue;
        // The last vector takes in what has been copied before.
        if (j > 0)
            *(loose_vector *)(to + columns - ASSAY_LANES) =
                *(const loose_vector *)(from + columns - ASSAY_LANES);
        else
            for (; j < columns; j++) to[j] = from[j];
    }
}
