internal import CKernels

extension Execution {
    /// The multiply-adds, about a microsecond, that one thread takes at least.
    private static let productGrain = 1 << 17

    /// The matrix product of matrices that lie row by row without gaps: `out[rows, columns]` =
    /// op(left) op(right), or that added to what `out` holds when it is `accumulating`.
    ///
    /// Order: each element is one chain `sum = fma(a, b, sum)` from +0, or from the element that
    /// `out` holds, over k ascending. The output must not overlap the operands.
    package func product(
        _ left: UnsafePointer<Float>,
        _ right: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        rows: Int,
        depth: Int,
        columns: Int,
        transposing: Transposition = .neither,
        accumulating: Bool = false
    ) {
        let shape = ProductShape(
            rows: rows,
            depth: depth,
            columns: columns,
            transposing: transposing
        )
        products(left, right, into: out, shape, accumulating: accumulating)
    }

    /// A batch of batches of matrix products, such as those of every head of every sequence.
    ///
    /// Order: as in ``product(_:_:into:rows:depth:columns:transposing:accumulating:)``, whose
    /// rows may here lie apart. No output may overlap another or an operand.
    package func products(
        _ left: UnsafePointer<Float>,
        _ right: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        _ shape: ProductShape,
        accumulating: Bool = false,
        batch outer: ProductBatch = .one,
        of inner: ProductBatch = .one
    ) {
        (order(of: shape.depth)?.places).withOptionalPointer { order in
            let product = assay_matrix_product(shape, order: order, accumulating: accumulating)
            let count = outer.count * inner.count
            func run(_ index: Int, part: Int, of parts: Int, _ scratch: UnsafeMutablePointer<Float>)
            {
                let (i, j) = index.quotientAndRemainder(dividingBy: inner.count)
                var product = product
                product.left = left + i * outer.leftStride + j * inner.leftStride
                product.right = right + i * outer.rightStride + j * inner.rightStride
                product.out = out + i * outer.outStride + j * inner.outStride
                let block = assay_matrix_product_part(&product, part, parts)
                kernels.matrix_product(&product, block, scratch)
            }
            let parts = min(threads, max(1, count * shape.multiplyAdds / Self.productGrain))
            if count >= parts {
                divide(count, grain: max(1, (count + parts - 1) / parts)) { range in
                    ProductScratch.withMemory { scratch in
                        for index in range { run(index, part: 0, of: 1, scratch) }
                    }
                }
            } else {
                for index in 0..<count {
                    WorkerPool.shared.perform(parts: parts) { part in
                        ProductScratch.withMemory { run(index, part: part, of: parts, $0) }
                    }
                }
            }
        }
    }
}

extension assay_matrix_product {
    /// A product whose memory is yet to be named.
    fileprivate init(_ shape: ProductShape, order: UnsafePointer<UInt32>?, accumulating: Bool) {
        self.init()
        rows = shape.rows
        depth = shape.depth
        columns = shape.columns
        left_row_stride = shape.transposing == .left ? 1 : shape.leftRowStride
        left_depth_stride = shape.transposing == .left ? shape.leftRowStride : 1
        right_depth_stride = shape.transposing == .right ? 1 : shape.rightRowStride
        right_column_stride = shape.transposing == .right ? shape.rightRowStride : 1
        out_row_stride = shape.outRowStride
        self.order = order
        self.accumulating = accumulating
    }
}

extension [UInt32]? {
    /// Calls a closure with the elements' memory, or with nothing.
    fileprivate func withOptionalPointer(_ body: (UnsafePointer<UInt32>?) -> Void) {
        guard let self else { return body(nil) }
        self.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
