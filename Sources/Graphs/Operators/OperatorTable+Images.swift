import Tensors

// The operator table, continued: images, sequences, and what a step does to its parameters.

extension OperatorKind {
    var imageLine: OperatorLine {
        switch self {
        // Samples by channels by rows by columns, and weights of outputs by the channels of a group by
        // rows by columns; perhaps a bias for each output.
        case .convolution:
            OperatorLine(
                {
                    ($0.fit(4, 4) || $0.fit(4, 4, 1) && $0[2, 0] == $0[1, 0])
                        ? $0.convolved($0.extents(0), $0.extents(1)).map { [$0] } : nil
                },
                flops: {
                    2 * $0.outputCount * $0.inputs[1].elementCountEach
                        + ($0.inputs.count == 3 ? $0.outputCount : 0)
                },
                settings: [.window, .groups]
            ).differentiated { g, i throws(GraphError) in
                let extents = g.extents(ofInput: i)
                let settings = g.settings { $0.extents = extents }
                switch i {
                case 0:
                    return try g.append(
                        .convolutionInputGradient,
                        g.input(1),
                        g.upstream,
                        settings: settings
                    )
                case 1:
                    return try g.append(
                        .convolutionWeightGradient,
                        g.input(0),
                        g.upstream,
                        settings: settings
                    )
                default: return try g.append(.channelSums, g.upstream)
                }
            }
        case .convolutionInputGradient:
            OperatorLine(
                {
                    $0.fit(4, 4)
                        && $0.convolved($0.settings.extents, $0.extents(0)) == $0.extents(1)
                        ? [$0.settings.extents] : nil
                },
                flops: { 2 * $0.count(1) * $0.inputs[0].elementCountEach },
                settings: [.window, .groups, .extents]
            )
        case .convolutionWeightGradient:
            OperatorLine(
                {
                    $0.fit(4, 4)
                        && $0.convolved($0.extents(0), $0.settings.extents) == $0.extents(1)
                        ? [$0.settings.extents] : nil
                },
                flops: { 2 * $0.count(1) * $0.outputs[0].elementCountEach },
                settings: [.window, .groups, .extents]
            )
        case .channelSums:
            OperatorLine(
                { $0.fit(4) ? [[$0[0, 1]]] : nil },
                flops: { $0.count(0) }
            )
        // The largest element of a window and its place in the image; the mean of a window.
        case .maxPool:
            OperatorLine(
                { $0.fit(4) ? $0.pooled($0.extents(0)).map { [$0, $0] } : nil },
                flops: { $0.outputCount * $0.settings.window.height * $0.settings.window.width },
                settings: [.window],
                placeOutputs: [1]
            ).differentiated { g, _ throws(GraphError) in
                try g.append(
                    .maxPoolGradient,
                    g.output(1),
                    g.upstream,
                    settings: g.shapedAsInput
                )
            }
        case .maxPoolGradient:
            OperatorLine(
                {
                    $0.areEqual(2) && $0.pooled($0.settings.extents) == $0.extents(0)
                        ? [$0.settings.extents] : nil
                },
                flops: { $0.count(1) },
                settings: [.window, .extents],
                places: [0]
            )
        case .averagePool:
            OperatorLine(
                { $0.fit(4) ? $0.pooled($0.extents(0)).map { [$0] } : nil },
                flops: {
                    $0.outputCount * ($0.settings.window.height * $0.settings.window.width + 1)
                },
                settings: [.window]
            ).differentiated { g, _ throws(GraphError) in
                try g.append(.averagePoolGradient, g.upstream, settings: g.shapedAsInput)
            }
        case .averagePoolGradient:
            OperatorLine(
                {
                    $0.fit(4) && $0.pooled($0.settings.extents) == $0.extents(0)
                        ? [$0.settings.extents] : nil
                },
                flops: { $0.count(0) * ($0.settings.window.height * $0.settings.window.width + 1) },
                settings: [.window, .extents]
            )

        // Queries, keys and values side by side, by samples by positions; each head takes its share of
        // the three. Also what the rows of the softmax come to. Counted as if nothing were masked.
        case .attention:
            OperatorLine(
                { $0.fit(3) ? $0.attended : nil },
                flops: {
                    ($0[0, 2] / 3 * 4 + 5 * $0.settings.heads) * $0[0, 0] * $0[0, 1] * $0[0, 1]
                },
                settings: [.heads, .causal]
            ).differentiated { g, _ throws(GraphError) in
                try g.append(
                    .attentionGradient,
                    g.input(0),
                    g.output(0),
                    g.output(1),
                    g.upstream,
                    settings: g.settings
                )
            }
        case .attentionGradient:
            OperatorLine(
                {
                    $0.fit(3, 3, 3, 3) && $0.attended == [$0.extents(1), $0.extents(2)]
                        && $0.extents(3) == $0.extents(1) ? [$0.extents(0)] : nil
                },
                flops: {
                    ($0[0, 2] / 3 * 10 + 6 * $0.settings.heads) * $0[0, 0] * $0[0, 1] * $0[0, 1]
                },
                settings: [.heads, .causal]
            )

        // A gradient added to those of the step's other batches; the factor that brings the norm of
        // all gradients down to a bound.
        case .accumulate:
            OperatorLine(
                { $0.areEqual(2) ? [] : nil },
                flops: { $0.count(0) },
                changes: [0]
            )
        case .clipFactor:
            OperatorLine(
                { $0.inputs.isEmpty ? nil : [[]] },
                flops: { 2 * $0.inputs.reduce(0) { $0 + $1.elementCount } + 4 },
                settings: [.amount]
            )
        case .momentumUpdate: .update(4, slots: 1)
        case .descentUpdate: .update(4, slots: 0)
        case .nesterovUpdate: .update(8, slots: 1)
        case .adamUpdate: .update(14, slots: 2)
        case .adamWUpdate: .update(13, slots: 2)

        default: preconditionFailure("the table has a line for \(rawValue)")
        }
    }
}

extension Application {
    /// What images of some extents become by weights of some extents.
    fileprivate func convolved(_ images: [Int], _ weights: [Int]) -> [Int]? {
        let (window, groups) = (settings.window, settings.groups)
        // More padding than a window would leave windows without any place of the image.
        guard images.count == 4, weights.count == 4, groups >= 1,
            images[1] % groups == 0, weights[0] % groups == 0, weights[1] == images[1] / groups,
            weights[2...] == [window.height, window.width],
            window.padding < max(window.height, window.width),
            let places = window.places(rows: images[2], columns: images[3])
        else { return nil }
        return [images[0], weights[0], places.rows, places.columns]
    }

    /// What images of some extents become by a window.
    fileprivate func pooled(_ images: [Int]) -> [Int]? {
        // More padding than half a window would leave windows without any place of the image.
        guard images.count == 4,
            2 * settings.window.padding <= min(settings.window.height, settings.window.width),
            let places = settings.window.places(rows: images[2], columns: images[3])
        else { return nil }
        return [images[0], images[1], places.rows, places.columns]
    }

    /// What queries, keys and values side by side become, and the extents of the rows' statistics.
    fileprivate var attended: [[Int]]? {
        let (extents, heads) = (extents(0), settings.heads)
        guard heads >= 1, extents[2] % (3 * heads) == 0 else { return nil }
        return [[extents[0], extents[1], extents[2] / 3], [extents[0], heads, extents[1]]]
    }
}
