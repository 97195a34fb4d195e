import JSON
import Tensors

extension KernelCall {
    /// Calls the kernel.
    func run() {
        // Where there is nothing to write there is nothing to do; a sum of nothing is zero, though.
        switch node.operator.kind {
        case .product: product(.neither)
        case .productTransposedRight: product(.right)
        case .productTransposedLeft: product(.left)

        case .add: binary(.add)
        case .subtract: binary(.subtract)
        case .multiply: binary(.multiply)
        case .divide: binary(.divide)
        case .scale: scale()
        case .shift: shift()
        case .above: above()
        case .where: select()
        case .dropout: dropout()
        case .addBias:
            let (rows, columns) = rows(0)
            execution.addBias(input(0), input(1), into: output(), rows: rows, columns: columns)

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
        case .columnSums:
            let (rows, columns) = rows(0)
            execution.columnSums(input(0), into: output(), rows: rows, columns: columns)
        case .softmax, .softmaxGradient, .logSoftmax, .logSoftmaxGradient: softmax()

        case .softmaxCrossEntropy: softmaxCrossEntropy()
        case .softmaxCrossEntropyGradient:
            let (rows, columns) = rows(0)
            execution.softmaxCrossEntropyGradient(
                input(0),
                labels: inputPlaces(1),
                into: output(),
                rows: rows,
                columns: columns
            )
        case .meanSquaredError, .meanSquaredErrorGradient: meanSquaredError()

        case .layerNorm, .layerNormGradient: layerNorm()
        case .rmsNorm, .rmsNormGradient: rmsNorm()
        case .batchNorm, .batchNormInference, .batchNormGradient: batchNorm()

        case .reshape: break
        case .permute, .slice, .sliceGradient, .concatenate: placement()
        case .indices, .gather, .gatherGradient: table()

        case .convolution, .convolutionInputGradient, .convolutionWeightGradient, .channelSums:
            convolution()
        case .maxPool, .maxPoolGradient, .averagePool, .averagePoolGradient: pool()
        case .attention, .attentionGradient: attention()

        case .accumulate:
            execution.apply(
                .add,
                input(0),
                strides: [1],
                input(1),
                strides: [1],
                into: input(0),
                shape: [count(0)]
            )
        case .clipFactor: clipFactor()
        case .momentumUpdate, .descentUpdate, .nesterovUpdate, .adamUpdate, .adamWUpdate: update()
        }
    }

    private func product(_ transposition: Transposition) {
        let (left, right) = (extents(0), extents(1))
        let out = outputShape.dimensions
        let (rows, columns) = (out[out.count - 2], out[out.count - 1])
        let depth = transposition == .left ? left[left.count - 2] : left[left.count - 1]
        let count = out.dropLast(2).reduce(1, *)
        let sizes = (left.suffix(2).reduce(1, *), right.suffix(2).reduce(1, *))
        for place in 0..<count {
            execution.product(
                input(0) + place * sizes.0,
                input(1) + place * sizes.1,
                into: output() + place * rows * columns,
                rows: rows,
                depth: depth,
                columns: columns,
                transposing: transposition
            )
        }
    }

    private func unary(_ function: Unary) {
        execution.apply(function, input(0), into: output(), count: count(0))
    }

    /// The one thing that was saved of the function stands for what it read and for what it wrote:
    /// its gradient looks at the right one only.
    private func unaryGradient(_ function: Unary) {
        execution.applyGradient(
            function,
            input(0),
            input(0),
            upstream: input(1),
            into: output(),
            count: count(0)
        )
    }

    private func binary(_ function: Binary) {
        let out = outputShape.dimensions
        execution.apply(
            function,
            input(0),
            strides: Self.strides(of: extents(0), along: out),
            input(1),
            strides: Self.strides(of: extents(1), along: out),
            into: output(),
            shape: out
        )
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

    private func scale() {
        withUnsafePointer(to: line.amount.float) { factor in
            execution.apply(
                .multiply,
                input(0),
                strides: [1],
                factor,
                strides: [0],
                into: output(),
                shape: [count(0)]
            )
        }
    }

    private func shift() {
        withUnsafePointer(to: line.amount.float) { summand in
            execution.apply(
                .add,
                input(0),
                strides: [1],
                summand,
                strides: [0],
                into: output(),
                shape: [count(0)]
            )
        }
    }

    private func above() {
        let (input, output, bound) = (input(0), output(), line.amount.float)
        // A NaN stays one, so that divergence shows.
        for index in 0..<count(0) {
            output[index] = input[index].isNaN ? input[index] : input[index] > bound ? 1 : 0
        }
    }

    private func softmaxCrossEntropy() {
        let (rows, columns) = rows(0)
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
