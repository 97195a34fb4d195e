import Tensors

/// A pooling on inputs that follow from a seed.
struct PoolingCase: Sendable {
    let shape: PoolingShape
    let input: [Float]
    let upstream: [Float]

    init(_ shape: PoolingShape, seed: UInt64) {
        self.shape = shape
        // Coarse numbers, so that some windows hold their largest element twice.
        input = Fixture.numbers(shape.inputCount, seed: seed).map { ($0 * 8).rounded() / 8 }
        upstream = Fixture.numbers(shape.outCount, seed: seed + 1)
    }

    static let all: [PoolingCase] = [
        shape(5, 24, 24, window: (2, 2), stride: (2, 2)),
        shape(3, 7, 9, window: (2, 2), stride: (2, 2)),
        shape(130, 34, 36, window: (2, 2), stride: (2, 2)),
        shape(2, 8, 8, window: (3, 3), stride: (2, 2), padding: (1, 1)),
        shape(70, 33, 21, window: (3, 2), stride: (1, 1), padding: (1, 1)),
        shape(4, 5, 6, window: (1, 1), stride: (1, 1)),
        shape(3, 4, 5, window: (2, 3), stride: (3, 4), padding: (2, 3)),
        shape(2, 6, 6, window: (6, 6), stride: (6, 6)),
    ].enumerated().map { PoolingCase($1, seed: UInt64($0) * 10) }

    static func shape(
        _ planes: Int,
        _ height: Int,
        _ width: Int,
        window: (Int, Int),
        stride: (Int, Int),
        padding: (Int, Int) = (0, 0)
    ) -> PoolingShape {
        PoolingShape(
            planes: planes,
            height: height,
            width: width,
            windowHeight: window.0,
            windowWidth: window.1,
            strideY: stride.0,
            strideX: stride.1,
            paddingY: padding.0,
            paddingX: padding.1
        )
    }

    func largest(on execution: Execution) -> (values: [Float], places: [Int32]) {
        var places = [Int32](repeating: -2, count: shape.outCount)
        let values = Memory.written(shape.outCount) { out, _ in
            execution.maxPool(shape, input: input, into: out, places: &places)
        }
        return (values, places)
    }

    func largestGradient(on execution: Execution) -> [Float] {
        let places = largest(on: execution).places
        return Memory.written(shape.inputCount) { out, _ in
            execution.maxPoolGradient(shape, upstream: upstream, places: places, into: out)
        }
    }

    func average(on execution: Execution) -> [Float] {
        Memory.written(shape.outCount) { out, _ in
            execution.averagePool(shape, input: input, into: out)
        }
    }

    func averageGradient(on execution: Execution) -> [Float] {
        Memory.written(shape.inputCount) { out, _ in
            execution.averagePoolGradient(shape, upstream: upstream, into: out)
        }
    }

    /// The places in the input of every window's elements, window after window.
    var windows: [[Int]] {
        let s = shape
        return (0..<shape.outCount).map { out in
            let (x, line) = (out % s.outWidth, out / s.outWidth)
            let (y, plane) = (line % s.outHeight, line / s.outHeight)
            let rows = (0..<s.windowHeight).map { y * s.strideY + $0 - s.paddingY }
            let columns = (0..<s.windowWidth).map { x * s.strideX + $0 - s.paddingX }
            return rows.filter((0..<s.height).contains).flatMap { row in
                columns.filter((0..<s.width).contains).map { column in
                    (plane * s.height + row) * s.width + column
                }
            }
        }
    }
}
