import CKernels

/// The extents of a tensor whose channels are normalised over the batch and all places.
package struct ChannelExtents: Hashable, Sendable {
    package let count: Int
    package let channels: Int
    package let places: Int

    package init(count: Int, channels: Int, places: Int) {
        self.count = count
        self.channels = channels
        self.places = places
    }

    var code: assay_channels {
        assay_channels(count: count, channels: channels, places: places)
    }

    /// Channels that one thread takes at least.
    var grain: Int { Execution.rowGrain(count * places) }
}

/// The averages that batch norm keeps for inference; `average = fma(momentum, new, keep average)`.
package struct RunningAverages {
    package let mean: UnsafeMutablePointer<Float>
    package let variance: UnsafeMutablePointer<Float>
    package let momentum: Float
    /// One less the momentum.
    package let keep: Float

    package init(
        mean: UnsafeMutablePointer<Float>,
        variance: UnsafeMutablePointer<Float>,
        momentum: Float,
        keep: Float
    ) {
        self.mean = mean
        self.variance = variance
        self.momentum = momentum
        self.keep = keep
    }
}

// x and y are [count, channels, places], all else [channels]; m = count places. A channel's sum has
// the order of `columnSums` over the batch, each term being the sum of its places there
// in the order of `sum`.

extension Execution {
    /// Batch norm in training: `y = fma((x - mean) inverse, weight, bias)` with
    /// `mean = sum(x) / m`, `variance = sum((x - mean)^2) / m` and
    /// `inverse = 1 / sqrt(variance + epsilon)`; keeps mean and inverse.
    ///
    /// The running variance takes up the sum divided by `max(m - 1, 1)`.
    package func batchNormalize(
        _ x: UnsafePointer<Float>,
        weight: UnsafePointer<Float>,
        bias: UnsafePointer<Float>,
        epsilon: Float,
        running: RunningAverages?,
        into y: UnsafeMutablePointer<Float>,
        mean: UnsafeMutablePointer<Float>,
        inverseDeviation: UnsafeMutablePointer<Float>,
        extents: ChannelExtents
    ) {
        if let order = order(of: extents) {
            return order.putting(into: y) {
                unperturbed.batchNormalize(
                    order.taking(x),
                    weight: weight,
                    bias: bias,
                    epsilon: epsilon,
                    running: running,
                    into: $0,
                    mean: mean,
                    inverseDeviation: inverseDeviation,
                    extents: extents
                )
            }
        }
        let kernel = kernels.normalization
        divide(extents.channels, grain: extents.grain) { range in
            kernel.batch(
                x,
                weight,
                bias,
                epsilon,
                running?.momentum ?? 0,
                running?.keep ?? 0,
                running?.mean,
                running?.variance,
                y,
                mean,
                inverseDeviation,
                extents.code,
                range.lowerBound,
                range.upperBound
            )
        }
    }

    /// Batch norm in inference: `y = fma((x - mean) inverse, weight, bias)` with
    /// `inverse = 1 / sqrt(variance + epsilon)`, mean and variance being given.
    package func batchNormalizeInference(
        _ x: UnsafePointer<Float>,
        weight: UnsafePointer<Float>,
        bias: UnsafePointer<Float>,
        mean: UnsafePointer<Float>,
        variance: UnsafePointer<Float>,
        epsilon: Float,
        into y: UnsafeMutablePointer<Float>,
        extents: ChannelExtents
    ) {
        let kernel = kernels.normalization
        divide(extents.channels, grain: extents.grain) { range in
            kernel.batch_inference(
                x,
                weight,
                bias,
                mean,
                variance,
                epsilon,
                y,
                extents.code,
                range.lowerBound,
                range.upperBound
            )
        }
    }

    /// Batch norm's gradients in training.
    ///
    /// With `h = (x - mean) inverse`: the bias's is `sum(upstream)`, the weight's `sum(upstream h)`,
    /// x's `(weight inverse) fma(-h, weight' / m, upstream - bias' / m)`.
    package func batchNormalizeGradients(
        _ x: UnsafePointer<Float>,
        weight: UnsafePointer<Float>,
        mean: UnsafePointer<Float>,
        inverseDeviation: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        weightGradient: UnsafeMutablePointer<Float>,
        biasGradient: UnsafeMutablePointer<Float>,
        extents: ChannelExtents
    ) {
        if let order = order(of: extents) {
            return order.putting(into: out) {
                unperturbed.batchNormalizeGradients(
                    order.taking(x),
                    weight: weight,
                    mean: mean,
                    inverseDeviation: inverseDeviation,
                    upstream: order.taking(upstream),
                    into: $0,
                    weightGradient: weightGradient,
                    biasGradient: biasGradient,
                    extents: extents
                )
            }
        }
        let kernel = kernels.normalization
        divide(extents.channels, grain: extents.grain) { range in
            kernel.batch_gradient(
                x,
                weight,
                mean,
                inverseDeviation,
                upstream,
                out,
                weightGradient,
                biasGradient,
                extents.code,
                range.lowerBound,
                range.upperBound
            )
        }
    }
}

/// The seeded orders of the samples and of the places of each channel.
private struct ChannelOrder {
    let extents: ChannelExtents
    let samples: SeededOrder
    let places: SeededOrder

    private var sampleSize: Int { extents.channels * extents.places }
    private var planes: Int { extents.count * extents.channels }

    func taking(_ x: UnsafePointer<Float>) -> [Float] {
        places.taking(samples.taking(x, inner: sampleSize), outer: planes)
    }

    func putting(
        into out: UnsafeMutablePointer<Float>,
        _ make: (UnsafeMutablePointer<Float>) -> Void
    ) {
        samples.putting(into: out, inner: sampleSize) {
            places.putting(into: $0, outer: planes, make)
        }
    }
}

extension Execution {
    private func order(of extents: ChannelExtents) -> ChannelOrder? {
        guard let samples = order(of: extents.count), let places = order(of: extents.places)
        else { return nil }
        return ChannelOrder(extents: extents, samples: samples, places: places)
    }
}
