// Attention under a perturbation: as products of whole matrices, each in its seeded order, for every
// pair of sample and head.

extension Execution {
    func perturbedAttention(
        _ shape: AttentionShape,
        query: UnsafePointer<Float>,
        key: UnsafePointer<Float>,
        value: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        statistics: UnsafeMutablePointer<Float>
    ) {
        let length = shape.length
        var sums = [Float](repeating: 0, count: length)
        var logarithms = sums
        for pair in 0..<shape.batch * shape.heads {
            let largest = statistics + pair * length
            var scores = scores(
                shape,
                query: query + shape.query.place(of: pair, in: shape),
                key: key + shape.key.place(of: pair, in: shape)
            )
            reduce(.maximum, scores, into: largest, outer: length, count: length, inner: 1)
            exponentiate(&scores, less: largest, length: length)
            reduce(.sum, scores, into: &sums, outer: length, count: length, inner: 1)
            let rows = out + shape.out.place(of: pair, in: shape)
            var product = ProductShape(rows: length, depth: length, columns: shape.depth)
            product.rightRowStride = shape.value.position
            product.outRowStride = shape.out.position
            products(scores, value + shape.value.place(of: pair, in: shape), into: rows, product)
            apply(.logarithm, sums, into: &logarithms, count: length)
            for i in 0..<length {
                for d in 0..<shape.depth { rows[i * shape.out.position + d] *= 1 / sums[i] }
                largest[i] += logarithms[i]
            }
        }
    }

    func perturbedAttentionGradient(
        _ shape: AttentionShape,
        query: UnsafePointer<Float>,
        key: UnsafePointer<Float>,
        value: UnsafePointer<Float>,
        out: UnsafePointer<Float>,
        statistics: UnsafePointer<Float>,
        upstream: UnsafePointer<Float>,
        intoQuery queryGradient: UnsafeMutablePointer<Float>,
        key keyGradient: UnsafeMutablePointer<Float>,
        value valueGradient: UnsafeMutablePointer<Float>
    ) {
        let (length, depth) = (shape.length, shape.depth)
        var dots = [Float](repeating: 0, count: length)
        var terms = [Float](repeating: 0, count: length * depth)
        var slopes = [Float](repeating: 0, count: length * length)
        for pair in 0..<shape.batch * shape.heads {
            let queryPlace = shape.query.place(of: pair, in: shape)
            let keyPlace = shape.key.place(of: pair, in: shape)
            let valuePlace = shape.value.place(of: pair, in: shape)
            let outPlace = shape.out.place(of: pair, in: shape)
            var chances = scores(shape, query: query + queryPlace, key: key + keyPlace)
            exponentiate(&chances, less: statistics + pair * length, length: length)

            let strides = [shape.out.position, 1]
            apply(
                .multiply,
                upstream + outPlace,
                out + outPlace,
                into: &terms,
                along: PairedWalk(shape: [length, depth], a: strides, b: strides)
            )
            reduce(.sum, terms, into: &dots, outer: length, count: depth, inner: 1)
            var product = ProductShape(
                rows: length,
                depth: depth,
                columns: length,
                transposing: .right
            )
            product.leftRowStride = shape.out.position
            product.rightRowStride = shape.value.position
            products(upstream + outPlace, value + valuePlace, into: &slopes, product)
            for e in slopes.indices {
                slopes[e] = (chances[e] * (slopes[e] - dots[e / length])) * shape.scale
            }

            product = ProductShape(rows: length, depth: length, columns: depth)
            product.rightRowStride = shape.key.position
            product.outRowStride = shape.query.position
            products(slopes, key + keyPlace, into: queryGradient + queryPlace, product)
            product.transposing = .left
            product.rightRowStride = shape.query.position
            product.outRowStride = shape.key.position
            products(slopes, query + queryPlace, into: keyGradient + keyPlace, product)
            product.rightRowStride = shape.out.position
            product.outRowStride = shape.value.position
            products(chances, upstream + outPlace, into: valueGradient + valuePlace, product)
        }
    }

    /// The scores of one pair, query by query: minus infinity where the key is hidden.
    private func scores(
        _ shape: AttentionShape,
        query: UnsafePointer<Float>,
        key: UnsafePointer<Float>
    ) -> [Float] {
        let length = shape.length
        var scores = [Float](repeating: 0, count: length * length)
        var product = ProductShape(
            rows: length,
            depth: shape.depth,
            columns: length,
            transposing: .right
        )
        product.leftRowStride = shape.query.position
        product.rightRowStride = shape.key.position
        products(query, key, into: &scores, product)
        for i in 0..<length {
            for j in 0..<length {
                let isHidden = shape.isCausal && j > i
                scores[i * length + j] =
                    isHidden ? -.infinity : scores[i * length + j] * shape.scale
            }
        }
        return scores
    }

    /// `exp(score - shift)`, with a shift for each query.
    private func exponentiate(
        _ scores: inout [Float],
        less shifts: UnsafePointer<Float>,
        length: Int
    ) {
        for e in scores.indices { scores[e] -= shifts[e / length] }
        scores.withUnsafeMutableBufferPointer {
            guard let scores = $0.baseAddress else { return }
            apply(.exponential, scores, into: scores, count: $0.count)
        }
    }
}

extension AttentionStrides {
    fileprivate func place(of pair: Int, in shape: AttentionShape) -> Int {
        let (sample, head) = pair.quotientAndRemainder(dividingBy: shape.heads)
        return sample * batch + head * self.head
    }
}
