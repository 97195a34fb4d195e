import JSON
import Tensors

// Operators that move elements, and those that change the parameters.

extension KernelCall {
    func placement() {
        switch node.operator.kind {
        case .permute:
            let order = line.extents
            execution.copy(
                .permutation(of: extents(0), order: order),
                from: input(0),
                into: output()
            )
        case .slice:
            let origin = Self.origin(line.from, axis: line.axis, rank: extents(0).count)
            execution.copy(
                .extraction(of: outputShape.dimensions, at: origin, from: extents(0)),
                from: input(0),
                into: output()
            )
        case .sliceGradient:
            output().update(repeating: 0, count: outputShape.elementCount)
            let origin = Self.origin(line.from, axis: line.axis, rank: extents(0).count)
            execution.copy(
                .insertion(of: extents(0), at: origin, into: line.extents),
                from: input(0),
                into: output()
            )
        default:
            var place = 0
            for index in node.inputs.indices {
                let extents = extents(index)
                let origin = Self.origin(place, axis: line.axis, rank: extents.count)
                execution.copy(
                    .insertion(of: extents, at: origin, into: outputShape.dimensions),
                    from: input(index),
                    into: output()
                )
                place += extents[line.axis]
            }
        }
    }

    private static func origin(_ place: Int, axis: Int, rank: Int) -> [Int] {
        (0..<rank).map { $0 == axis ? place : 0 }
    }

    func table() {
        switch node.operator.kind {
        case .indices:
            // Whether they are whole numbers within bounds was seen before they came here.
            let (input, output) = (input(0), outputPlaces(0))
            for index in 0..<count(0) { output[index] = Int32(input[index]) }
        case .gather:
            execution.gather(
                input(0),
                indices: inputPlaces(1),
                into: output(),
                count: count(1),
                width: extents(0)[1]
            )
        default:
            execution.gatherGradient(
                upstream: input(0),
                indices: inputPlaces(1),
                into: output(),
                count: count(1),
                width: line.extents[1],
                tableRows: line.extents[0]
            )
        }
    }

    func select() {
        execution.choose(
            where: input(0),
            input(1),
            step: 1,
            input(2),
            step: 1,
            into: output(),
            count: count(0)
        )
    }

    func dropout() {
        // A stream for each use in each batch of each step.
        let stream =
            UInt64(settings.step) << 32 | UInt64(settings.part) << 16 | UInt64(line.from)
        let dropout = Dropout(seed: settings.dropoutSeed, stream: stream, rate: line.amount.double)
        execution.apply(dropout, input(0), into: output(), count: count(0))
    }

    func meanSquaredError() {
        if node.operator.kind == .meanSquaredError {
            output().pointee = execution.meanSquaredError(input(0), input(1), count: count(0))
        } else {
            execution.meanSquaredErrorGradient(
                input(0),
                input(1),
                upstream: input(2).pointee,
                into: output(),
                count: count(0)
            )
        }
    }

    /// The factor that brings the norm of all gradients together down to a bound.
    ///
    /// Order: the sums of squares of the gradients in double precision, added one after the other;
    /// bound / norm, rounded once.
    func clipFactor() {
        var squares = 0.0
        for index in node.inputs.indices {
            squares += execution.sumOfSquares(input(index), count: count(index))
        }
        let norm = squares.squareRoot()
        let bound = line.amount.double
        // A norm that is no number is above no bound, and passes on as it is.
        output().pointee = norm > bound ? Float(bound / norm) : 1
    }

    /// Changes a parameter in place; the gradient is the last input.
    func update() {
        let gradient = UnsafePointer(input(node.inputs.count - 1))
        switch node.operator.kind {
        case .adamUpdate, .adamWUpdate:
            let decay = settings.weightDecay
            let isDecoupled = node.operator.kind == .adamWUpdate
            let step = AdamStep(
                number: settings.step + 1,
                learningRate: settings.learningRate,
                firstDecay: settings.momentum,
                secondDecay: settings.secondDecay,
                epsilon: settings.epsilon,
                weightDecay: decay == 0 ? .none : isDecoupled ? .decoupled(decay) : .gradient(decay)
            )
            execution.step(
                step,
                parameters: input(0),
                first: input(1),
                second: input(2),
                gradient: gradient,
                count: count(0)
            )
        default:
            let descent = Descent(
                learningRate: Float(settings.learningRate),
                momentum: Float(settings.momentum),
                weightDecay: Float(settings.weightDecay),
                isNesterov: node.operator.kind == .nesterovUpdate
            )
            execution.step(
                descent,
                parameters: input(0),
                velocity: node.operator.kind == .descentUpdate ? nil : input(1),
                gradient: gradient,
                count: count(0)
            )
        }
    }
}
