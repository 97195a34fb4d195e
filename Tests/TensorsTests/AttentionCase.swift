import Tensors

/// An attention over a projection `[batch, length, 3 * heads * depth]` that follows from a seed.
struct AttentionCase: Sendable {
    let shape: AttentionShape
    let projection: [Float]
    let upstream: [Float]

    init(
        batch: Int,
        heads: Int,
        length: Int,
        depth: Int,
        isCausal: Bool,
        seed: UInt64,
        scale: Float = 0.7
    ) {
        let width = heads * depth
        let slice = AttentionStrides(batch: length * 3 * width, head: depth, position: 3 * width)
        shape = AttentionShape(
            batch: batch,
            heads: heads,
            length: length,
            depth: depth,
            isCausal: isCausal,
            scale: scale,
            query: slice,
            key: slice,
            value: slice,
            out: AttentionStrides(batch: length * width, head: depth, position: width)
        )
        projection = Fixture.numbers(batch * length * 3 * width, seed: seed, scale: 2)
        upstream = Fixture.numbers(batch * length * width, seed: seed + 1)
    }

    /// Lengths and depths around the edges of blocks, slices and vectors, and some large enough
    /// that work is in fact divided among threads.
    static let all: [AttentionCase] = [
        (2, 2, 5, 7), (1, 2, 33, 1), (2, 1, 32, 33), (1, 1, 1, 4), (3, 2, 70, 32), (1, 3, 65, 40),
    ].enumerated().flatMap { index, size in
        [false, true].map {
            AttentionCase(
                batch: size.0,
                heads: size.1,
                length: size.2,
                depth: size.3,
                isCausal: $0,
                seed: UInt64(index) * 10
            )
        }
    }

    var width: Int { shape.heads * shape.depth }

    /// The output and the softmax's statistics.
    func forward(on execution: Execution) -> (out: [Float], statistics: [Float]) {
        var statistics = [Float](repeating: .nan, count: shape.batch * shape.heads * shape.length)
        let scratch = shape.forwardScratch(threads: execution.threads)
        let out = Memory.written(upstream.count, scratch: scratch) { out, scratch in
            projection.withUnsafeBufferPointer { projection in
                guard let query = projection.baseAddress else { return }
                execution.attend(
                    shape,
                    query: query,
                    key: query + width,
                    value: query + 2 * width,
                    into: out,
                    statistics: &statistics,
                    scratch: scratch
                )
            }
        }
        return (out, statistics)
    }

    /// The gradient by the projection.
    func gradient(on execution: Execution) -> [Float] {
        let (out, statistics) = forward(on: execution)
        let scratch = shape.gradientScratch(threads: execution.threads)
        return Memory.written(projection.count, scratch: scratch) { gradient, scratch in
            projection.withUnsafeBufferPointer { projection in
                guard let query = projection.baseAddress else { return }
                execution.attentionGradient(
                    shape,
                    query: query,
                    key: query + width,
                    value: query + 2 * width,
                    out: out,
                    statistics: statistics,
                    upstream: upstream,
                    intoQuery: gradient,
                    key: gradient + width,
                    value: gradient + 2 * width,
                    scratch: scratch
                )
            }
        }
    }

    /// The output in double precision, by the definition.
    func reference(_ projection: [Double]) -> [Double] {
        let (length, depth) = (shape.length, shape.depth)
        var out = [Double](repeating: 0, count: upstream.count)
        for pair in 0..<shape.batch * shape.heads {
            let (sample, head) = (pair / shape.heads, pair % shape.heads)
            func place(_ part: Int, _ position: Int) -> Int {
                (sample * length + position) * 3 * width + part * width + head * depth
            }
            for i in 0..<length {
                let keys = shape.isCausal ? i + 1 : length
                let scores = (0..<keys).map { j in
                    (0..<depth).reduce(0) {
                        $0 + projection[place(0, i) + $1] * projection[place(1, j) + $1]
                    } * Double(shape.scale)
                }
                let exponentials = scores.map(exponential)
                let sum = exponentials.reduce(0, +)
                for d in 0..<depth {
                    let value = (0..<keys).reduce(0) {
                        $0 + exponentials[$1] / sum * projection[place(2, $1) + d]
                    }
                    out[(sample * length + i) * width + head * depth + d] = value
                }
            }
        }
        return out
    }
}
