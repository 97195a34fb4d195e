import Tensors
import Testing

/// The matrix product over raw memory: rows that lie apart, batches, chains that go on.
@Suite struct ProductTests {
    /// Three products side by side in larger matrices.
    private struct Case {
        var shape: ProductShape
        let count = 3
        /// Elements between one operand's rows and the next one's that belong to nobody.
        let gap: Int

        init(rows: Int, depth: Int, columns: Int, transposing: Transposition, gap: Int = 5) {
            self.gap = gap
            shape = ProductShape(
                rows: rows,
                depth: depth,
                columns: columns,
                transposing: transposing
            )
            // As heads lie in an activation: side by side in each row.
            shape.leftRowStride = shape.leftRowStride * count + gap
            shape.rightRowStride = shape.rightRowStride * count + gap
            shape.outRowStride = columns * count + gap
        }

        var leftRows: Int { shape.transposing == .left ? shape.depth : shape.rows }
        var rightRows: Int { shape.transposing == .right ? shape.columns : shape.depth }
        var leftSize: Int { leftRows * shape.leftRowStride }
        var rightSize: Int { rightRows * shape.rightRowStride }
        var outSize: Int { shape.rows * shape.outRowStride }

        var batch: ProductBatch {
            ProductBatch(
                count: count,
                leftStride: (shape.leftRowStride - gap) / count,
                rightStride: (shape.rightRowStride - gap) / count,
                outStride: shape.columns
            )
        }

        /// The same by the plainest loop.
        func expected(
            _ left: [Float],
            _ right: [Float],
            onto out: [Float],
            accumulating: Bool
        ) -> [Float] {
            var out = out
            for index in 0..<count {
                let (a, b) = (index * batch.leftStride, index * batch.rightStride)
                for row in 0..<shape.rows {
                    for column in 0..<shape.columns {
                        let at = index * batch.outStride + row * shape.outRowStride + column
                        if !accumulating { out[at] = 0 }
                        for k in 0..<shape.depth {
                            let (leftRow, leftColumn) =
                                shape.transposing == .left ? (k, row) : (row, k)
                            let (rightRow, rightColumn) =
                                shape.transposing == .right ? (column, k) : (k, column)
                            out[at].addProduct(
                                left[a + leftRow * shape.leftRowStride + leftColumn],
                                right[b + rightRow * shape.rightRowStride + rightColumn]
                            )
                        }
                    }
                }
            }
            return out
        }
    }

    private static let cases = Transposition.allCases.flatMap { transposing in
        [(3, 4, 5), (17, 40, 16), (29, 33, 65), (64, 32, 70), (200, 530, 33)].map {
            Case(rows: $0.0, depth: $0.1, columns: $0.2, transposing: transposing)
        }
            // Rows that compete for the same places of a cache, and chains in several blocks.
            + [(20, 35, 1024), (100, 33, 1024), (40, 1100, 70), (2, 2048, 1024)].map {
                Case(rows: $0.0, depth: $0.1, columns: $0.2, transposing: transposing, gap: 0)
            }
    }

    private func check(_ set: InstructionSet) throws {
        for (index, item) in Self.cases.enumerated() {
            let seed = UInt64(index)
            let left = Fixture.numbers(item.leftSize, seed: seed)
            let right = Fixture.numbers(item.rightSize, seed: seed + 100)
            let before = Fixture.numbers(item.outSize, seed: seed + 200)
            for accumulating in [false, true] {
                let expected = item.expected(
                    left,
                    right,
                    onto: before,
                    accumulating: accumulating
                )
                for threads in [1, 2, 3, 8] {
                    let execution = try Execution(instructionSet: set, threads: threads)
                    var out = before
                    out.withUnsafeMutableBufferPointer { out in
                        left.withUnsafeBufferPointer { left in
                            right.withUnsafeBufferPointer { right in
                                guard let left = left.baseAddress,
                                    let right = right.baseAddress,
                                    let out = out.baseAddress
                                else { return }
                                execution.products(
                                    left,
                                    right,
                                    into: out,
                                    item.shape,
                                    accumulating: accumulating,
                                    batch: item.batch
                                )
                            }
                        }
                    }
                    #expect(
                        out.map(\.bitPattern) == expected.map(\.bitPattern),
                        "\(item.shape) on \(threads) threads, accumulating: \(accumulating)"
                    )
                }
            }
        }
    }

    @Test func `batches are chains of their own, portable`() throws {
        try check(.portable)
    }

    @Test(.machineHas(.avx2)) func `batches are chains of their own, AVX2`() throws {
        try check(.avx2)
    }

    @Test(.machineHas(.avx512)) func `batches are chains of their own, AVX-512`() throws {
        try check(.avx512)
    }

    /// The pool serves one caller at a time; the others do their work themselves.
    @Test func `many callers at once get what each would get alone`() async throws {
        let left = try Fixture.matrix(150, 260, seed: 1)
        let right = try Fixture.matrix(260, 170, seed: 2)
        let expected = try left.matrixProduct(with: right, on: .standard)
        let execution = try Execution(threads: 3)
        try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var differences: [Int] = []
                    for _ in 0..<50 {
                        let product = try left.matrixProduct(with: right, on: execution)
                        differences += product.differences(from: expected)
                    }
                    return differences
                }
            }
            for try await differences in group { #expect(differences == []) }
        }
    }
}
