// Pooling over windows. Windows of two by two that tile the plane, the common case, have a loop over
// neighbours that the compiler vectorises; the rest is written as it is defined.

/// The part of a window that lies in the plane.
typedef struct pooling_window {
    size_t y_from, y_to, x_from, x_to;
} pooling_window;

/// The places of a window from `start` (shifted by the padding) that an extent has.
static inline void clip(
    size_t start, size_t window, size_t padding, size_t extent, size_t *from, size_t *to)
{
    const size_t end = start + window > padding ? start + window - padding : 0;
    *to = smaller(end, extent);
    *from = smaller(start > padding ? start - padding : 0, *to);
}

static inline pooling_window window_at(const assay_pooling *p, size_t y, size_t x) {
    pooling_window w;
    clip(y * p->stride_y, p->window_height, p->padding_y, p->height, &w.y_from, &w.y_to);
    clip(x * p->stride_x, p->window_width, p->padding_x, p->width, &w.x_from, &w.x_to);
    return w;
}

static inline bool tiles_by_two(const assay_pooling *p) {
    return p->window_height == 2 && p->window_width == 2 && p->stride_y == 2 && p->stride_x == 2
        && p->padding_y == 0 && p->padding_x == 0;
}

/// Whether an element replaces those before it.
static inline bool is_taken(float element, float largest) {
    return (element > largest) | (element != element);
}

/// Eight neighbouring windows, so that the last of a row can take in some that are done.
typedef float window_lanes __attribute__((vector_size(32)));
typedef int32_t window_places __attribute__((vector_size(32)));
typedef float loose_window_lanes
    __attribute__((vector_size(32), aligned(sizeof(float)), may_alias));
typedef int32_t loose_window_places
    __attribute__((vector_size(32), aligned(sizeof(float)), may_alias));

ASSAY_INLINE void take_larger(
    const window_lanes *elements, const window_places *places, window_lanes *largest,
    window_places *at)
{
    const window_places taken = (*elements > *largest) | (*elements != *elements);
    *largest =
        (window_lanes)(((window_places)*elements & taken) | ((window_places)*largest & ~taken));
    *at = (*places & taken) | (*at & ~taken);
}

ASSAY_INLINE void largest_of_eight_windows(
    const float *upper, size_t width, int32_t first, float *out, int32_t *places)
{
    const float *const lower = upper + width;
    const window_lanes a = *(const loose_window_lanes *)upper;
    const window_lanes b = *(const loose_window_lanes *)(upper + 8);
    const window_lanes c = *(const loose_window_lanes *)lower;
    const window_lanes d = *(const loose_window_lanes *)(lower + 8);
    window_places place = first + (window_places){0, 2, 4, 6, 8, 10, 12, 14};
    window_places at = place;
    window_lanes largest = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
    window_lanes elements = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
    place += 1;
    take_larger(&elements, &place, &largest, &at);
    elements = __builtin_shufflevector(c, d, 0, 2, 4, 6, 8, 10, 12, 14);
    place += (int32_t)width - 1;
    take_larger(&elements, &place, &largest, &at);
    elements = __builtin_shufflevector(c, d, 1, 3, 5, 7, 9, 11, 13, 15);
    place += 1;
    take_larger(&elements, &place, &largest, &at);
    *(loose_window_lanes *)out = largest;
    *(loose_window_places *)places = at;
}

// Rows are short, and four at a time leave few over. Where a build with checks of its own keeps the
// compiler from it, that is no error.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpass-failed"

/// The largest elements of a row of `count` windows of two by two.
static void largest_of_four(
    const float *restrict upper, size_t width, size_t first, size_t count, float *restrict out,
    int32_t *restrict places)
{
    if (count >= 8) {
        for (size_t next = 0; next < count; next += 8) {
            // The last eight take in some that are done.
            const size_t x = smaller(next, count - 8);
            largest_of_eight_windows(
                upper + 2 * x, width, (int32_t)(first + 2 * x), out + x, places + x);
        }
        return;
    }
    const float *restrict lower = upper + width;
#pragma clang loop vectorize_width(4) interleave_count(1)
    for (size_t x = 0; x < count; x++) {
        const int32_t place = (int32_t)(first + 2 * x);
        const float b = upper[2 * x + 1];
        const float c = lower[2 * x];
        const float d = lower[2 * x + 1];
        float largest = upper[2 * x];
        int32_t at = place;
        at = is_taken(b, largest) ? place + 1 : at;
        largest = is_taken(b, largest) ? b : largest;
        at = is_taken(c, largest) ? place + (int32_t)width : at;
        largest = is_taken(c, largest) ? c : largest;
        at = is_taken(d, largest) ? place + (int32_t)width + 1 : at;
        largest = is_taken(d, largest) ? d : largest;
        out[x] = largest;
        places[x] = at;
    }
}

/// Writes the two rows of a plane that `count` windows of two by two cover.
static void spread_over_four(
    const float *restrict upstream, const int32_t *restrict places, size_t width, size_t first,
    size_t count, float *restrict upper, float *restrict lower)
{
#pragma clang loop vectorize_width(4) interleave_count(1)
    for (size_t x = 0; x < count; x++) {
        const int32_t at = places[x] - (int32_t)(first + 2 * x);
        const float value = 0.0f + upstream[x];
        upper[2 * x] = at == 0 ? value : 0.0f;
        upper[2 * x + 1] = at == 1 ? value : 0.0f;
        lower[2 * x] = at == (int32_t)width ? value : 0.0f;
        lower[2 * x + 1] = at == (int32_t)width + 1 ? value : 0.0f;
    }
}

