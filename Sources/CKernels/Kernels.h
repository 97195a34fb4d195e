// All kernels, written once. A file per instruction set defines how wide its vectors are
// (ASSAY_LANES), how many rows a tile of the matrix product has (ASSAY_TILE_ROWS) and what its table
// is called (ASSAY_KERNELS), and includes this file under its target attribute.
//
// Loops over elements are plain C: contraction and fast-math are off, so the compiler may only
// vectorise them without changing a bit.

#include "CKernels.h"
#include "Instances.h"

#include "Elementwise.h"
#include "Exponential.h"
#include "Logarithm.h"
#include "MatrixProduct.h"
#include "Lanes.h"

#include "AxisReductions.h"
#include "Binary.h"
#include "Dropout.h"
#include "Gather.h"
#include "Optimizer.h"
#include "Softmax.h"
#include "CrossEntropy.h"
#include "RowNormalization.h"
#include "BatchNormalization.h"
#include "SquaredError.h"
#include "Unary.h"
#include "StridedProduct.h"
#include "RowCopies.h"
#include "SquareTransposition.h"

#include "ConvolutionScratch.h"
#include "PatchProduct.h"
#include "Convolution.h"
#include "ConvolutionWeightGradient.h"
#include "Pooling.h"

#include "Copy.h"
#include "AttentionScratch.h"
#include "Attention.h"
#include "AttentionGradient.h"

const assay_kernels ASSAY_KERNELS = {
    .matrix_product = matrix_product,
    .add_bias = add_bias,
    .add_scaled = add_scaled,
    .softmax_cross_entropy = softmax_cross_entropy,
    .softmax_cross_entropy_gradient = softmax_cross_entropy_gradient,
    .column_sums = column_sums,
    .sum = sum,
    .binary = ASSAY_BINARY_KERNELS,
    .dropout = ASSAY_DROPOUT_KERNELS,
    .gather = ASSAY_GATHER_KERNELS,
    .normalization = ASSAY_NORMALIZATION_KERNELS,
    .optimizer = ASSAY_OPTIMIZER_KERNELS,
    .reduction = ASSAY_REDUCTION_KERNELS,
    .softmax = ASSAY_SOFTMAX_KERNELS,
    .squared_error = ASSAY_SQUARED_ERROR_KERNELS,
    .unary = ASSAY_UNARY_KERNELS,
    .convolution = ASSAY_CONVOLUTION_KERNELS,
    .pooling = ASSAY_POOLING_KERNELS,
    .attention = ASSAY_ATTENTION_KERNELS,
    .copy = copy,
};
