// Sums in a fixed tree over blocks of fixed size, of terms that may be computed on the way, in the
// orders of `sum` and `column_sums` (CKernels.h).

enum {
    sum_lanes = 16,
    sum_block_rows = 32,
    // Columns are independent of one another; this many at a time keep the partial sums in cache.
    sum_chunk_columns = 64,
    // A tree over 2^27 blocks, more than any shape has.
    sum_levels = 28,
};

/// Sixteen neighbouring places, the width of `sum`; wider than a register where it must be.
typedef float lane_vector __attribute__((vector_size(sum_lanes * sizeof(float))));
typedef int32_t lane_integers __attribute__((vector_size(sum_lanes * sizeof(float))));
/// The same anywhere in memory.
typedef float loose_lane_vector
    __attribute__((vector_size(sum_lanes * sizeof(float)), aligned(sizeof(float)), may_alias));

#define ASSAY_INLINE static inline __attribute__((always_inline))

/// Loads up to sixteen elements; the places beyond are zero.
ASSAY_INLINE void load_lanes(const float *from, size_t count, lane_vector *to) {
    if (count == sum_lanes) {
        *to = *(const loose_lane_vector *)from;
    } else {
        // Becomes a masked load where there is one.
        float padded[sum_lanes];
        for (uint32_t l = 0; l < sum_lanes; l++) padded[l] = l < (uint32_t)count ? from[l] : 0.0f;
        memcpy(to, padded, sizeof padded);
    }
}

ASSAY_INLINE void store_lanes(const lane_vector *from, size_t count, float *to) {
    if (count == sum_lanes) {
        *(loose_lane_vector *)to = *from;
    } else {
        float padded[sum_lanes];
        memcpy(padded, from, sizeof padded);
        for (uint32_t l = 0; l < sum_lanes; l++)
            if (l < (uint32_t)count) to[l] = padded[l];
    }
}

/// `yes` in the lanes where `mask` is all ones, `no` where it is zero.
ASSAY_INLINE void choose_lanes(
    const lane_integers *mask, const lane_vector *yes, const lane_vector *no, lane_vector *out)
{
    *out = (lane_vector)(((lane_integers)*yes & *mask) | ((lane_integers)*no & ~*mask));
}

/// All ones in the first `count` lanes, zero in the rest.
ASSAY_INLINE void first_lanes(size_t count, lane_integers *mask) {
    const lane_integers places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    *mask = places < (int32_t)count;
}

/// Computes the terms at up to sixteen places from `index` on; what it leaves in the places from
/// `count` on is not used.
typedef void (*term_function)(
    const void *operands, size_t index, size_t count, lane_vector *terms);

/// The sum over one block of at most 32 x 16 terms: sixteen chains. A lane without a term adds +0,
/// which changes no chain that begins at +0.
ASSAY_INLINE void sum_block_of_terms(
    term_function term, const void *operands, size_t from, size_t to, lane_vector *block)
{
    lane_vector chains = {0}, terms;
    for (; from + sum_lanes <= to; from += sum_lanes) {
        term(operands, from, sum_lanes, &terms);
        chains += terms;
    }
    if (from < to) {
        lane_integers mask;
        first_lanes(to - from, &mask);
        term(operands, from, to - from, &terms);
        chains += (lane_vector)((lane_integers)terms & mask);
    }
    *block = chains;
}

/// The sum of `count` terms in the order of `sum`.
ASSAY_INLINE float sum_of_terms(term_function term, const void *operands, size_t count) {
    enum { block_terms = sum_block_rows * sum_lanes };
    lane_vector stack[sum_levels];
    size_t height = 0;
    if (count <= block_terms) {
        sum_block_of_terms(term, operands, 0, count, &stack[0]);
    } else {
        // See column_sums_of_terms.
        for (size_t block = 1, from = 0; from < count; block++, from += block_terms) {
            const size_t to = count - from < block_terms ? count : from + block_terms;
            sum_block_of_terms(term, operands, from, to, &stack[height++]);
            size_t joins = to == count ? height - 1 : (size_t)__builtin_ctzll(block);
            for (; joins > 0; joins--) {
                height--;
                stack[height - 1] += stack[height];
            }
        }
    }
    float lanes[sum_lanes];
    memcpy(lanes, &stack[0], sizeof lanes);
    for (size_t half = sum_lanes / 2; half > 0; half /= 2)
        for (size_t l = 0; l < half; l++) lanes[l] += lanes[l + half];
    return lanes[0];
}

ASSAY_INLINE void load_term(
    const void *operands, size_t index, size_t count, lane_vector *terms)
{
    load_lanes((const float *)operands + index, count, terms);
}

