import Tensors

// Lines that several operators of the table share.

extension OperatorLine {
    /// A matrix product, one for each place of the leading axes.
    static func product(
        _ transposition: Transposition,
        gradient: @escaping Gradient
    ) -> OperatorLine {
        // The axes, from the end, that are summed over.
        let (left, right) =
            switch transposition {
            case .neither: (-1, -2)
            case .left: (-2, -2)
            case .right: (-1, -1)
            }
        return OperatorLine(
            {
                guard $0.fit(-2, -2), $0.extents(0).dropLast(2) == $0.extents(1).dropLast(2),
                    $0[0, left] == $0[1, right]
                else { return nil }
                return [$0.extents(0).dropLast(2) + [$0[0, -3 - left], $0[1, -3 - right]]]
            },
            flops: { 2 * $0.outputCount * $0[0, left] },
            gradient: gradient
        )
    }

    /// Two values, either repeated along the axes where it has one place or none.
    static func binary(_ gradient: @escaping Gradient) -> OperatorLine {
        OperatorLine(
            { $0.inputs.count == 2 ? $0.broadcast : nil },
            flops: { $0.outputCount },
            gradient: gradient
        )
    }

    /// A function of each element, with its cost.
    static func unary(
        _ cost: Int,
        settings: [Operator.Setting] = [],
        replaced: Int? = nil,
        gradient: @escaping Gradient
    ) -> OperatorLine {
        OperatorLine(
            { $0.inputs.count == 1 ? [$0.extents(0)] : nil },
            flops: { cost * $0.count(0) },
            settings: settings,
            replaced: replaced,
            gradient: gradient
        )
    }

    /// What a function's gradient is computed from.
    enum Source {
        case input
        case output
    }

    /// A function of each element, whose gradient an operator computes from its input or output.
    static func unary(_ cost: Int, _ kind: OperatorKind, of source: Source) -> OperatorLine {
        unary(cost, replaced: 0) { g, _ throws(GraphError) in
            let saved = source == .input ? g.input(0) : g.output(0)
            return try g.append(kind, saved, g.upstream)
        }
    }

    /// The gradient of a function of each element: what was saved of it, and the upstream.
    static func unaryGradient(_ cost: Int) -> OperatorLine {
        OperatorLine(
            { $0.areEqual(2) ? [$0.extents(0)] : nil },
            flops: { cost * $0.count(0) },
            replaced: 1
        )
    }

    /// One value for all places of an axis.
    static func reduction(_ gradient: @escaping Gradient) -> OperatorLine {
        OperatorLine(
            { $0.inputs.count == 1 && $0.hasAxis ? [$0.replacingAxis(by: nil)] : nil },
            flops: { $0.count(0) },
            settings: [.axis],
            gradient: gradient
        )
    }

    /// One value at each place of a new axis.
    static func repetition(_ cost: Int, gradient: @escaping Gradient) -> OperatorLine {
        OperatorLine(
            {
                guard $0.inputs.count == 1, $0.settings.to >= 1,
                    (0...$0.inputs[0].rank).contains($0.settings.axis)
                else { return nil }
                var extents = $0.extents(0)
                extents.insert($0.settings.to, at: $0.settings.axis)
                return [extents]
            },
            flops: { cost * $0.count(0) },
            settings: [.axis, .to],
            gradient: gradient
        )
    }

    /// Values of one shape, worked on along their last axis.
    static func rows(
        _ cost: Int,
        inputs: Int = 1,
        gradient: Gradient? = nil
    ) -> OperatorLine {
        OperatorLine(
            { $0.areEqual(inputs) && $0.inputs[0].rank >= 1 ? [$0.extents(0)] : nil },
            flops: { cost * $0.count(0) },
            gradient: gradient
        )
    }

    /// A parameter, so many tensors of the optimizer's and the gradient, all of one shape.
    static func update(_ cost: Int, slots: Int) -> OperatorLine {
        OperatorLine(
            { $0.areEqual(slots + 2) ? [] : nil },
            flops: { cost * $0.count(0) },
            changes: Array(0...slots)
        )
    }
}

extension Application {
    /// The extents of two inputs that are repeated to fit each other, aligned at their last axes.
    var broadcast: [[Int]]? {
        let rank = max(inputs[0].rank, inputs[1].rank)
        var extents: [Int] = []
        for axis in 0..<rank {
            let pair = inputs.map { input in
                let place = axis - (rank - input.rank)
                return place < 0 ? 1 : input.dimensions[place]
            }
            guard pair[0] == pair[1] || pair.contains(1) else { return nil }
            extents.append(pair[0] == 1 ? pair[1] : pair[0])
        }
        return [extents]
    }
}
