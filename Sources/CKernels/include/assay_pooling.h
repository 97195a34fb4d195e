// Two-dimensional pooling and its gradients. Orders of operations: `assay_pooling_kernels`.
#ifndef ASSAY_POOLING_H
#define ASSAY_POOLING_H

#include <stddef.h>
#include <stdint.h>

/// The extents of a pooling: input [planes, height, width], out [planes, out_height, out_width].
///
/// The window of place (y, x) of out starts at (y * stride_y - padding_y, x * stride_x - padding_x).
typedef struct assay_pooling {
    size_t height, width, out_height, out_width;
    size_t window_height, window_width;
    size_t stride_y, stride_x, padding_y, padding_x;
} assay_pooling;

/// Each function computes the planes of a range.
typedef struct assay_pooling_kernels {
    /// The largest element of the window, walked row by row: one replaces those before it if it is
    /// larger or a NaN. `places` gets y * width + x of it. A window without any element of the
    /// plane is -infinity, at place -1; one of nothing but -infinity is at its first element.
    void (*largest)(
        const assay_pooling *pooling, const float *input, float *out, int32_t *places,
        size_t plane_from, size_t plane_to);
    /// Each element is a chain of additions from +0 of the upstream elements whose place it is, in
    /// ascending order.
    void (*largest_gradient)(
        const assay_pooling *pooling, const float *upstream, const int32_t *places, float *out,
        size_t plane_from, size_t plane_to);
    /// A chain of additions from +0 of the window's elements row by row, divided by the number of
    /// the window's places, padding included.
    void (*average)(
        const assay_pooling *pooling, const float *input, float *out, size_t plane_from,
        size_t plane_to);
    /// Each element is a chain of additions from +0 of upstream / (number of the window's places)
    /// over the windows that hold it, in ascending order.
    void (*average_gradient)(
        const assay_pooling *pooling, const float *upstream, float *out, size_t plane_from,
        size_t plane_to);
} assay_pooling_kernels;

#endif
