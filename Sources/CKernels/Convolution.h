// Convolution as a matrix product of the weights and the input's patches. Rows that do not fill a
// vector have the patches copied into a small panel just before they are read; the others read them
// where they lie (PatchProduct.h). The gradient by the input is a convolution, too.

typedef int32_t lane_bits __attribute__((vector_size(ASSAY_LANES * sizeof(int32_t))));

/// Neighbouring pixels of one line of out within a vector: where lane 0 would be read, were it one
/// of them, and the lanes they have.
typedef struct patch_piece {
    ptrdiff_t from;
    lane_bits chosen;
} patch_piece;

/// Cuts the vector of pixels from `pixel` on where lines end and returns the number of pieces.
static size_t patch_pieces(
    const patch_source *source, size_t pixel, size_t count, patch_piece *pieces)
{
    size_t number = 0;
    for (size_t lane = 0; lane < count;) {
        const size_t y = (pixel + lane) / source->out_width;
        const size_t x = (pixel + lane) % source->out_width;
        const size_t end = smaller(lane + source->out_width - x, count);
        patch_piece piece = {(ptrdiff_t)(y * source->line + x) - (ptrdiff_t)lane, {0}};
        for (; lane < end; lane++) piece.chosen[lane] = -1;
        pieces[number++] = piece;
    }
    return number;
}

/// Copies one vector of pixels of the patches' elements `from`..<`to`. It reads up to a vector
/// before and behind the planes.
static inline __attribute__((always_inline)) void pack_pieces(
    const patch_source *source, size_t from, size_t to, const patch_piece *pieces, size_t number,
    float *restrict panel)
{
    for (size_t k = from; k < to; k++) {
        const float *place = source->planes + source->offsets[k];
        lane_bits bits = (lane_bits)*(const loose_vector *)(place + pieces[0].from);
        for (size_t p = 1; p < number; p++) {
            const lane_bits other = (lane_bits)*(const loose_vector *)(place + pieces[p].from);
            bits = (other & pieces[p].chosen) | (bits & ~pieces[p].chosen);
        }
        *(loose_vector *)panel = (vector)bits;
        panel += patch_pixels;
    }
}

static void pack_patches(
    const patch_source *source, size_t from, size_t to, size_t pixel, size_t count,
    float *restrict panel)
{
    for (size_t v = 0; v < count; v += ASSAY_LANES) {
        patch_piece pieces[ASSAY_LANES];
        const size_t number =
            patch_pieces(source, pixel + v, smaller(ASSAY_LANES, count - v), pieces);
        // The common numbers as constants, so that the pieces stay in registers.
        if (number == 1) pack_pieces(source, from, to, pieces, 1, panel + v);
        else if (number == 2) pack_pieces(source, from, to, pieces, 2, panel + v);
        else pack_pieces(source, from, to, pieces, number, panel + v);
    }
}

/// out[row][pixel] = chain over the patch's elements of weights[k][row] and the patch; then the bias.
static void multiply_patches(
    const patch_source *source, const float *weights, size_t rows, const float *bias, float *out,
    size_t pixels, size_t pixel_from, size_t pixel_to, float *panel)
{
    const size_t depth = source->depth;
    // Blocks of nearly equal depth; one even when there is nothing to add up.
    const size_t blocks = depth == 0 ? 1 : parts_of(depth, patch_depth);
    const size_t block = parts_of(depth, blocks);

    for (size_t pixel = pixel_from; pixel < pixel_to; pixel += patch_pixels) {
        const size_t count = smaller(patch_pixels, pixel_to - pixel);
        for (size_t b = 0; b < blocks; b++) {
            const size_t k = b * block;
            const size_t end = smaller(k + block, depth);
            pack_patches(source, k, end, pixel, count, panel);
            const strided_walk walk = {
                .steps = end - k, .left_step = rows, .right_step = patch_pixels,
            };
            strided_product(
                &walk, 1, rows, count, weights + k * rows, panel, out + pixel, pixels, b > 0);
        }
        if (bias == NULL) continue;
        for (size_t row = 0; row < rows; row++)
            for (size_t l = 0; l < count; l++) out[row * pixels + pixel + l] += bias[row];
    }
}

