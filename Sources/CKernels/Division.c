#include "CKernels.h"

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t quotient_up(size_t a, size_t b) {
    return (a + b - 1) / b;
}

/// Vectors and cache lines are not divided; with enough columns, panels are not either.
static size_t column_grain(size_t columns) {
    return columns < 256 ? 16 : 32;
}

/// What a thread does for one of `row_parts` x `column_parts` blocks, in multiply-adds per k. Reading
/// an element counts as two of them, packing it from a transposed `right` as ten.
static size_t cost(const assay_matrix_product *p, size_t row_parts, size_t column_parts) {
    const size_t grain = column_grain(p->columns);
    const size_t rows = quotient_up(p->rows, row_parts);
    const size_t grains = quotient_up(quotient_up(p->columns, grain), column_parts);
    const size_t columns = smaller(grains * grain, p->columns);
    return rows * columns + 2 * rows + (p->right_column_stride == 1 ? 2 : 10) * columns;
}

assay_block assay_matrix_product_part(
    const assay_matrix_product *product, size_t part, size_t parts)
{
    size_t row_parts = 1;
    size_t least = SIZE_MAX;
    for (size_t candidate = 1; candidate <= parts; candidate++) {
        if (parts % candidate != 0) continue;
        const size_t its_cost = cost(product, candidate, parts / candidate);
        if (its_cost >= least) continue;
        row_parts = candidate;
        least = its_cost;
    }
    const size_t column_parts = parts / row_parts;
    const size_t row = part / column_parts, column = part % column_parts;
    const size_t grain = column_grain(product->columns);
    const size_t grains = quotient_up(product->columns, grain);
    return (assay_block){
        .row_from = row * product->rows / row_parts,
        .row_to = (row + 1) * product->rows / row_parts,
        .column_from = smaller(column * grains / column_parts * grain, product->columns),
        .column_to = smaller((column + 1) * grains / column_parts * grain, product->columns),
    };
}
