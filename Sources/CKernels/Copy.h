// Copies between arrays of any strides.

/// Copies the last two axes.
static void copy_plane(const assay_copy *c, const float *from, float *to) {
    const size_t row = c->rank - 2;
    const size_t column = c->rank - 1;
    const size_t rows = c->extents[row];
    const size_t columns = c->extents[column];
    const size_t from_row = c->from_strides[row];
    const size_t from_column = c->from_strides[column];
    const size_t to_row = c->to_strides[row];
    const size_t to_column = c->to_strides[column];
    if (from_column == 1 && to_column == 1)
        copy_rows(from, from_row, to, to_row, rows, columns);
    else if (from_row == 1 && to_column == 1)
        transpose_lines(from, columns, rows, from_column, to, to_row);
    else
        for (size_t i = 0; i < rows; i++)
            for (size_t j = 0; j < columns; j++)
                to[i * to_row + j * to_column] = from[i * from_row + j * from_column];
}

/// A copy has at least two axes.
static void copy(const assay_copy *copy, const float *from, float *to) {
    const assay_copy c = *copy;
    size_t planes = 1;
    for (size_t axis = 0; axis + 2 < c.rank; axis++) planes *= c.extents[axis];
    for (size_t plane = 0; plane < planes; plane++) {
        size_t rest = plane;
        size_t from_place = 0;
        size_t to_place = 0;
        for (size_t axis = c.rank - 2; axis-- > 0;) {
            const size_t i = rest % c.extents[axis];
            rest /= c.extents[axis];
            from_place += i * c.from_strides[axis];
            to_place += i * c.to_strides[axis];
        }
        copy_plane(&c, from + from_place, to + to_place);
    }
}
