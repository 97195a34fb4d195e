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

/// Copies the upstream gradient of one sample: blocks of as many outputs as a tile has, in which
/// for each pixel the outputs lie side by side.
static void interleave_outputs(
    const float *upstream, size_t outputs, size_t pixels, float *columns)
{
    for (size_t output = 0; output < outputs; output += tile_columns) {
        const size_t count = smaller(tile_columns, outputs - output);
        transpose_matrix(
            upstream + output * pixels, count, pixels, pixels, columns + output * pixels,
            vectors_for(count) * ASSAY_LANES);
    }
}

/// In blocks of outputs, sums[(i, j, channel)][output] = chain over the pixels of one sample, which
/// lie `offsets` apart.
static void sample_weight_gradient(
    const assay_convolution *c, const float *input, size_t channels, const float *columns,
    size_t outputs, const size_t *offsets, float *sums, patch_ahead aheads[2])
{
    const size_t pixels = c->out_height * c->out_width;
    const size_t line = (c->width + 2 * c->padding_x) * channels;
    const size_t rows = c->kernel_width * channels;
    const size_t height = equal_parts(rows, ASSAY_TILE_ROWS);
    size_t tile = 0;
    for (size_t output = 0; output < outputs; output += tile_columns) {
        const size_t vectors = vectors_for(smaller(tile_columns, outputs - output));
        for (size_t i = 0; i < c->kernel_height; i++)
            for (size_t row = 0; row < rows; row += height) {
                const size_t count = smaller(height, rows - row);
                const patch_chains chains = {
                    .depth = pixels, .offsets = offsets, .places = input + i * line + row,
                    .weights = columns + output * pixels, .sums = sums,
                    .ahead = &aheads[tile++ % 2],
                };
                patch_tiles[count - 1][vectors - 1](&chains);
                sums += count * vectors * ASSAY_LANES;
            }
    }
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

    size_t *const offsets = (size_t *)scratch;
    float *const places = scratch + offsets_size(pixels);
    float *const columns = places + interleaved_size(c);
    float *const sums = columns + pixels * stride;
    float *const stack = sums + size;
    const size_t line = (c->width + 2 * c->padding_x) * channels;
    for (size_t pixel = 0; pixel < pixels; pixel++)
        offsets[pixel] = pixel / c->out_width * c->stride_y * line
            + pixel % c->out_width * c->stride_x * channels;
    const size_t input_size = channels * c->height * c->width;
    const size_t upstream_size = outputs * pixels;
    // What the next sample needs is read ahead, the input by every other tile, the upstream by the
    // rest.
    const size_t tiles = c->kernel_height * parts_of(c->kernel_width * channels, ASSAY_TILE_ROWS)
        * parts_of(outputs, tile_columns);
    const size_t steps = pixels * (tiles < 2 ? 1 : tiles / 2);

    // Lanes beyond the outputs are computed and left: they need not be anything but defined.
    memset(columns, 0, pixels * stride * sizeof(float));
    memset(sums, 0, size * sizeof(float));

    // The tree of `column_sums`: after the n-th block as many pairs are joined as n has trailing
    // zeros, and at the end the rest from the top down.
    size_t height = 0;
    for (size_t sample = 0; sample < c->samples;) {
        float *const block = stack + height++ * size;
        memset(block, 0, size * sizeof(float));
        const size_t end = smaller(sample + sum_block_rows, c->samples);
        for (; sample < end; sample++) {
            const float *const sample_input = input + sample * c->channels * c->height * c->width;
            const float *const sample_upstream = upstream + sample * c->outputs * pixels;
            interleave_channels(c, sample_input, channels, places);
            interleave_outputs(sample_upstream, outputs, pixels, columns);
            patch_ahead aheads[] = {
                {(uintptr_t)(sample_input + c->channels * c->height * c->width),
                 steps == 0 ? 0 : input_size * sizeof(float) / steps},
                {(uintptr_t)(sample_upstream + c->outputs * pixels),
                 steps == 0 ? 0 : upstream_size * sizeof(float) / steps},
            };
            sample_weight_gradient(c, places, channels, columns, outputs, offsets, sums, aheads);
            for (size_t e = 0; e < size; e++) block[e] += sums[e];
        }
        const size_t blocks = parts_of(sample, sum_block_rows);
        size_t joins = sample == c->samples ? height - 1 : (size_t)__builtin_ctzll(blocks);
        for (; joins > 0; joins--) {
            height--;
            float *const into = stack + (height - 1) * size;
            const float *const from = into + size;
            for (size_t e = 0; e < size; e++) into[e] += from[e];
        }
    }
    if (c->samples == 0) memset(stack, 0, size * sizeof(float));

    for (size_t output = 0; output < outputs; output++) {
        const size_t block = output / tile_columns * tile_columns;
        const size_t width =
            vectors_for(smaller(tile_columns, outputs - block)) * ASSAY_LANES;
        const float *const sum = stack + block * channels * area + output - block;
        for (size_t channel = 0; channel < channels; channel++)
            for (size_t place = 0; place < area; place++)
                out[(output * channels + channel) * area + place] =
                    sum[(place * channels + channel) * width];
    }
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
        const size_t end = smaller((group + 1) * outputs, output_to);
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
