internal import CKernels

extension Execution {
    /// The multiply-adds, about a microsecond, that one thread takes at least.
    private static let productGrain = 1 << 17

    /// Matrix products whose memory lies at even distances: each `out[rows, columns]` is op(left)
    /// op(right), or that added to what `out` holds when they are `accumulating`.
    ///
    /// Order: each element is one chain `sum = fma(a, b, sum)` from +0, or from the element that
    /// `out` holds, over k ascending. No output may overlap another or an operand.
    package func products(
        _ left: UnsafePointer<Float>,
        _ right: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>,
        _ shape: ProductShape,
        accumulating: Bool = false,
        batch: ProductBatch = .one
    ) {
        (order(of: shape.depth)?.places).withOptionalPointer { order in
            let product = assay_matrix_product(shape, order: order, accumulating: accumulating)
            func run(_ index: Int, part: Int, of parts: Int, _ scratch: UnsafeMutablePointer<Float>)
            {
                var product = product
                product.left = left + index * batch.leftStride
                product.right = right + index * batch.rightStride
                product.out = out + index * batch.outStride
                let block = assay_matrix_product_part(&product, part, parts)
                kernels.matrix_product(&product, block, scratch)
            }
            let parts = min(threads, max(1, batch.count * shape.multiplyAdds / Self.productGrain))
            if batch.count >= parts {
                divide(batch.count, grain: max(1, (batch.count + parts - 1) / parts)) { range in
                    ProductScratch.withMemory { scratch in
                        for index in range { run(index, part: 0, of: 1, scratch) }
                    }
                }
            } else {
                for index in 0..<batch.count {
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
