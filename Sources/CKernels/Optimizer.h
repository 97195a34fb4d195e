// Steps of optimisers. Order: assay_optimizer.h.

ASSAY_INLINE void descent_loop(
    assay_descent settings, float *restrict parameters, float *restrict velocity,
    const float *restrict gradient, size_t count, bool decays, bool moves, bool nesterov)
{
    const float rate = settings.rate, momentum = settings.momentum, decay = settings.decay;
    for (size_t i = 0; i < count; i++) {
        const float w = parameters[i];
        const float g = decays ? __builtin_fmaf(decay, w, gradient[i]) : gradient[i];
        float step = g;
        if (moves) {
            const float v = __builtin_fmaf(momentum, velocity[i], g);
            velocity[i] = v;
            step = nesterov ? __builtin_fmaf(momentum, v, g) : v;
        }
        parameters[i] = __builtin_fmaf(-rate, step, w);
    }
}

ASSAY_INLINE void descent_with_decay(
    assay_descent settings, float *parameters, float *velocity, const float *gradient,
    size_t count, bool decays)
{
    if (velocity == NULL)
        descent_loop(settings, parameters, NULL, gradient, count, decays, false, false);
    else if (settings.nesterov)
        descent_loop(settings, parameters, velocity, gradient, count, decays, true, true);
    else
        descent_loop(settings, parameters, velocity, gradient, count, decays, true, false);
}

static void descent_step(
    assay_descent settings, float *parameters, float *velocity, const float *gradient,
    size_t count)
{
    if (settings.decay == 0.0f)
        descent_with_decay(settings, parameters, velocity, gradient, count, false);
    else
        descent_with_decay(settings, parameters, velocity, gradient, count, true);
}

ASSAY_INLINE void adam_loop(
    assay_adam settings, float *restrict parameters, float *restrict first,
    float *restrict second, const float *restrict gradient, size_t count, bool decays)
{
    const assay_adam s = settings;
    for (size_t i = 0; i < count; i++) {
        const float w = parameters[i];
        const float g = decays ? __builtin_fmaf(s.decay, w, gradient[i]) : gradient[i];
        const float m = __builtin_fmaf(s.first_keep, first[i], s.first_share * g);
        const float v = __builtin_fmaf(s.second_keep, second[i], s.second_share * (g * g));
        const float root = __builtin_elementwise_sqrt(v) / s.second_root + s.epsilon;
        first[i] = m;
        second[i] = v;
        parameters[i] = __builtin_fmaf(-s.rate, m / root, w * s.parameter_keep);
    }
}

static void adam_step(
    assay_adam settings, float *parameters, float *first, float *second, const float *gradient,
    size_t count)
{
    if (settings.decay == 0.0f)
        adam_loop(settings, parameters, first, second, gradient, count, false);
    else
        adam_loop(settings, parameters, first, second, gradient, count, true);
}

typedef double double_lanes __attribute__((vector_size(sum_lanes * sizeof(double))));

static double sum_of_squares(const float *values, size_t count) {
    enum { block_terms = sum_block_rows * sum_lanes };
    double_lanes stack[sum_levels] = {{0}};
    size_t height = 0;
    // See column_sums_of_terms.
    for (size_t block = 1, from = 0; from < count; block++) {
        const size_t to = count - from < block_terms ? count : from + block_terms;
        double_lanes chains = {0};
        for (; from < to; from += sum_lanes) {
            lane_vector x;
            load_lanes(values + from, to - from < sum_lanes ? to - from : sum_lanes, &x);
            const double_lanes wide = __builtin_convertvector(x, double_lanes);
            chains += wide * wide;
        }
        from = to;
        stack[height++] = chains;
        size_t joins = to == count ? height - 1 : (size_t)__builtin_ctzll(block);
        for (; joins > 0; joins--) {
            height--;
            stack[height - 1] += stack[height];
        }
    }
    double lanes[sum_lanes];
    memcpy(lanes, &stack[0], sizeof lanes);
    for (size_t half = sum_lanes / 2; half > 0; half /= 2)
        for (size_t l = 0; l < half; l++) lanes[l] += lanes[l + half];
    return lanes[0];
}

#define ASSAY_OPTIMIZER_KERNELS \
    {.descent = descent_step, .adam = adam_step, .sum_of_squares = sum_of_squares}
