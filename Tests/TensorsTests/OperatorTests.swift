import Tensors
import Testing

/// Operators against their definitions, written as plainly as possible.
@Suite struct OperatorTests {
    static let execution = Execution.standard

    /// The tree over blocks: a list is split at the largest power of two below its length.
    static func tree(_ sums: ArraySlice<Float>) -> Float {
        guard let first = sums.first else { return 0 }
        if sums.count == 1 { return first }
        var half = 1
        while half * 2 < sums.count { half *= 2 }
        let middle = sums.startIndex + half
        return tree(sums[..<middle]) + tree(sums[middle...])
    }

    /// One column's sum: chains over blocks of 32, joined by the tree.
    static func columnSum(_ column: [Float]) -> Float {
        let blocks = stride(from: 0, to: column.count, by: 32).map { start in
            column[start..<min(start + 32, column.count)].reduce(Float(0), +)
        }
        return tree(blocks[...])
    }

    @Test(arguments: [0, 1, 31, 32, 33, 64, 65, 96, 97, 160, 1000, 4129])
    func `column sums follow the stated tree`(rows: Int) throws {
        let columns = 67
        let matrix = try Fixture.matrix(rows, columns, seed: 4)
        let expected = (0..<columns).map { column in
            Self.columnSum((0..<rows).map { matrix.elements[$0 * columns + column] })
        }
        #expect(try matrix.columnSums(on: Self.execution).elements == expected)
    }

    @Test(arguments: [0, 1, 2, 15, 16, 17, 100, 511, 512, 513, 1024, 1025, 5000, 20_000])
    func `a sum is sixteen column sums joined in halves`(count: Int) throws {
        let vector = try Fixture.vector(count, seed: 9)
        var lanes = (0..<16).map { lane in
            Self.columnSum(stride(from: lane, to: count, by: 16).map { vector.elements[$0] })
        }
        while lanes.count > 1 {
            let half = lanes.count / 2
            lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
        }
        #expect(vector.sum(on: Self.execution) == lanes[0])
    }

    @Test func `elementwise operators are their formulas`() throws {
        let x = try Fixture.matrix(7, 13, seed: 1)
        let y = try Fixture.matrix(7, 13, seed: 2)
        let bias = try Fixture.vector(13, seed: 3)
        let pairs = zip(x.elements, y.elements)
        let execution = Self.execution

        #expect(try x.adding(y, on: execution).elements == pairs.map { $0 + $1 })
        #expect(
            try x.adding(y, scaledBy: 0.3, on: execution).elements
                == pairs.map { $0.addingProduct(0.3, $1) }
        )
        #expect(x.scaled(by: 0.3, on: execution).elements == x.elements.map { $0 * 0.3 })
        #expect(try x.applying(.relu, on: execution).elements == x.elements.map { max($0, 0) })
        #expect(
            try x.rectifierGradient(upstream: y, on: execution).elements
                == pairs.map { $0 > 0 ? $1 : 0 }
        )
        #expect(
            try x.addingBias(bias, on: execution).elements
                == x.elements.enumerated().map { $1 + bias.elements[$0 % 13] }
        )
    }

    @Test func `the rectifier leaves no minus zero`() throws {
        let rectified = try Tensor([-0.0, -1, 0]).applying(.relu, on: Self.execution)
        #expect(rectified.elements.allSatisfy { $0.bitPattern == 0 })
    }

    @Test func `a descent step is two fused multiply-adds`() throws {
        var parameters = try Fixture.vector(50, seed: 1)
        var velocity = try Fixture.vector(50, seed: 2)
        let gradient = try Fixture.vector(50, seed: 3)
        let velocities = zip(gradient.elements, velocity.elements).map { $0.addingProduct(0.9, $1) }
        let expected = zip(parameters.elements, velocities).map { $0.addingProduct(-0.05, $1) }
        parameters.descend(
            along: gradient,
            velocity: &velocity,
            learningRate: 0.05,
            momentum: 0.9,
            on: Self.execution
        )
        #expect(velocity.elements == velocities)
        #expect(parameters.elements == expected)
    }

    @Test func `a cross entropy is its definition within rounding`() throws {
        let logits = try Fixture.matrix(9, 10, seed: 1).scaled(by: 8, on: Self.execution)
        let labels = Fixture.labels(9, classes: 10, seed: 1)
        let result = try logits.softmaxCrossEntropy(labels: labels, on: Self.execution)
        var loss = 0.0
        for row in 0..<9 {
            let values = (0..<10).map { Double(logits.elements[row * 10 + $0]) }
            let total = values.map(exponential).reduce(0, +)
            for (column, value) in values.enumerated() {
                let probability = Double(result.probabilities.elements[row * 10 + column])
                #expect(abs(probability - exponential(value) / total) < 1e-6)
            }
            loss += naturalLogarithm(total) - values[labels[row]]
        }
        #expect(abs(Double(result.loss) - loss / 9) < 1e-6)
    }

    @Test func `softmax stands logits of any size`() throws {
        let logits = try Tensor(rows: 2, columns: 3, elements: [3e38, -3e38, 0, -900, -900, -900])
        let result = try logits.softmaxCrossEntropy(labels: [0, 2], on: Self.execution)
        #expect(result.probabilities.elements.prefix(3) == [1, 0, 0])
        #expect(result.probabilities.elements.suffix(3).allSatisfy { $0 == 1.0 / 3 })
    }

    @Test func `rows are gathered and places found`() throws {
        let matrix = try Tensor(rows: 3, columns: 2, elements: [1, 2, 5, 4, 3, 3])
        let gathered = try matrix.gatheringRows([2, 0, 2], on: Self.execution)
        #expect(gathered.elements == [3, 3, 1, 2, 3, 3])
        #expect(try matrix.largestPlaces() == [1, 0, 0])
        let odd = try Tensor(rows: 1, columns: 3, elements: [.nan, -1, .nan])
        #expect(try odd.largestPlaces() == [1])
    }

    @Test func `a copy is not touched by what happens to the original`() throws {
        var original = try Tensor([1, 2, 3])
        let copy = original
        original.withUnsafeMutableBufferPointer { $0[0] = 9 }
        #expect(copy.elements == [1, 2, 3])
        #expect(original.elements == [9, 2, 3])
    }
}
