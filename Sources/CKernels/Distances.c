#include "CKernels.h"

// The order of `sum` in CKernels.h, in double precision: sixteen lanes, blocks of 32 rows of them,
// a tree over the blocks. Products and sums round separately, so that the baseline needs no FMA.
enum { lanes = 16, block_rows = 32, block_size = lanes * block_rows, levels = 40 };

/// The six running sums of one lane or of one block.
typedef struct sums {
    double absolute[lanes], squared[lanes], largest[lanes];
    double dot[lanes], left_squared[lanes], right_squared[lanes];
} sums;

static inline double larger_or_nan(double a, double b) {
    return a != a || a > b ? a : b;
}

static inline void accumulate(sums *sums, size_t l, float left, float right) {
    const double a = left;
    const double b = right;
    const double difference = a - b;
    const double distance = __builtin_fabs(difference);
    sums->absolute[l] += distance;
    sums->squared[l] += difference * difference;
    sums->largest[l] = larger_or_nan(sums->largest[l], distance);
    sums->dot[l] += a * b;
    sums->left_squared[l] += a * a;
    sums->right_squared[l] += b * b;
}

/// Adds lanes `from`..`from + count` of one group of sums to lanes 0..<count of another.
static void join(sums *into, const sums *other, size_t from, size_t count) {
    for (size_t l = 0; l < count; l++) {
        into->absolute[l] += other->absolute[from + l];
        into->squared[l] += other->squared[from + l];
        into->largest[l] = larger_or_nan(into->largest[l], other->largest[from + l]);
        into->dot[l] += other->dot[from + l];
        into->left_squared[l] += other->left_squared[from + l];
        into->right_squared[l] += other->right_squared[from + l];
    }
}

assay_distance_sums assay_distances(const float *a, const float *b, size_t count) {
    // Sums of complete subtrees, the largest first; see column_sums_of_terms in Lanes.h.
    sums stack[levels];
    size_t height = 0;
    stack[0] = (sums){0};

    for (size_t start = 0; start < count; start += block_size) {
        sums *block = &stack[height++];
        *block = (sums){0};
        const size_t size = count - start < block_size ? count - start : block_size;
        const size_t whole = size / lanes * lanes;
        for (size_t i = 0; i < whole; i += lanes)
            for (size_t l = 0; l < lanes; l++)
                accumulate(block, l, a[start + i + l], b[start + i + l]);
        for (size_t i = whole; i < size; i++)
            accumulate(block, i - whole, a[start + i], b[start + i]);

        const bool last = start + size == count;
        size_t joins = last ? height - 1 : (size_t)__builtin_ctzll(start / block_size + 1);
        for (; joins > 0; joins--) {
            height--;
            join(&stack[height - 1], &stack[height], 0, lanes);
        }
    }
    for (size_t half = lanes / 2; half > 0; half /= 2) join(&stack[0], &stack[0], half, half);

    return (assay_distance_sums){
        .absolute = stack[0].absolute[0],
        .squared = stack[0].squared[0],
        .largest = stack[0].largest[0],
        .dot = stack[0].dot[0],
        .left_squared = stack[0].left_squared[0],
        .right_squared = stack[0].right_squared[0],
    };
}
