// Rows chosen by their indices, and elements by a condition. Order: assay_gather.h.

static void gather_rows(
    const float *restrict table, const int32_t *restrict indices, float *restrict out,
    size_t count, size_t width)
{
    for (size_t t = 0; t < count; t++)
        memcpy(out + t * width, table + (size_t)indices[t] * width, width * sizeof(float));
}

static void scatter_rows(
    const float *restrict upstream, const int32_t *restrict indices, float *restrict out,
    size_t count, size_t width, size_t row_from, size_t row_to)
{
    for (size_t i = row_from * width; i < row_to * width; i++) out[i] = 0.0f;
    for (size_t t = 0; t < count; t++) {
        const size_t row = (size_t)indices[t];
        if (row < row_from || row >= row_to) continue;
        float *restrict to = out + row * width;
        const float *restrict from = upstream + t * width;
        for (size_t j = 0; j < width; j++) to[j] += from[j];
    }
}

ASSAY_INLINE void choose_loop(
    const float *restrict condition, const float *restrict a, size_t a_step,
    const float *restrict b, size_t b_step, float *restrict out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const float yes = a[i * a_step], no = b[i * b_step];
        out[i] = condition[i] != 0.0f ? yes : no;
    }
}

static void choose_elements(
    const float *condition, const float *a, size_t a_step, const float *b, size_t b_step,
    float *out, size_t count)
{
    // Constant steps vectorise.
    if (a_step == 1 && b_step == 1)
        choose_loop(condition, a, 1, b, 1, out, count);
    else if (a_step == 1 && b_step == 0)
        choose_loop(condition, a, 1, b, 0, out, count);
    else if (a_step == 0 && b_step == 1)
        choose_loop(condition, a, 0, b, 1, out, count);
    else
        choose_loop(condition, a, a_step, b, b_step, out, count);
}

#define ASSAY_GATHER_KERNELS \
    {.gather = gather_rows, .scatter = scatter_rows, .choose = choose_elements}
