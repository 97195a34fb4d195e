internal import CKernels

extension Execution {
    /// Below this many multiply-adds a second thread costs more than it brings.
    private static let threadedProductMin = 1 << 18

    /// The matrix product of matrices that lie row by row without gaps: `out[rows, columns]` =
    /// op(left) op(right), or that added to what `out` holds when it is `accumulating`.
    ///
    /// Order: each element is one chain `sum = fma(a, b, sum)` from +0, or from the element that
    /// `out` holds, over k ascending (under a perturbation in its seeded order of k). The output
    /// must not overlap the operands.
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
        order(of: shape.depth).withOptionalPointer { order in
            let product = assay_matrix_product(shape, order: order, accumulating: accumulating)
            let count = outer.count * inner.count
            func run(_ index: Int, _ block: assay_block, _ scratch: UnsafeMutablePointer<Float>) {
                let (i, j) = index.quotientAndRemainder(dividingBy: inner.count)
                var product = product
                product.left = left + i * outer.leftStride + j * inner.leftStride
                product.right = right + i * outer.rightStride + j * inner.rightStride
                product.out = out + i * outer.outStride + j * inner.outStride
                kernels.matrix_product(&product, block, scratch)
            }
            let threads = count * shape.multiplyAdds < Self.threadedProductMin ? 1 : threads
            if count >= threads {
                let whole = shape.block(row: 0, of: 1, column: 0, of: 1)
                divide(count, grain: threads == 1 ? max(count, 1) : 1) { range in
                    ProductScratch.withMemory { scratch in
                        for index in range { run(index, whole, scratch) }
                    }
                }
            } else {
                let (rowParts, columnParts) = shape.grid(threads: threads)
                for index in 0..<count {
                    WorkerPool.shared.perform(parts: rowParts * columnParts) { part in
                        let (row, column) = part.quotientAndRemainder(dividingBy: columnParts)
                        let block = shape.block(
                            row: row,
                            of: rowParts,
                            column: column,
                            of: columnParts
                        )
                        ProductScratch.withMemory { scratch in run(index, block, scratch) }
                    }
                }
            }
        }
    }
}

extension ProductShape {
    /// What reading an operand's element costs a block, in multiply-adds: a transposed right operand
    /// is packed first.
    private var elementCosts: (left: Int, right: Int) { (2, transposing == .right ? 10 : 2) }

    /// Into how many parts the rows and the columns of one output are divided among threads, so that
    /// the largest part is least work.
    fileprivate func grid(threads: Int) -> (rowParts: Int, columnParts: Int) {
        var best = (cost: Int.max, rowParts: 1, columnParts: 1)
        for rowParts in 1...threads where threads.isMultiple(of: rowParts) {
            let columnParts = threads / rowParts
            let part = block(row: rowParts - 1, of: rowParts, column: 0, of: columnParts)
            let (high, wide) = (
                part.row_to - part.row_from,
                largestColumns(of: columnParts)
            )
            let cost = high * wide + elementCosts.left * high + elementCosts.right * wide
            if cost < best.cost { best = (cost, rowParts, columnParts) }
        }
        return (best.rowParts, best.columnParts)
    }

    /// The columns that vectors and cache lines do not divide.
    private var columnGrain: Int { columns < 256 ? 16 : 32 }

    private func largestColumns(of parts: Int) -> Int {
        let grains = (columns + columnGrain - 1) / columnGrain
        return min((grains + parts - 1) / parts * columnGrain, columns)
    }

    /// One part of the output.
    fileprivate func block(
        row: Int,
        of rowParts: Int,
        column: Int,
        of columnParts: Int
    ) -> assay_block {
        let grains = (columns + columnGrain - 1) / columnGrain
        return assay_block(
            row_from: row * rows / rowParts,
            row_to: (row + 1) * rows / rowParts,
            column_from: min(column * grains / columnParts * columnGrain, columns),
            column_to: min((column + 1) * grains / columnParts * columnGrain, columns)
        )
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
