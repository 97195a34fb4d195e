import Tensors

// The operators over memory, called with tensors whose shapes fit.

/// How far a batch's predictions are from its labels.
struct CrossEntropy {
    let loss: Float
    let probabilities: Tensor
}

extension Tensor {
    /// A tensor whose elements are written by a closure.
    private static func made(
        _ shape: Shape,
        _ write: (UnsafeMutablePointer<Float>) -> Void
    ) throws -> Tensor {
        var elements = [Float](repeating: .nan, count: shape.elementCount)
        write(&elements)
        return try Tensor(shape: shape, elements: elements)
    }

    private var rows: Int { shape.dimensions[0] }
    private var columns: Int { shape.dimensions[1] }

    func matrixProduct(
        with right: Tensor,
        transposing: Transposition = .neither,
        on execution: Execution
    ) throws -> Tensor {
        let rows = transposing == .left ? self.columns : self.rows
        let depth = transposing == .left ? self.rows : self.columns
        let columns = transposing == .right ? right.rows : right.columns
        return try .made(Shape(rows: rows, columns: columns)) {
            execution.products(
                elements,
                right.elements,
                into: $0,
                ProductShape(
                    rows: rows,
                    depth: depth,
                    columns: columns,
                    transposing: transposing
                )
            )
        }
    }

    func addingBias(_ bias: Tensor, on execution: Execution) throws -> Tensor {
        try .made(shape) {
            execution.addBias(elements, bias.elements, into: $0, rows: rows, columns: columns)
        }
    }

    func applying(_ function: Unary, on execution: Execution) throws -> Tensor {
        try .made(shape) { execution.apply(function, elements, into: $0, count: count) }
    }

    func rectifierGradient(upstream: Tensor, on execution: Execution) throws -> Tensor {
        try .made(shape) {
            execution.applyGradient(
                .relu,
                elements,
                elements,
                upstream: upstream.elements,
                into: $0,
                count: count
            )
        }
    }

    func columnSums(on execution: Execution) throws -> Tensor {
        try .made(Shape(count: columns)) {
            execution.columnSums(elements, into: $0, rows: rows, columns: columns)
        }
    }

    func sum(on execution: Execution) -> Float { execution.sum(elements, count: count) }

    func softmaxCrossEntropy(labels: [Int], on execution: Execution) throws -> CrossEntropy {
        var (loss, losses) = (Float.nan, [Float](repeating: .nan, count: rows))
        let probabilities = try Tensor.made(shape) {
            loss = execution.softmaxCrossEntropy(
                elements,
                labels: labels.map { Int32($0) },
                probabilities: $0,
                losses: &losses,
                rows: rows,
                columns: columns
            )
        }
        return CrossEntropy(loss: loss, probabilities: probabilities)
    }

    func softmaxCrossEntropyGradient(labels: [Int], on execution: Execution) throws -> Tensor {
        try .made(shape) {
            execution.softmaxCrossEntropyGradient(
                elements,
                labels: labels.map { Int32($0) },
                into: $0,
                rows: rows,
                columns: columns
            )
        }
    }

    mutating func descend(
        along gradient: Tensor,
        velocity: inout Tensor,
        learningRate: Float,
        momentum: Float,
        on execution: Execution
    ) {
        let count = self.count
        withUnsafeMutableBufferPointer { parameters in
            velocity.withUnsafeMutableBufferPointer { velocity in
                guard let parameters = parameters.baseAddress else { return }
                execution.step(
                    Descent(learningRate: learningRate, momentum: momentum),
                    parameters: parameters,
                    velocity: velocity.baseAddress,
                    gradient: gradient.elements,
                    count: count
                )
            }
        }
    }

    func gatheringRows(_ places: [Int], on execution: Execution) throws -> Tensor {
        try .made(Shape(rows: places.count, columns: columns)) {
            execution.gather(
                elements,
                indices: places.map { Int32($0) },
                into: $0,
                count: places.count,
                width: columns
            )
        }
    }
}