/// The product of one pair. With `packed`, the last call had the same weights; the next one copies
/// or reads `ahead_count` floats from `ahead` on.
static void multiply(
    const patch_source *source, const float *weights, size_t rows, const float *bias, float *out,
    size_t pixels, assay_convolution_part part, float *panel, bool packed, const float *ahead,
    size_t ahead_count)
{
    if (!fills_vectors(rows)) {
        multiply_patches(
            source, weights, rows, bias, out, pixels, part.pixel_from, part.pixel_to, panel);
        return;
    }
    float *const packed_rows = panel + strip_pixels * tile_columns;
    if (!packed) pack_rows(weights, source->depth, rows, packed_rows);
    multiply_in_place(
        source, packed_rows, rows, bias, out, pixels, part.pixel_from, part.pixel_to, panel,
        ahead, ahead_count);
}

/// Copies planes to where there are zeros. Columns that are a stride apart come to lie side by side.
static void pad_planes(const assay_convolution *c, const float *input, float *planes, size_t count)
{
    const size_t columns = padded_columns(c);
    const size_t line = columns * c->stride_x;
    const size_t rows = padded_rows(c);
    for (size_t plane = 0; plane < count; plane++)
        for (size_t y = 0; y < c->height; y++) {
            const float *from = input + (plane * c->height + y) * c->width;
            float *to = planes + (plane * rows + y + c->padding_y) * line;
            if (c->stride_x == 1) {
                copy_rows(from, 0, to + c->padding_x, 0, 1, c->width);
                continue;
            }
            for (size_t x = 0; x < c->width; x++) {
                const size_t place = x + c->padding_x;
                to[place % c->stride_x * columns + place / c->stride_x] = from[x];
            }
        }
}

static void convolve(
    const assay_convolution *convolution, const float *input, const float *arranged,
    const float *bias, float *out, assay_convolution_part part, float *scratch)
{
    const assay_convolution c = *convolution;
    const size_t channels = c.channels / c.groups;
    const size_t outputs = c.outputs / c.groups;
    const size_t area = c.kernel_height * c.kernel_width;
    const size_t depth = channels * area;
    const size_t pixels = c.out_height * c.out_width;
    const size_t columns = padded_columns(&c);
    const size_t line = columns * c.stride_x;
    const size_t plane = padded_rows(&c) * line;

    float *const panel = scratch;
    size_t *const offsets = (size_t *)(panel + panel_size(depth, outputs));
    float *const planes = (float *)(offsets + depth) + vector_slack;
    for (size_t k = 0; k < depth; k++) {
        const size_t i = k % area / c.kernel_width;
        const size_t j = k % c.kernel_width;
        offsets[k] = k / area * plane + i * line + j % c.stride_x * columns + j / c.stride_x;
    }
    patch_source source = {
        .depth = depth, .out_width = c.out_width, .line = c.stride_y * line, .planes = planes,
        .offsets = offsets,
    };
    // Without padding and strides the input is as good as a copy.
    const bool copied =
        c.padding_y > 0 || c.padding_x > 0 || c.stride_x > 1 || !fills_vectors(outputs);
    if (copied) memset(planes, 0, channels * plane * sizeof(float));

    for (size_t pair = part.pair_from; pair < part.pair_to; pair++) {
        const size_t group = pair % c.groups;
        const size_t size = channels * c.height * c.width;
        const float *const planes_of_pair = input + pair * size;
        if (copied) pad_planes(&c, planes_of_pair, planes, channels);
        else source.planes = planes_of_pair;
        multiply(
            &source, arranged + group * depth * outputs, outputs,
            bias == NULL ? NULL : bias + group * outputs, out + pair * outputs * pixels, pixels,
            part, panel, c.groups == 1 && pair > part.pair_from, input + (pair + 1) * size, size);
    }
}

