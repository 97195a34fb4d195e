// Numeric kernels with one defined order of operations (ARCHITECTURE.md, "Reproducible arithmetic").
//
// Every instruction set gives the same bits for the same input: each function below states its
// order, and Kernels.h implements it once for all of them. Additions and multiplications round
// separately unless "fma" is written. Denormals are kept. Only a NaN's sign and payload are free.
#ifndef ASSAY_CKERNELS_H
#define ASSAY_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assay_binary.h"
#include "assay_pause.h"
#include "assay_dropout.h"
#include "assay_gather.h"
#include "assay_normalization.h"
#include "assay_optimizer.h"
#include "assay_reduction.h"
#include "assay_softmax.h"
#include "assay_squared_error.h"
#include "assay_unary.h"
#include "assay_work.h"
#include "assay_attention.h"
#include "assay_convolution.h"
#include "assay_copy.h"
#include "assay_pooling.h"

/// The implementations, from the one that runs everywhere to the widest.
typedef enum assay_instruction_set {
    ASSAY_PORTABLE = 0,
    ASSAY_AVX2 = 1,
    ASSAY_AVX512 = 2,
} assay_instruction_set;

/// C = op(A) op(B), where element (i, j) of C is `out[i * out_row_stride + j]`.
///
/// Element (i, k) of op(A) is `left[i * left_row_stride + k * left_depth_stride]`, element (k, j) of
/// op(B) is `right[k * right_depth_stride + j * right_column_stride]`; of each stride pair one is 1.
/// The strides are what transposes an operand.
typedef struct assay_matrix_product {
    const float *left;
    const float *right;
    float *out;
    size_t rows, depth, columns;
    size_t left_row_stride, left_depth_stride;
    size_t right_depth_stride, right_column_stride;
    size_t out_row_stride;
    /// Whether chains go on from what `out` holds; if not they begin at +0.
    bool accumulating;
    /// A permutation of 0..<depth, the order in which k is walked; NULL means ascending.
    const uint32_t *order;
} assay_matrix_product;

/// The part of a matrix product's output that one call computes.
typedef struct assay_block {
    size_t row_from, row_to;
    size_t column_from, column_to;
} assay_block;

/// One of `parts` blocks of nearly equal work that together are a product's output, so that each can
/// be computed by a thread of its own. Some are empty when there are more parts than columns or rows.
assay_block assay_matrix_product_part(
    const assay_matrix_product *product, size_t part, size_t parts);

/// The floats of scratch memory, aligned to 64 bytes, that one `matrix_product` call needs.
extern const size_t assay_matrix_product_scratch;

/// One implementation of every kernel. No two pointers of a call may overlap unless said so.
typedef struct assay_kernels {
    /// Each output element is one chain sum = fma(a, b, sum) from +0, or from the element that `out`
    /// holds when the product is accumulating, over k in the product's order.
    void (*matrix_product)(const assay_matrix_product *product, assay_block block, float *scratch);

    /// out[i][j] = matrix[i][j] + bias[j].
    void (*add_bias)(
        const float *matrix, const float *bias, float *out, size_t rows, size_t columns);
    /// out = fma(factor, x, y).
    void (*add_scaled)(const float *x, float factor, const float *y, float *out, size_t count);

    /// Row by row: m = largest logit, e_j = exp(logit_j - m), s = sum(e),
    /// probability_j = e_j / s, loss = log(s) - (logit_label - m). One NaN among a row's logits makes
    /// all its results NaN.
    void (*softmax_cross_entropy)(
        const float *logits, const int32_t *labels, float *probabilities, float *losses,
        size_t rows, size_t columns);
    /// out[i][j] = (probability[i][j] - (j == label[i] ? 1 : 0)) / divisor.
    void (*softmax_cross_entropy_gradient)(
        const float *probabilities, const int32_t *labels, float divisor, float *out,
        size_t rows, size_t columns);

    /// The sum of each column: rows in blocks of 32, within a block one chain of additions from +0
    /// in ascending order; the blocks' sums joined in a tree that splits a list of blocks at the
    /// largest power of two below its length (the shape of RFC 6962's Merkle tree).
    void (*column_sums)(
        const float *matrix, float *sums, size_t rows, size_t columns, size_t column_from,
        size_t column_to);
    /// The sum of a vector: its column sums as a matrix of 16 columns (the last row may be short),
    /// and these sixteen joined as lane l += lane l + 8, then 4, 2, 1.
    float (*sum)(const float *values, size_t count);

    assay_binary_kernels binary;
    assay_dropout_kernels dropout;
    assay_gather_kernels gather;
    assay_normalization_kernels normalization;
    assay_optimizer_kernels optimizer;
    assay_reduction_kernels reduction;
    assay_softmax_kernels softmax;
    assay_squared_error_kernels squared_error;
    assay_unary_kernels unary;
    /// Two-dimensional convolution.
    assay_convolution_kernels convolution;
    /// Two-dimensional pooling.
    assay_pooling_kernels pooling;
    /// Scaled dot-product attention.
    assay_attention_kernels attention;
    /// Copies elements of 32 bits between arrays of any strides.
    void (*copy)(const assay_copy *copy, const float *from, float *to);
} assay_kernels;

/// The kernels of an instruction set, or NULL when this build or this processor lacks it.
const assay_kernels *assay_kernels_for(assay_instruction_set set);

/// Sums over two float vectors, accumulated in double precision.
typedef struct assay_distance_sums {
    /// Sum of |a - b|, sum of (a - b)^2, largest |a - b| (NaN when any difference is).
    double absolute, squared, largest;
    /// Sum of a * b, of a * a, of b * b.
    double dot, left_squared, right_squared;
} assay_distance_sums;

/// Every term is computed in double and each sum is made in the order of `sum` above; the same
/// baseline code serves all instruction sets.
assay_distance_sums assay_distances(const float *a, const float *b, size_t count);

#endif
