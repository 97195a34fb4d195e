// Normalisation of rows (layer norm, RMS norm) and of channels (batch norm).
#ifndef ASSAY_NORMALIZATION_H
#define ASSAY_NORMALIZATION_H

#include <stddef.h>

/// The extents of a tensor [count, channels, places].
typedef struct assay_channels {
    size_t count, channels, places;
} assay_channels;

/// Every variance is made in a second pass, from (x - mean)^2; counts are rounded to float;
/// inverse = 1 / sqrt(variance + epsilon) with IEEE division and root; a normalised element is
/// h = (x - mean) inverse. Along rows of n elements sums have the order of `sum`, over rows that of
/// `column_sums`. A channel's sum has the order of `column_sums` over count, each term being the sum
/// of the channel's places there in the order of `sum`.
typedef struct assay_normalization_kernels {
    /// Row by row: mean = sum(x) / n, variance = sum((x - mean)^2) / n, y = fma(h, weight, bias).
    void (*layer)(
        const float *x, const float *weight, const float *bias, float epsilon, float *y,
        float *mean, float *inverse, size_t rows, size_t n);
    /// With g = upstream weight: out = inverse fma(-h, sum(g h) / n, g - sum(g) / n).
    void (*layer_gradient)(
        const float *x, const float *weight, const float *mean, const float *inverse,
        const float *upstream, float *out, size_t rows, size_t n);
    /// Column by column over the rows: weight_gradient = sum(upstream h); without a mean (NULL) it is
    /// zero. (The bias's gradient is the `column_sums` of upstream.)
    void (*weight_gradient)(
        const float *x, const float *mean, const float *inverse, const float *upstream,
        float *weight_gradient, size_t rows, size_t n, size_t column_from, size_t column_to);

    /// Row by row: inverse = 1 / sqrt(sum(x x) / n + epsilon), h = x inverse, y = h weight.
    void (*root_mean_square)(
        const float *x, const float *weight, float epsilon, float *y, float *inverse, size_t rows,
        size_t n);
    /// With g = upstream weight: out = inverse fma(-h, sum(g h) / n, g).
    void (*root_mean_square_gradient)(
        const float *x, const float *weight, const float *inverse, const float *upstream,
        float *out, size_t rows, size_t n);

    /// Channel by channel, with m = count places: mean = sum(x) / m, s = sum((x - mean)^2), variance
    /// = s / m, y = fma(h, weight, bias). Unless NULL, each running average r becomes
    /// fma(momentum, value, keep r), where the value is the mean or s / max(m - 1, 1).
    void (*batch)(
        const float *x, const float *weight, const float *bias, float epsilon, float momentum,
        float keep, float *running_mean, float *running_variance, float *y, float *mean,
        float *inverse, assay_channels extents, size_t channel_from, size_t channel_to);
    /// y = fma(h, weight, bias) with a mean and a variance that are given.
    void (*batch_inference)(
        const float *x, const float *weight, const float *bias, const float *mean,
        const float *variance, float epsilon, float *y, assay_channels extents,
        size_t channel_from, size_t channel_to);
    /// bias_gradient = sum(upstream), weight_gradient = sum(upstream h),
    /// out = (weight inverse) fma(-h, weight_gradient / m, upstream - bias_gradient / m).
    void (*batch_gradient)(
        const float *x, const float *weight, const float *mean, const float *inverse,
        const float *upstream, float *out, float *weight_gradient, float *bias_gradient,
        assay_channels extents, size_t channel_from, size_t channel_to);
} assay_normalization_kernels;

#endif
