import CKernels

/// What dropout drops: an element is kept when its random word is not below a threshold.
package struct Dropout: Hashable, Sendable {
    /// The key of the random numbers.
    package let seed: UInt64
    /// One for each use of dropout in each step, so that no two drop alike by design.
    package let stream: UInt64
    /// The rate times 2^32.
    package let threshold: UInt32
    /// By what a kept element is multiplied: one by one less the rate.
    package let factor: Float

    /// Dropout of which all is given.
    package init(seed: UInt64, stream: UInt64, threshold: UInt32, factor: Float) {
        self.seed = seed
        self.stream = stream
        self.threshold = threshold
        self.factor = factor
    }

    /// Dropout at a rate in 0..<1: the threshold is the rate times 2^32 rounded down, the factor
    /// 1 / (1 - rate) in double precision, rounded to float once.
    package init(seed: UInt64, stream: UInt64, rate: Double) {
        precondition((0..<1).contains(rate), "dropout keeps some elements")
        self.init(
            seed: seed,
            stream: stream,
            threshold: UInt32(rate * 0x1p32),
            factor: Float(1 / (1 - rate))
        )
    }
}

extension Execution {
    /// `out[i] = kept ? x[i] factor : +0`; the gradient is the same function of upstream.
    ///
    /// Element i is kept when the i-th word of ``Philox`` with the seed and the stream, at step 0,
    /// is at least the threshold.
    package func apply(
        _ dropout: Dropout,
        _ x: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let kernel = kernels.dropout
        let settings = assay_dropout(
            seed: dropout.seed,
            stream: dropout.stream,
            threshold: dropout.threshold,
            factor: dropout.factor
        )
        divide(count, grain: Self.elementGrain) { range in
            kernel.apply(settings, x, out, range.lowerBound, range.upperBound)
        }
    }
}
