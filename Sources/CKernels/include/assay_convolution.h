// Two-dimensional convolution and its gradients. Orders of operations: `assay_convolution_kernels`.
#ifndef ASSAY_CONVOLUTION_H
#define ASSAY_CONVOLUTION_H

#include <stddef.h>

/// The extents of a convolution, all arrays without gaps:
/// input [samples, channels, height, width],
/// weights [outputs, channels / groups, kernel_height, kernel_width],
/// out [samples, outputs, out_height, out_width].
///
/// Group g maps the g-th of `groups` equal shares of the channels to the g-th share of the outputs.
/// Place (y, x) of out sees the input from (y * stride_y - padding_y, x * stride_x - padding_x) on.
typedef struct assay_convolution {
    size_t samples, groups, channels, height, width;
    size_t outputs, out_height, out_width;
    size_t kernel_height, kernel_width;
    size_t stride_y, stride_x, padding_y, padding_x;
} assay_convolution;

/// What one call computes: of each pair (sample, group), numbered sample * groups + group, in a
/// range, the pixels in a range.
typedef struct assay_convolution_part {
    size_t pair_from, pair_to;
    size_t pixel_from, pixel_to;
} assay_convolution_part;

typedef struct assay_convolution_kernels {
    /// Transposes the weights of each group into [channels of the group, kernel_height,
    /// kernel_width, outputs of the group], as `forward` reads them.
    void (*arrange_weights)(
        const assay_convolution *convolution, const float *weights, float *arranged);
    /// Each output element is one chain sum = fma(weight, x, sum) from +0 over (channel of the
    /// group, kernel row, kernel column) ascending, where x is +0 in the padding; then
    /// sum + bias[output], where there is a bias.
    void (*forward)(
        const assay_convolution *convolution, const float *input, const float *arranged,
        const float *bias, float *out, assay_convolution_part part, float *scratch);

    /// Transposes the weights of each group into [outputs of the group, kernel_height,
    /// kernel_width, channels of the group], as `input_gradient` reads them.
    void (*arrange_weights_for_gradient)(
        const assay_convolution *convolution, const float *weights, float *arranged);
    /// Each element (y, x) is one chain sum = fma(weight, u, sum) from +0 over (output of the group,
    /// kernel row i, kernel column j) ascending, where u is the upstream element whose patch has the
    /// place (y, x) at (i, j), and +0 where there is none.
    void (*input_gradient)(
        const assay_convolution *convolution, const float *upstream, const float *arranged,
        float *out, assay_convolution_part part, float *scratch);

    /// Each weight's gradient is, for each sample, one chain sum = fma(x, u, sum) from +0 over the
    /// pixels of out ascending, where x is +0 in the padding; and the samples' sums joined as
    /// `column_sums` joins rows. Computes the outputs of a range.
    void (*weight_gradient)(
        const assay_convolution *convolution, const float *input, const float *upstream,
        float *out, size_t output_from, size_t output_to, float *scratch);
} assay_convolution_kernels;

/// The floats of scratch memory that one call of `forward` needs.
size_t assay_convolution_forward_scratch(const assay_convolution *convolution);
/// The floats of scratch memory that one call of `input_gradient` needs.
size_t assay_convolution_input_gradient_scratch(const assay_convolution *convolution);
/// The floats of scratch memory that one call of `weight_gradient` needs.
size_t assay_convolution_weight_gradient_scratch(const assay_convolution *convolution);

#endif
