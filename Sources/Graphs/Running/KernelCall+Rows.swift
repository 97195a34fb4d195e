import JSON
import Tensors

// Operators along an axis.

extension KernelCall {
    func reduction() -> Kernel {
        let function: Reduction =
            switch node.operator.kind {
            case .sum: .sum
            case .mean: .mean
            default: .maximum
            }
        let (outer, count, inner) = sections(extents(0), axis: settings.axis)
        return {
            execution.reduce(
                function,
                input(0),
                into: output(),
                outer: outer,
                count: count,
                inner: inner
            )
        }
    }

    func maximumGradient() -> Kernel {
        let (outer, count, inner) = sections(extents(0), axis: settings.axis)
        return {
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
    }

    func repetition() -> Kernel {
        let (outer, count, inner) = sections(outputShape.dimensions, axis: settings.axis)
        let walk = PairedWalk(shape: [outer, count, inner], a: [inner, 0, 1], b: [0, 0, 0])
        let divisor: Float = node.operator.kind == .spread ? Float(count) : 1
        return {
            withUnsafePointer(to: divisor) { divisor in
                execution.apply(.divide, input(0), divisor, into: output(), along: walk)
            }
        }
    }

    func softmax() -> Kernel {
        let (rows, columns) = rows(0)
        switch node.operator.kind {
        case .softmax:
            return {
                execution.softmax(input(0), into: output(), rows: rows, columns: columns)
            }
        case .softmaxGradient:
            return {
                execution.softmaxGradient(
                    input(0),
                    upstream: input(1),
                    into: output(),
                    rows: rows,
                    columns: columns
                )
            }
        case .logSoftmax:
            return {
                execution.logSoftmax(input(0), into: output(), rows: rows, columns: columns)
            }
        default:
            return {
                execution.logSoftmaxGradient(
                    input(0),
                    upstream: input(1),
                    into: output(),
                    rows: rows,
                    columns: columns
                )
            }
        }
    }

    func layerNorm() -> Kernel {
        let (rows, columns) = rows(0)
        if node.operator.kind == .layerNorm {
            return {
                execution.layerNormalize(
                    input(0),
                    weight: input(1),
                    bias: input(2),
                    epsilon: settings.epsilon.float,
                    into: output(0),
                    statistics: RowStatistics(mean: output(1), inverseDeviation: output(2)),
                    rows: rows,
                    columns: columns
                )
            }
        } else {
            return {
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
    }

    func rmsNorm() -> Kernel {
        let (rows, columns) = rows(0)
        if node.operator.kind == .rmsNorm {
            return {
                execution.rootMeanSquareNormalize(
                    input(0),
                    weight: input(1),
                    epsilon: settings.epsilon.float,
                    into: output(0),
                    inverse: output(1),
                    rows: rows,
                    columns: columns
                )
            }
        } else {
            return {
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
    }

    func batchNorm() -> Kernel {
        let extents = extents(0)
        let channels = ChannelExtents(
            count: extents[0],
            channels: extents[1],
            places: extents.dropFirst(2).reduce(1, *)
        )
        switch node.operator.kind {
        case .batchNorm:
            return {
                execution.batchNormalize(
                    input(0),
                    weight: input(1),
                    bias: input(2),
                    epsilon: settings.epsilon.float,
                    running: RunningAverages(
                        mean: input(3),
                        variance: input(4),
                        momentum: settings.amount.float,
                        keep: Float(1 - settings.amount.double)
                    ),
                    into: output(0),
                    mean: output(1),
                    inverseDeviation: output(2),
                    extents: channels
                )
            }
        case .batchNormInference:
            return {
                execution.batchNormalizeInference(
                    input(0),
                    weight: input(1),
                    bias: input(2),
                    mean: input(3),
                    variance: input(4),
                    epsilon: settings.epsilon.float,
                    into: output(),
                    extents: channels
                )
            }
        default:
            return {
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
}
