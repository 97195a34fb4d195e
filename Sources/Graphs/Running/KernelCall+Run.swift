import JSON
import Tensors

extension KernelCall {
    /// What calls the kernel.
    func prepared() -> Kernel {
        switch node.operator.kind {
        case .product: product(.neither)
        case .productTransposedRight: product(.right)
        case .productTransposedLeft: product(.left)

        case .add: binary(.add)
        case .subtract: binary(.subtract)
        case .multiply: binary(.multiply)
        case .divide: binary(.divide)
        case .scale: number(.multiply)
        case .shift: number(.add)
        case .above: above()
        case .where: select()
        case .dropout: dropout()
        case .addBias: addBias()

        case .relu: unary(.relu)
        case .gelu: unary(.gelu)
        case .silu: unary(.silu)
        case .tanh: unary(.tanh)
        case .sigmoid: unary(.sigmoid)
        case .exp: unary(.exponential)
        case .log: unary(.logarithm)
        case .sqrt: unary(.squareRoot)
        case .rsqrt: unary(.reciprocalSquareRoot)
        case .negate: unary(.negate)
        case .square: unary(.square)
        case .reluGradient: unaryGradient(.relu)
        case .geluGradient: unaryGradient(.gelu)
        case .siluGradient: unaryGradient(.silu)
        case .tanhGradient: unaryGradient(.tanh)
        case .sigmoidGradient: unaryGradient(.sigmoid)
        case .expGradient: unaryGradient(.exponential)
        case .logGradient: unaryGradient(.logarithm)
        case .sqrtGradient: unaryGradient(.squareRoot)
        case .rsqrtGradient: unaryGradient(.reciprocalSquareRoot)
        case .squareGradient: unaryGradient(.square)

        case .sum, .mean, .max: reduction()
        case .maxGradient: maximumGradient()
        case .expand, .spread: repetition()
        case .columnSums: columnSums()
        case .softmax, .softmaxGradient, .logSoftmax, .logSoftmaxGradient: softmax()

        case .softmaxCrossEntropy: softmaxCrossEntropy()
        case .softmaxCrossEntropyGradient: softmaxCrossEntropyGradient()
        case .meanSquaredError, .meanSquaredErrorGradient: meanSquaredError()

        case .layerNorm, .layerNormGradient: layerNorm()
        case .rmsNorm, .rmsNormGradient: rmsNorm()
        case .batchNorm, .batchNormInference, .batchNormGradient: batchNorm()

        case .reshape: {}
        case .permute, .slice, .sliceGradient, .concatenate: placement()
        case .indices, .gather, .gatherGradient: table()

        case .convolution, .convolutionInputGradient, .convolutionWeightGradient, .channelSums:
            convolution()
        case .maxPool, .maxPoolGradient, .averagePool, .averagePoolGradient: pool()
        case .attention, .attentionGradient: attention()

        case .accumulate: accumulate()
        case .clipFactor: clipFactor()
        case .momentumUpdate, .descentUpdate, .nesterovUpdate, .adamUpdate, .adamWUpdate: update()
        }
    }

    private func product(_ transposition: Transposition) -> Kernel {
        let (left, right) = (extents(0), extents(1))
        let out = outputShape.dimensions
        let (rows, columns) = (out[out.count - 2], out[out.count - 1])
        let shape = ProductShape(
            rows: rows,
            depth: transposition == .left ? left[left.count - 2] : left[left.count - 1],
            columns: columns,
            transposing: transposition
        )
        let batch = ProductBatch(
            count: out.dropLast(2).reduce(1, *),
            leftStride: left.suffix(2).reduce(1, *),
            rightStride: right.suffix(2).reduce(1, *),
            outStride: rows * columns
        )
        return { execution.products(input(0), input(1), into: output(), shape, batch: batch) }
    }

    private func addBias() -> Kernel {
        let (rows, columns) = rows(0)
        return {
            execution.addBias(input(0), input(1), into: output(), rows: rows, columns: columns)
        }
    }

    private func columnSums() -> Kernel {
        let (rows, columns) = rows(0)
        return { execution.columnSums(input(0), into: output(), rows: rows, columns: columns) }
    }

    private func unary(_ function: Unary) -> Kernel {
        let count = count(0)
        return { execution.apply(function, input(0), into: output(), count: count) }
    }

    /// The one thing that was saved of the function stands for what it read and for what it wrote:
    /// its gradient looks at the right one only.
    private func unaryGradient(_ function: Unary) -> Kernel {
        let count = count(0)
        return {
            execution.applyGradient(
                function,
                input(0),
                input(0),
                upstream: input(1),
                into: output(),
                count: count
            )
        }
    }

    private func binary(_ function: Binary) -> Kernel {
        let out = outputShape.dimensions
        let walk = PairedWalk(
            shape: out,
            a: Self.strides(of: extents(0), along: out),
            b: Self.strides(of: extents(1), along: out)
        )
        return { execution.apply(function, input(0), input(1), into: output(), along: walk) }
    }

    /// How far apart neighbours along each axis of the output lie in an input that is repeated.
    static func strides(of extents: [Int], along out: [Int]) -> [Int] {
        var strides = [Int](repeating: 0, count: out.count)
        var step = 1
        for axis in extents.indices.reversed() {
            if extents[axis] != 1 { strides[axis + out.count - extents.count] = step }
            step *= extents[axis]
        }
        return strides
    }

    /// Each element and one and the same number.
    private func number(_ function: Binary) -> Kernel {
        let amount = settings.amount.float
        let walk = PairedWalk(shape: [count(0)], a: [1], b: [0])
        return {
            withUnsafePointer(to: amount) { amount in
                execution.apply(function, input(0), amount, into: output(), along: walk)
            }
        }
    }

    private func above() -> Kernel {
        let (count, bound) = (count(0), settings.amount.float)
        return {
            let (input, output) = (input(0), output())
            // A NaN stays one, so that divergence shows.
            for index in 0..<count {
                output[index] = input[index].isNaN ? input[index] : input[index] > bound ? 1 : 0
            }
        }
    }

    private func softmaxCrossEntropy() -> Kernel {
        let (rows, columns) = rows(0)
        return {
            output(0).pointee = execution.softmaxCrossEntropy(
                input(0),
                labels: inputPlaces(1),
                probabilities: output(1),
                losses: memory.scratch,
                rows: rows,
                columns: columns
            )
        }
    }

    private func softmaxCrossEntropyGradient() -> Kernel {
        let (rows, columns) = rows(0)
        return {
            execution.softmaxCrossEntropyGradient(
                input(0),
                labels: inputPlaces(1),
                into: output(),
                rows: rows,
                columns: columns
            )
        }
    }

    private func accumulate() -> Kernel {
        let walk = PairedWalk(shape: [count(0)], a: [1], b: [1])
        return { execution.apply(.add, input(0), input(1), into: input(0), along: walk) }
    }
}
