import JSON
import Tensors

// Operators along an axis.

extension KernelCall {
    func reduction() {
        let function: Reduction =
            switch node.operator.kind {
            case .sum: .sum
            case .mean: .mean
            default: .maximum
            }
        let (outer, count, inner) = sections(extents(0), axis: line.axis)
        execution.reduce(
            function,
            input(0),
            into: output(),
            outer: outer,
            count: count,
            inner: inner
        )
    }

    func maximumGradient() {
        let (outer, count, inner) = sections(extents(0), axis: line.axis)
        execution.maximumGradient(
            input(0),
            input(1),
            upstream: input(2),
            into: output(),
            outer: outer,
            count: count,
            inner: inner
        )
    }

    func repetition() {
        let (outer, count, inner) = sections(outputShape.dimensions, axis: line.axis)
        let strides = [inner, 0, 1]
        let shape = [outer, count, inner]
        withUnsafePointer(to: Float(count)) { divisor in
            withUnsafePointer(to: 1) { one in
                execution.apply(
                    .divide,
                    input(0),
                    strides: strides,
                    node.operator.kind == .spread ? divisor : one,
                    strides: [0, 0, 0],
                    into: output(),
                    shape: shape
                )
            }
        }
    }

    func softmax() {
        let (rows, columns) = rows(0)
        switch node.operator.kind {
        case .softmax:
            execution.softmax(input(0), into: output(), rows: rows, columns: columns)
        case .softmaxGradient:
            execution.softmaxGradient(
                input(0),
                upstream: input(1),
                into: output(),
                rows: rows,
                columns: columns
            )
        case .logSoftmax:
            execution.logSoftmax(input(0), into: output(), rows: rows, columns: columns)
        default:
            execution.logSoftmaxGradient(
                input(0),
                upstream: input(1),
                into: output(),
                rows: rows,
                columns: columns
            )
        }
    }

    func layerNorm() {
        let (rows, columns) = rows(0)
        if node.operator.kind == .layerNorm {
            execution.layerNormalize(
                input(0),
                weight: input(1),
                bias: input(2),
                epsilon: line.epsilon.float,
                into: output(0),
                statistics: RowStatistics(mean: output(1), inverseDeviation: output(2)),
                rows: rows,
                columns: columns
            )
        } else {
            execution.layerNormalizeGradients(
                input(0),
                weight: input(1),
                statistics: RowStatistics(mean: input(2), inverseDeviation: input(3)),
                upstream: input(4),
                into: output(0),
                weightGradient: output(1),
                biasGradient: output(2),
                rows: rows,
                columns: columns
            )
        }
    }

    func rmsNorm() {
        let (rows, columns) = rows(0)
        if node.operator.kind == .rmsNorm {
            execution.rootMeanSquareNormalize(
                input(0),
                weight: input(1),
                epsilon: line.epsilon.float,
                into: output(0),
                inverse: output(1),
                rows: rows,
                columns: columns
            )
        } else {
            execution.rootMeanSquareNormalizeGradients(
                input(0),
                weight: input(1),
                inverse: input(2),
                upstream: input(3),
                into: output(0),
                weightGradient: output(1),
                rows: rows,
                columns: columns
            )
        }
    }

    func batchNorm() {
        let extents = extents(0)
        let channels = ChannelExtents(
            count: extents[0],
            channels: extents[1],
            places: extents.dropFirst(2).reduce(1, *)
        )
        switch node.operator.kind {
        case .batchNorm:
            execution.batchNormalize(
                input(0),
                weight: input(1),
                bias: input(2),
                epsilon: line.epsilon.float,
                running: RunningAverages(
                    mean: input(3),
                    variance: input(4),
                    momentum: line.amount.float,
                    keep: Float(1 - line.amount.double)
                ),
                into: output(0),
                mean: output(1),
                inverseDeviation: output(2),
                extents: channels
            )
        case .batchNormInference:
            execution.batchNormalizeInference(
                input(0),
                weight: input(1),
                bias: input(2),
                mean: input(3),
                variance: input(4),
                epsilon: line.epsilon.float,
                into: output(),
                extents: channels
            )
        default:
            execution.batchNormalizeGradients(
                input(0),
                weight: input(1),
                mean: input(2),
                inverseDeviation: input(3),
                upstream: input(4),
                into: output(0),
                weightGradient: output(1),
                biasGradient: output(2),
                extents: channels
            )
        }
    }
}
