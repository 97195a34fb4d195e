import Tensors
import Testing

@Suite struct MatrixProductTests {
    /// The contract, written as plainly as it can be: a chain of fused multiply-adds over k.
    static func chain(_ left: Tensor, _ right: Tensor, _ transposing: Transposition) -> [Float] {
        let (leftRows, leftColumns) = (left.shape.dimensions[0], left.shape.dimensions[1])
        let (rightRows, rightColumns) = (right.shape.dimensions[0], right.shape.dimensions[1])
        let (rows, depth) =
            transposing == .left ? (leftColumns, leftRows) : (leftRows, leftColumns)
        let columns = transposing == .right ? rightRows : rightColumns
        var product: [Float] = []
        for i in 0..<rows {
            for j in 0..<columns {
                var sum: Float = 0
                for k in 0..<depth {
                    let a = left.elements[transposing == .left ? k * rows + i : i * depth + k]
                    let b = right.elements[transposing == .right ? j * depth + k : k * columns + j]
                    sum.addProduct(a, b)
                }
                product.append(sum)
            }
        }
        return product
    }

    /// Sizes around every edge: of a vector, of a tile, of a block of k, of rows, of columns.
    static let sizes: [(rows: Int, depth: Int, columns: Int)] = [
        (1, 1, 1), (1, 0, 1), (0, 3, 2), (3, 2, 0), (2, 3, 4), (5, 7, 3), (6, 16, 16), (7, 17, 15),
        (13, 5, 31), (14, 8, 32), (15, 9, 33), (16, 64, 10), (29, 31, 65), (3, 255, 17),
        (4, 256, 16), (5, 257, 18), (2, 600, 5), (64, 64, 64), (1, 100, 70), (70, 100, 1),
        (260, 20, 40), (20, 12, 1030),
    ]

    @Test(arguments: InstructionSet.allCases, Transposition.allCases)
    func `every element is one chain of fused multiply-adds over ascending k`(
        set: InstructionSet,
        transposing: Transposition
    ) throws {
        for (index, size) in Self.sizes.enumerated() {
            let (rows, depth, columns) = size
            let seed = UInt64(index)
            let left =
                try transposing == .left
                ? Fixture.matrix(depth, rows, seed: seed)
                : Fixture.matrix(rows, depth, seed: seed)
            let right =
                try transposing == .right
                ? Fixture.matrix(columns, depth, seed: seed + 1000)
                : Fixture.matrix(depth, columns, seed: seed + 1000)
            let expected = try Tensor(
                rows: rows,
                columns: columns,
                elements: Self.chain(left, right, transposing)
            )
            for threads in 1...3 {
                let product = try left.matrixProduct(
                    with: right,
                    transposing: transposing,
                    on: Fixture.execution(set, threads: threads)
                )
                #expect(product.differences(from: expected) == [], "\(size) on \(threads) threads")
            }
        }
    }

    @Test func `a product over nothing is zero and not what memory held`() throws {
        let left = Tensor(zeros: try Shape(rows: 20, columns: 0))
        let right = Tensor(zeros: try Shape(rows: 0, columns: 40))
        let product = try left.matrixProduct(with: right, on: .standard)
        #expect(product.differences(from: Tensor(zeros: try Shape(rows: 20, columns: 40))) == [])
    }

    @Test func `a chain begins at plus zero`() throws {
        let minus = try Tensor(rows: 1, columns: 1, elements: [-0.0])
        let one = try Tensor(rows: 1, columns: 1, elements: [1])
        let product = try minus.matrixProduct(with: one, on: .standard)
        #expect(product.elements[0].sign == .plus)
    }

    @Test(arguments: Transposition.allCases)
    func `operands that do not fit are refused`(transposing: Transposition) throws {
        let left = try Fixture.matrix(3, 4, seed: 1)
        let right = try Fixture.matrix(5, 6, seed: 2)
        #expect(throws: TensorError.self) {
            try left.matrixProduct(with: right, transposing: transposing, on: .standard)
        }
        let vector = try Fixture.vector(4, seed: 1)
        let error = #expect(throws: TensorError.self) {
            try left.matrixProduct(with: vector, on: .standard)
        }
        #expect(
            "\(try #require(error))"
                == "a matrix product needs two matrices, but got [3, 4] and [4]"
        )
    }
}
