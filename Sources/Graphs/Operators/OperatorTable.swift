import Tensors

// The operator table. A line says which extents an operator takes and gives, what it costs, and how
// the gradient of the loss by its first output becomes that by its inputs. The order of the
// arithmetic inside each stands where the kernels are declared (CKernels). In a line `$0` is what the
// operator is applied to; in a gradient `g` is the graph that grows and `i` the input.

extension OperatorKind {
    /// This operator's line of the table.
    package var line: OperatorLine {
        switch self {
        // C = A B, A B^T, A^T B; the axes before the last two are alike and walked in order.
        case .product:
            .product(.neither) { g, i throws(GraphError) in
                i == 0
                    ? try g.append(.productTransposedRight, g.upstream, g.input(1))
                    : try g.append(.productTransposedLeft, g.input(0), g.upstream)
            }
        case .productTransposedRight:
            .product(.right) { g, i throws(GraphError) in
                i == 0
                    ? try g.append(.product, g.upstream, g.input(1))
                    : try g.append(.productTransposedLeft, g.upstream, g.input(0))
            }
        case .productTransposedLeft:
            .product(.left) { g, i throws(GraphError) in
                i == 0
                    ? try g.append(.productTransposedRight, g.input(1), g.upstream)
                    : try g.append(.product, g.input(0), g.upstream)
            }

        // Two values, of which either is repeated along axes where it has one place or none.
        case .add:
            .binary { g, i throws(GraphError) in
                try g.reduced(g.upstream, toInput: i)
            }
        case .subtract:
            .binary { g, i throws(GraphError) in
                try g.reduced(i == 0 ? g.upstream : g.append(.negate, g.upstream), toInput: i)
            }
        case .multiply:
            .binary { g, i throws(GraphError) in
                try g.reduced(g.append(.multiply, g.upstream, g.input(1 - i)), toInput: i)
            }
        case .divide:
            .binary { g, i throws(GraphError) in
                let quotient = try g.append(.divide, g.upstream, g.input(1))
                guard i == 1 else { return try g.reduced(quotient, toInput: 0) }
                let product = try g.append(.multiply, quotient, g.output(0))
                return try g.reduced(g.append(.negate, product), toInput: 1)
            }
        case .scale:
            .unary(1, settings: [.amount]) { g, _ throws(GraphError) in
                try g.append(.scale, g.upstream, settings: g.settings)
            }
        case .shift: .unary(1, settings: [.amount]) { g, _ throws(GraphError) in try g.upstream }

        // One value; the number is the cost of an element.
        case .relu: .unary(1, .reluGradient, of: .output)
        case .gelu: .unary(24, .geluGradient, of: .input)
        case .silu: .unary(14, .siluGradient, of: .input)
        case .tanh: .unary(16, .tanhGradient, of: .output)
        case .sigmoid: .unary(14, .sigmoidGradient, of: .output)
        case .exp: .unary(1, .expGradient, of: .output)
        case .log: .unary(1, .logGradient, of: .input)
        case .sqrt: .unary(1, .sqrtGradient, of: .output)
        case .rsqrt: .unary(2, .rsqrtGradient, of: .output)
        case .square: .unary(1, .squareGradient, of: .input)
        case .negate: .unary(1) { g, _ throws(GraphError) in try g.append(.negate, g.upstream) }
        case .reluGradient: .unaryGradient(1)
        case .geluGradient: .unaryGradient(40)
        case .siluGradient: .unaryGradient(18)
        case .tanhGradient: .unaryGradient(3)
        case .sigmoidGradient: .unaryGradient(3)
        case .expGradient: .unaryGradient(1)
        case .logGradient: .unaryGradient(1)
        case .sqrtGradient: .unaryGradient(2)
        case .rsqrtGradient: .unaryGradient(4)
        case .squareGradient: .unaryGradient(2)
        // A vector added to each row.
        case .addBias:
            OperatorLine(
                { $0.fit(-1, 1) && $0[0, -1] == $0[1, 0] ? [$0.extents(0)] : nil },
                flops: { $0.count(0) }
            ).differentiated { g, i throws(GraphError) in
                i == 0 ? try g.upstream : try g.append(.columnSums, g.rows(g.upstream))
            }
        // The second value where the first is not zero, else the third.
        case .where:
            OperatorLine(
                { $0.areEqual(3) ? [$0.extents(0)] : nil },
                flops: { $0.count(0) }
            ).differentiated { g, i throws(GraphError) in
                guard i > 0 else { return nil }
                let zero = try g.graph.constant(
                    0,
                    extents: g.extents(ofInput: 1),
                    name: g.node.name
                )
                return i == 1
                    ? try g.append(.where, g.input(0), g.upstream, zero)
                    : try g.append(.where, g.input(0), zero, g.upstream)
            }
        // One where an element is larger than a bound, else zero.
        case .above: .unary(1, settings: [.amount]) { _, _ in nil }
        // Elements kept by chance and enlarged so that the mean stays; random numbers by place.
        case .dropout:
            .unary(14, settings: [.amount, .from]) { g, _ throws(GraphError) in
                try g.append(.dropout, g.upstream, settings: g.settings)
            }

        // Along an axis, which goes; and the ways back.
        case .sum:
            .reduction { g, _ throws(GraphError) in
                try g.append(.expand, g.upstream, settings: g.along)
            }
        case .mean:
            .reduction { g, _ throws(GraphError) in
                try g.append(.spread, g.upstream, settings: g.along)
            }
        case .max:
            .reduction { g, _ throws(GraphError) in
                try g.append(
                    .maxGradient,
                    g.input(0),
                    g.output(0),
                    g.upstream,
                    settings: g.settings
                )
            }
        case .maxGradient:
            OperatorLine(
                {
                    $0.inputs.count == 3 && $0.hasAxis && $0.extents(1) == $0.extents(2)
                        && $0.extents(1) == $0.replacingAxis(by: nil)
                        ? [$0.extents(0)] : nil
                },
                flops: { $0.count(0) },
                settings: [.axis]
            )
        case .columnSums:
            OperatorLine(
                { $0.fit(2) ? [[$0[0, 1]]] : nil },
                flops: { $0.count(0) }
            )
        // The value at each of `to` places along a new axis; `spread` divides it among them.
        case .expand:
            .repetition(0) { g, _ throws(GraphError) in
                try g.append(.sum, g.upstream, settings: g.settings)
            }
        case .spread:
            .repetition(1) { g, _ throws(GraphError) in
                try g.append(.mean, g.upstream, settings: g.settings)
            }
        case .softmax:
            .rows(5) { g, _ throws(GraphError) in
                try g.append(.softmaxGradient, g.output(0), g.upstream)
            }
        case .logSoftmax:
            .rows(5) { g, _ throws(GraphError) in
                try g.append(.logSoftmaxGradient, g.output(0), g.upstream)
            }
        case .softmaxGradient: .rows(4, inputs: 2)
        case .logSoftmaxGradient: .rows(4, inputs: 2)

        // Rows of scores and a class each: the mean loss, and the rows' softmax. A score is compared,
        // reduced by the maximum, exponentiated, added and divided; a row takes a logarithm, two
        // subtractions and an addition to the mean.
        case .softmaxCrossEntropy:
            OperatorLine(
                { $0.fit(2, 1) && $0[0, 0] == $0[1, 0] ? [[], $0.extents(0)] : nil },
                flops: { 5 * $0.count(0) + 4 * $0[0, 0] },
                places: [1]
            ).differentiated { g, i throws(GraphError) in
                guard i == 0 else { return nil }
                let gradient = try g.append(.softmaxCrossEntropyGradient, g.output(1), g.input(1))
                guard let loss = g.loss else { return gradient }
                return try g.append(.multiply, gradient, loss)
            }
        case .softmaxCrossEntropyGradient:
            OperatorLine(
                { $0.fit(2, 1) && $0[0, 0] == $0[1, 0] ? [$0.extents(0)] : nil },
                flops: { 2 * $0.count(0) },
                places: [1]
            )
        case .meanSquaredError:
            OperatorLine(
                { $0.areEqual(2) ? [[]] : nil },
                flops: { 3 * $0.count(0) + 1 }
            ).differentiated { g, i throws(GraphError) in
                try g.append(.meanSquaredErrorGradient, g.input(i), g.input(1 - i), g.upstream)
            }
        case .meanSquaredErrorGradient:
            OperatorLine(
                {
                    $0.inputs.count == 3 && $0.extents(0) == $0.extents(1) && $0.inputs[2].rank == 0
                        ? [$0.extents(0)] : nil
                },
                flops: { 2 * $0.count(0) + 2 }
            )

        default: layerLine
        }
    }
}
