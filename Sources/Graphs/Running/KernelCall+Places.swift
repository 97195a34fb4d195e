import JSON
import Tensors

// Operators that move elements, and those that change the parameters.

extension KernelCall {
    func placement() -> Kernel {
        switch node.operator.kind {
        case .permute:
            let copy = StridedCopy.permutation(of: extents(0), order: settings.extents)
            return { execution.copy(copy, from: input(0), into: output()) }
        case .slice:
            let copy = StridedCopy.extraction(
                of: outputShape.dimensions,
                at: origin(settings.from),
                from: extents(0)
            )
            return { execution.copy(copy, from: input(0), into: output()) }
        case .sliceGradient:
            let copy = StridedCopy.insertion(
                of: extents(0),
                at: origin(settings.from),
                into: settings.extents
            )
            let count = outputShape.elementCount
            return {
                output().update(repeating: 0, count: count)
                execution.copy(copy, from: input(0), into: output())
            }
        default:
            var place = 0
            let copies = node.inputs.indices.map { index in
                let extents = extents(index)
                defer { place += extents[settings.axis] }
                return StridedCopy.insertion(
                    of: extents,
                    at: origin(place),
                    into: outputShape.dimensions
                )
            }
            return {
                for index in copies.indices {
                    execution.copy(copies[index], from: input(index), into: output())
                }
            }
        }
    }

    /// The first place along the axis that is worked along, of an array like the first input.
    private func origin(_ place: Int) -> [Int] {
        extents(0).indices.map { $0 == settings.axis ? place : 0 }
    }

    func table() -> Kernel {
        switch node.operator.kind {
        case .indices:
            let count = count(0)
            return {
                // Whether they are whole numbers within bounds was seen before they came here.
                let (input, output) = (input(0), outputPlaces(0))
                for index in 0..<count { output[index] = Int32(input[index]) }
            }
        case .gather:
            let (count, width) = (count(1), extents(0)[1])
            return {
                execution.gather(
                    input(0),
                    indices: inputPlaces(1),
                    into: output(),
                    count: count,
                    width: width
                )
            }
        default:
            let (count, rows, width) = (count(1), settings.extents[0], settings.extents[1])
            return {
                execution.gatherGradient(
                    upstream: input(0),
                    indices: inputPlaces(1),
                    into: output(),
                    count: count,
                    width: width,
                    tableRows: rows
                )
            }
        }
    }

    func select() -> Kernel {
        let count = count(0)
        return {
            execution.choose(
                where: input(0),
                input(1),
                step: 1,
                input(2),
                step: 1,
                into: output(),
                count: count
            )
        }
    }

    func dropout() -> Kernel {
        let (count, rate, place) = (count(0), settings.amount.double, UInt64(settings.from))
        return {
            // A stream for each use in each batch of each step.
            let stream = UInt64(stepSettings.step) << 32 | UInt64(stepSettings.part) << 16 | place
            let dropout = Dropout(seed: stepSettings.dropoutSeed, stream: stream, rate: rate)
            execution.apply(dropout, input(0), into: output(), count: count)
        }
    }

    func meanSquaredError() -> Kernel {
        let count = count(0)
        if node.operator.kind == .meanSquaredError {
            return {
                output().pointee = execution.meanSquaredError(input(0), input(1), count: count)
            }
        }
        return {
            execution.meanSquaredErrorGradient(
                input(0),
                input(1),
                upstream: input(2).pointee,
                into: output(),
                count: count
            )
        }
    }

    /// The factor that brings the norm of all gradients together down to a bound.
    ///
    /// Order: the sums of squares of the gradients in double precision, added one after the other;
    /// bound / norm, rounded once.
    func clipFactor() -> Kernel {
        let counts = node.inputs.indices.map { count($0) }
        let bound = settings.amount.double
        return {
            var squares = 0.0
            for index in counts.indices {
                squares += execution.sumOfSquares(input(index), count: counts[index])
            }
            let norm = squares.squareRoot()
            // A norm that is no number is above no bound, and passes on as it is.
            output().pointee = norm > bound ? Float(bound / norm) : 1
        }
    }

    /// Changes a parameter in place; the gradient is the last input.
    func update() -> Kernel {
        let (kind, count, last) = (node.operator.kind, count(0), node.inputs.count - 1)
        switch kind {
        case .adamUpdate, .adamWUpdate:
            return {
                let decay = stepSettings.weightDecay
                let step = AdamStep(
                    number: stepSettings.step + 1,
                    learningRate: stepSettings.learningRate,
                    firstDecay: stepSettings.momentum,
                    secondDecay: stepSettings.secondDecay,
                    epsilon: stepSettings.epsilon,
                    weightDecay: decay == 0
                        ? .none : kind == .adamWUpdate ? .decoupled(decay) : .gradient(decay)
                )
                execution.step(
                    step,
                    parameters: input(0),
                    first: input(1),
                    second: input(2),
                    gradient: input(last),
                    count: count
                )
            }
        default:
            return {
                let descent = Descent(
                    learningRate: Float(stepSettings.learningRate),
                    momentum: Float(stepSettings.momentum),
                    weightDecay: Float(stepSettings.weightDecay),
                    isNesterov: kind == .nesterovUpdate
                )
                execution.step(
                    descent,
                    parameters: input(0),
                    velocity: kind == .descentUpdate ? nil : input(1),
                    gradient: input(last),
                    count: count
                )
            }
        }
    }
}