/// Copies planes of the upstream gradient, among zeros, to where a patch of stride 1 meets them.
static void spread_planes(
    const assay_convolution *c, const float *upstream, float *planes, size_t count)
{
    const size_t rows = c->height + c->kernel_height - 1;
    const size_t line = c->width + c->kernel_width - 1;
    // The part of a line that patches meet.
    const size_t first = c->kernel_width - 1;
    const bool whole = c->stride_x == 1 && c->padding_x <= first
        && first - c->padding_x + c->out_width <= line;
    for (size_t plane = 0; plane < count; plane++)
        for (size_t i = 0; i < c->out_height; i++) {
            const size_t y = i * c->stride_y + c->kernel_height - 1;
            if (y < c->padding_y || y - c->padding_y >= rows) continue;
            const float *from = upstream + (plane * c->out_height + i) * c->out_width;
            float *to = planes + (plane * rows + y - c->padding_y) * line;
            if (whole) {
                copy_rows(from, 0, to + first - c->padding_x, 0, 1, c->out_width);
                continue;
            }
            for (size_t j = 0; j < c->out_width; j++) {
                const size_t x = j * c->stride_x + c->kernel_width - 1;
                if (x < c->padding_x || x - c->padding_x >= line) continue;
                to[x - c->padding_x] = from[j];
            }
        }
}

static void convolve_gradient(
    const assay_convolution *convolution, const float *upstream, const float *arranged, float *out,
    assay_convolution_part part, float *scratch)
{
    const assay_convolution c = *convolution;
    const size_t channels = c.channels / c.groups;
    const size_t outputs = c.outputs / c.groups;
    const size_t area = c.kernel_height * c.kernel_width;
    const size_t depth = outputs * area;
    const size_t pixels = c.height * c.width;
    const size_t line = c.width + c.kernel_width - 1;
    const size_t plane = (c.height + c.kernel_height - 1) * line;

    float *const panel = scratch;
    size_t *const offsets = (size_t *)(panel + panel_size(depth, channels));
    float *const planes = (float *)(offsets + depth) + vector_slack;
    for (size_t k = 0; k < depth; k++) {
        const size_t i = c.kernel_height - 1 - k % area / c.kernel_width;
        const size_t j = c.kernel_width - 1 - k % c.kernel_width;
        offsets[k] = k / area * plane + i * line + j;
    }
    const patch_source source = {
        .depth = depth, .out_width = c.width, .line = line, .planes = planes, .offsets = offsets,
    };

    memset(planes, 0, outputs * plane * sizeof(float));
    for (size_t pair = part.pair_from; pair < part.pair_to; pair++) {
        const size_t group = pair % c.groups;
        const size_t size = outputs * c.out_height * c.out_width;
        spread_planes(&c, upstream + pair * size, planes, outputs);
        multiply(
            &source, arranged + group * depth * channels, channels, NULL,
            out + pair * channels * pixels, pixels, part, panel,
            c.groups == 1 && pair > part.pair_from, upstream + (pair + 1) * size, size);
    }
}

static void arrange_weights(const assay_convolution *c, const float *weights, float *arranged) {
    const size_t outputs = c->outputs / c->groups;
    const size_t depth = c->channels / c->groups * c->kernel_height * c->kernel_width;
    for (size_t group = 0; group < c->groups; group++)
        transpose_matrix(
            weights + group * outputs * depth, outputs, depth, depth,
            arranged + group * outputs * depth, outputs);
}

static void arrange_weights_for_gradient(
    const assay_convolution *c, const float *weights, float *arranged)
{
    const size_t channels = c->channels / c->groups;
    const size_t area = c->kernel_height * c->kernel_width;
    for (size_t output = 0; output < c->outputs; output++)
        transpose_matrix(
            weights + output * channels * area, channels, area, area,
            arranged + output * channels * area, channels);
}