#pragma clang diagnostic pop

static void largest(
    const assay_pooling *p, const float *input, float *out, int32_t *places, size_t plane_from,
    size_t plane_to)
{
    const bool by_two = tiles_by_two(p);
    for (size_t row = plane_from * p->out_height; row < plane_to * p->out_height; row++) {
        const float *plane = input + row / p->out_height * p->height * p->width;
        const size_t y = row % p->out_height;
        if (by_two) {
            const size_t first = 2 * y * p->width;
            largest_of_four(
                plane + first, p->width, first, p->out_width, out + row * p->out_width,
                places + row * p->out_width);
            continue;
        }
        for (size_t x = 0; x < p->out_width; x++) {
            const pooling_window w = window_at(p, y, x);
            const bool empty = w.y_from == w.y_to || w.x_from == w.x_to;
            float value = -__builtin_inff();
            int32_t at = empty ? -1 : (int32_t)(w.y_from * p->width + w.x_from);
            for (size_t i = w.y_from; i < w.y_to; i++)
                for (size_t j = w.x_from; j < w.x_to; j++) {
                    const float element = plane[i * p->width + j];
                    if (is_taken(element, value)) {
                        value = element;
                        at = (int32_t)(i * p->width + j);
                    }
                }
            out[row * p->out_width + x] = value;
            places[row * p->out_width + x] = at;
        }
    }
}

static void largest_gradient(
    const assay_pooling *p, const float *upstream, const int32_t *places, float *out,
    size_t plane_from, size_t plane_to)
{
    const size_t size = p->height * p->width;
    const size_t pixels = p->out_height * p->out_width;
    // Where the windows cover the plane, every element is written once.
    const bool by_two = tiles_by_two(p);
    const bool covered = by_two && p->height % 2 == 0 && p->width % 2 == 0;
    for (size_t plane = plane_from; plane < plane_to; plane++) {
        float *to = out + plane * size;
        if (!covered) memset(to, 0, size * sizeof(float));
        if (by_two) {
            for (size_t y = 0; y < p->out_height; y++) {
                const size_t first = 2 * y * p->width;
                const size_t row = plane * pixels + y * p->out_width;
                spread_over_four(
                    upstream + row, places + row, p->width, first, p->out_width, to + first,
                    to + first + p->width);
            }
            continue;
        }
        for (size_t pixel = plane * pixels; pixel < (plane + 1) * pixels; pixel++)
            if (places[pixel] >= 0) to[places[pixel]] += upstream[pixel];
    }
}

static void average_of_four(
    const float *restrict upper, size_t width, size_t count, float *restrict out)
{
    const float *restrict lower = upper + width;
    for (size_t x = 0; x < count; x++)
        out[x] = (0.0f + upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]) / 4.0f;
}

static void average(
    const assay_pooling *p, const float *input, float *out, size_t plane_from, size_t plane_to)
{
    const bool by_two = tiles_by_two(p);
    const float divisor = (float)(p->window_height * p->window_width);
    for (size_t row = plane_from * p->out_height; row < plane_to * p->out_height; row++) {
        const float *plane = input + row / p->out_height * p->height * p->width;
        const size_t y = row % p->out_height;
        if (by_two) {
            average_of_four(
                plane + 2 * y * p->width, p->width, p->out_width, out + row * p->out_width);
            continue;
        }
        for (size_t x = 0; x < p->out_width; x++) {
            const pooling_window w = window_at(p, y, x);
            float sum = 0.0f;
            for (size_t i = w.y_from; i < w.y_to; i++)
                for (size_t j = w.x_from; j < w.x_to; j++) sum += plane[i * p->width + j];
            out[row * p->out_width + x] = sum / divisor;
        }
    }
}

static void average_gradient(
    const assay_pooling *p, const float *upstream, float *out, size_t plane_from, size_t plane_to)
{
    const size_t size = p->height * p->width;
    const bool by_two = tiles_by_two(p);
    const float divisor = (float)(p->window_height * p->window_width);
    for (size_t plane = plane_from; plane < plane_to; plane++) {
        float *to = out + plane * size;
        memset(to, 0, size * sizeof(float));
        for (size_t y = 0; y < p->out_height; y++)
            for (size_t x = 0; x < p->out_width; x++) {
                const float value =
                    upstream[(plane * p->out_height + y) * p->out_width + x] / divisor;
                if (by_two) {
                    float *const upper = to + 2 * (y * p->width + x);
                    upper[0] = upper[1] = upper[p->width] = upper[p->width + 1] = 0.0f + value;
                    continue;
                }
                const pooling_window w = window_at(p, y, x);
                for (size_t i = w.y_from; i < w.y_to; i++)
                    for (size_t j = w.x_from; j < w.x_to; j++) to[i * p->width + j] += value;
            }
    }
}

#define ASSAY_POOLING_KERNELS                                                                      \
    {                                                                                              \
        .largest = largest, .largest_gradient = largest_gradient, .average = average,              \
        .average_gradient = average_gradient,                                                      \
    }
