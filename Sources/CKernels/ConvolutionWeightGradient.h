// The gradient by the weights. The pixels are walked along the chains, so both operands are laid out
// pixel after pixel first: a tile then finds its rows and columns side by side.

/// Copies planes with zeros around them: for each place the channels lie side by side.
static void interleave_channels(
    const assay_convolution *c, const float *input, size_t channels, float *out)
{
    const size_t pixels = c->height * c->width;
    if (c->padding_y == 0 && c->padding_x == 0) {
        transpose_matrix(input, channels, pixels, pixels, out, channels);
        return;
    }
    const size_t line = (c->width + 2 * c->padding_x) * channels;
    memset(out, 0, (c->height + 2 * c->padding_y) * line * sizeof(float));
    for (size_t y = 0; y < c->height; y++)
        transpose_matrix(
            input + y * c->width, channels, c->width, pixels,
            out + (y + c->padding_y) * line + c->padding_x * channels, channels);
}

/// sums[(i, j, channel)][output] = chain over the pixels of one sample.
static void sample_weight_gradient(
    const assay_convolution *c, const float *input, size_t channels, const float *upstream,
    size_t outputs, size_t stride, float *sums)
{
    const size_t line = (c->width + 2 * c->padding_x) * channels;
    const size_t rows = c->kernel_width * channels;
    const strided_walk walk = {
        .lines = c->out_height, .steps = c->out_width,
        .left_step = c->stride_x * channels, .left_line = c->stride_y * line,
        .right_step = stride, .right_line = c->out_width * stride,
    };
    for (size_t i = 0; i < c->kernel_height; i++)
        strided_product(
            &walk, 1, rows, outputs, input + i * line, upstream, sums + i * rows * stride, stride,
            false);
}

/// The gradient by the weights of `outputs` outputs of one group, of which the pointers are the
/// first channel and the first output.
static void group_weight_gradient(
    const assay_convolution *c, const float *input, const float *upstream, float *out,
    size_t outputs, float *scratch)
{
    const size_t channels = c->channels / c->groups;
    const size_t area = c->kernel_height * c->kernel_width;
    const size_t pixels = c->out_height * c->out_width;
    // A row of outputs, up to whole vectors.
    const size_t stride = (outputs + vector_slack - 1) / vector_slack * vector_slack;
    const size_t size = channels * area * stride;

    float *const places = scratch;
    float *const columns = places + interleaved_size(c);
    float *const sums = columns + pixels * stride;
    float *const stack = sums + size;
    // Lanes beyond the outputs are computed and left: they need not be anything but defined.
    memset(columns, 0, pixels * stride * sizeof(float));
    memset(sums, 0, size * sizeof(float));

    // The tree of `column_sums`: after the n-th block as many pairs are joined as n has trailing
    // zeros, and at the end the rest from the top down.
    size_t height = 0;
    for (size_t sample = 0; sample < c->samples;) {
        float *const block = stack + height++ * size;
        memset(block, 0, size * sizeof(float));
        const size_t end = least(sample + sum_block_rows, c->samples);
        for (; sample < end; sample++) {
            interleave_channels(
                c, input + sample * c->channels * c->height * c->width, channels, places);
            transpose_matrix(
                upstream + sample * c->outputs * pixels, outputs, pixels, pixels, columns, stride);
            sample_weight_gradient(c, places, channels, columns, outputs, stride, sums);
            for (size_t e = 0; e < size; e++) block[e] += sums[e];
        }
        const size_t blocks = (sample + sum_block_rows - 1) / sum_block_rows;
        size_t joins = sample == c->samples ? height - 1 : (size_t)__builtin_ctzll(blocks);
        for (; joins > 0; joins--) {
            height--;
            float *const into = stack + (height - 1) * size;
            const float *const from = into + size;
            for (size_t e = 0; e < size; e++) into[e] += from[e];
        }
    }
    if (c->samples == 0) memset(stack, 0, size * sizeof(float));

    for (size_t output = 0; output < outputs; output++)
        for (size_t channel = 0; channel < channels; channel++)
            for (size_t place = 0; place < area; place++)
                out[(output * channels + channel) * area + place] =
                    stack[(place * channels + channel) * stride + output];
}

static void weight_gradient(
    const assay_convolution *convolution, const float *input, const float *upstream, float *out,
    size_t output_from, size_t output_to, float *scratch)
{
    const assay_convolution c = *convolution;
    const size_t channels = c.channels / c.groups;
    const size_t outputs = c.outputs / c.groups;
    for (size_t output = output_from; output < output_to;) {
        const size_t group = output / outputs;
        const size_t end = least((group + 1) * outputs, output_to);
        group_weight_gradient(
            &c, input + group * channels * c.height * c.width,
            upstream + output * c.out_height * c.out_width,
            out + output * channels * c.kernel_height * c.kernel_width, end - output, scratch);
        output = end;
    }
}

#define ASSAY_CONVOLUTION_KERNELS                                                                  \
    {                                                                                              \
        .arrange_weights = arrange_weights, .forward = convolve,                                   \
        .arrange_weights_for_gradient = arrange_weights_for_gradient,                              \
        .input_gradient = convolve_gradient, .weight_gradient = weight_gradient,                   \
    }