static float sum(const float *values, size_t count) {
    return sum_of_terms(load_term, values, count);
}

/// Adds the terms of one row in the columns from `column` on to the sums of these.
typedef void (*row_term_function)(
    const void *operands, size_t row, size_t column, size_t width, float *sums);

/// The sums of columns in the order of `column_sums`, sums[0] being that of `column_from`.
///
/// A stack holds the sums of complete subtrees, the largest at the bottom: after the n-th block as
/// many pairs are joined as n has trailing zeros, and at the end the rest from the top down.
ASSAY_INLINE void column_sums_of_terms(
    row_term_function add_terms, const void *operands, float *sums, size_t rows,
    size_t column_from, size_t column_to)
{
    float stack[sum_levels][sum_chunk_columns];
    for (size_t column = column_from; column < column_to; column += sum_chunk_columns) {
        const size_t width = smaller(sum_chunk_columns, column_to - column);
        size_t height = 0;
        for (size_t c = 0; c < width; c++) stack[0][c] = 0.0f;
        for (size_t row = 0; row < rows;) {
            float *const block = stack[height++];
            for (size_t c = 0; c < width; c++) block[c] = 0.0f;
            const size_t end = smaller(row + sum_block_rows, rows);
            for (; row < end; row++) add_terms(operands, row, column, width, block);
            const size_t blocks = parts_of(row, sum_block_rows);
            size_t joins = row == rows ? height - 1 : (size_t)__builtin_ctzll(blocks);
            for (; joins > 0; joins--) {
                height--;
                for (size_t c = 0; c < width; c++) stack[height - 1][c] += stack[height][c];
            }
        }
        for (size_t c = 0; c < width; c++) sums[column - column_from + c] = stack[0][c];
    }
}

typedef struct matrix_rows {
    const float *elements;
    size_t columns;
} matrix_rows;

ASSAY_INLINE void add_row(
    const void *operands, size_t row, size_t column, size_t width, float *restrict sums)
{
    const matrix_rows matrix = *(const matrix_rows *)operands;
    const float *restrict const values = matrix.elements + row * matrix.columns + column;
    for (size_t c = 0; c < width; c++) sums[c] += values[c];
}

static void column_sums(
    const float *matrix, float *sums, size_t rows, size_t columns, size_t column_from,
    size_t column_to)
{
    const matrix_rows operands = {matrix, columns};
    column_sums_of_terms(add_row, &operands, sums + column_from, rows, column_from, column_to);
}

/// The larger of two, a NaN if either is.
ASSAY_INLINE float larger_or_nan(float a, float b) {
    return ((b > a) | (b != b)) ? b : a;
}

/// The largest of `count` values, minus infinity of none; a NaN if any is, and zero is +0.
static inline float largest_of(const float *values, size_t count) {
    // In whatever order: which of two equal numbers it is shows in nothing but the sign of zero.
    enum { chains = 4 * sum_lanes, long_row = 4 * chains };
    if (count < sum_lanes) {
        // To join sixteen lanes takes longer than so few elements.
        float largest = -__builtin_inff();
        for (size_t i = 0; i < count; i++) largest = larger_or_nan(largest, values[i]);
        return largest + 0.0f;
    }
    const lane_vector lowest = (lane_vector){0} - __builtin_inff();
    lane_vector largest = lowest;
    size_t i = 0;
    if (count >= long_row) {
        float wide[chains];
        memcpy(wide, values, sizeof wide);
        for (i = chains; i + chains <= count; i += chains)
            for (size_t l = 0; l < chains; l++) wide[l] = larger_or_nan(wide[l], values[i + l]);
        for (size_t half = chains / 2; half >= sum_lanes; half /= 2)
            for (size_t l = 0; l < half; l++) wide[l] = larger_or_nan(wide[l], wide[l + half]);
        memcpy(&largest, wide, sizeof largest);
    }
    for (; i < count; i += sum_lanes) {
        const size_t width = count - i < sum_lanes ? count - i : sum_lanes;
        lane_integers mask;
        lane_vector x;
        load_lanes(values + i, width, &x);
        if (width < sum_lanes) {
            first_lanes(width, &mask);
            choose_lanes(&mask, &x, &lowest, &x);
        }
        mask = (x > largest) | (x != x);
        choose_lanes(&mask, &x, &largest, &largest);
    }
    float lanes[sum_lanes];
    memcpy(lanes, &largest, sizeof lanes);
    for (size_t half = sum_lanes / 2; half > 0; half /= 2)
        for (size_t l = 0; l < half; l++) lanes[l] = larger_or_nan(lanes[l], lanes[l + half]);
    return lanes[0] + 0.0f;
}
