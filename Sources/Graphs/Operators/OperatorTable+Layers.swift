import Tensors

// The operator table, continued: normalisation, and other places for the same elements.

extension OperatorKind {
    var layerLine: OperatorLine {
        switch self {
        // Rows with a weight and a bias for each column; also the rows' means and inverse deviations.
        case .layerNorm:
            OperatorLine(
                {
                    $0.fit(-1, 1, 1) && $0[0, -1] == $0[1, 0] && $0[1, 0] == $0[2, 0]
                        ? [$0.extents(0), $0.rowExtents, $0.rowExtents] : nil
                },
                flops: { 8 * $0.count(0) + 4 * $0.rowCount },
                settings: [.epsilon]
            ).differentiated { g, i throws(GraphError) in
                try g.shared(
                    .layerNormGradient,
                    g.input(0),
                    g.input(1),
                    g.output(1),
                    g.output(2),
                    g.upstream,
                    output: i
                )
            }
        case .layerNormGradient:
            OperatorLine(
                {
                    $0.fitsRows(statistics: 2)
                        ? [$0.extents(0), $0.extents(1), $0.extents(1)] : nil
                },
                flops: { 16 * $0.count(0) + 2 * $0.rowCount },
                settings: [.epsilon]
            )
        // The same by the root mean square alone, with a weight.
        case .rmsNorm:
            OperatorLine(
                { $0.fit(-1, 1) && $0[0, -1] == $0[1, 0] ? [$0.extents(0), $0.rowExtents] : nil },
                flops: { 4 * $0.count(0) + 4 * $0.rowCount },
                settings: [.epsilon]
            ).differentiated { g, i throws(GraphError) in
                try g.shared(
                    .rmsNormGradient,
                    g.input(0),
                    g.input(1),
                    g.output(1),
                    g.upstream,
                    output: i
                )
            }
        case .rmsNormGradient:
            OperatorLine(
                { $0.fitsRows(statistics: 1) ? [$0.extents(0), $0.extents(1)] : nil },
                flops: { 11 * $0.count(0) + 2 * $0.rowCount },
                settings: [.epsilon]
            )
        // Channels over samples and places, with weights, biases and the averages that inference
        // reads; also the channels' means and inverse deviations.
        case .batchNorm:
            OperatorLine(
                { $0.fitsChannels(4) ? [$0.extents(0), [$0[0, 1]], [$0[0, 1]]] : nil },
                flops: { 8 * $0.count(0) + 12 * $0[0, 1] },
                settings: [.epsilon, .amount],
                changes: [3, 4]
            ).differentiated { g, i throws(GraphError) in
                guard i < 3 else { return nil }
                return try g.shared(
                    .batchNormGradient,
                    g.input(0),
                    g.input(1),
                    g.output(1),
                    g.output(2),
                    g.upstream,
                    output: i
                )
            }
        case .batchNormInference:
            OperatorLine(
                { $0.fitsChannels(4) ? [$0.extents(0)] : nil },
                flops: { 4 * $0.count(0) + 3 * $0[0, 1] },
                settings: [.epsilon]
            )
        case .batchNormGradient:
            OperatorLine(
                {
                    $0.fitsChannels(3, upstream: true)
                        ? [$0.extents(0), [$0[0, 1]], [$0[0, 1]]] : nil
                },
                flops: { 11 * $0.count(0) },
                settings: [.epsilon, .amount]
            )

        // The same memory under other extents, of which one may be -1: what is left of the elements.
        case .reshape:
            OperatorLine(
                { $0.inputs.count == 1 ? $0.reshaped : nil },
                settings: [.extents],
                isAlias: true
            ).differentiated { g, _ throws(GraphError) in
                try g.reshaped(g.upstream, g.extents(ofInput: 0))
            }
        // Axis `extents[a]` of the input becomes axis a.
        case .permute:
            OperatorLine(
                {
                    $0.inputs.count == 1
                        && $0.settings.extents.sorted() == Array(0..<$0.inputs[0].rank)
                        ? [$0.settings.extents.map($0.extents(0).element)] : nil
                },
                settings: [.extents]
            ).differentiated { g, _ throws(GraphError) in
                let places = g.settings.extents
                let back = places.indices.map { axis in places.firstIndex(of: axis) ?? axis }
                return try g.append(
                    .permute,
                    g.upstream,
                    settings: g.settings { $0.extents = back }
                )
            }
        // The places `from..<to` of an axis, and their gradient among zeros.
        case .slice:
            OperatorLine(
                {
                    $0.inputs.count == 1 && $0.hasAxis && 0 <= $0.settings.from
                        && $0.settings.from < $0.settings.to
                        && $0.settings.to <= $0[0, $0.settings.axis]
                        ? [$0.replacingAxis(by: $0.settings.to - $0.settings.from)] : nil
                },
                settings: [.axis, .from, .to]
            ).differentiated { g, _ throws(GraphError) in
                try g.append(.sliceGradient, g.upstream, settings: g.shapedAsInput)
            }
        case .sliceGradient:
            OperatorLine(
                {
                    $0.inputs.count == 1 && $0.hasAxis && $0.isSlice(of: $0.settings.extents)
                        ? [$0.settings.extents] : nil
                },
                settings: [.axis, .from, .to, .extents]
            )
        // Values one behind another along an axis.
        case .concatenate:
            OperatorLine(
                { $0.concatenated },
                settings: [.axis]
            ).differentiated { g, i throws(GraphError) in
                let extents = (0..<g.node.inputs.count).map {
                    g.extents(ofInput: $0)[g.settings.axis]
                }
                let from = extents[..<i].reduce(0, +)
                return try g.append(
                    .slice,
                    g.upstream,
                    settings: g.settings {
                        $0.from = from
                        $0.to = from + extents[i]
                    }
                )
            }
        // Floats that are whole numbers, as places.
        case .indices:
            OperatorLine(
                { $0.inputs.count == 1 ? [$0.extents(0)] : nil },
                placeOutputs: [0]
            ).differentiated { _, _ in nil }
        // The rows of a table at some places, and the sum of what came back for each row.
        case .gather:
            OperatorLine(
                { $0.fit(2, -1) ? [$0.extents(1) + [$0[0, 1]]] : nil },
                places: [1]
            ).differentiated { g, i throws(GraphError) in
                guard i == 0 else { return nil }
                let table = g.extents(ofInput: 0)
                return try g.append(
                    .gatherGradient,
                    g.upstream,
                    g.input(1),
                    settings: g.settings { $0.extents = table }
                )
            }
        case .gatherGradient:
            OperatorLine(
                {
                    $0.settings.extents.count == 2 && $0.inputs.count == 2
                        && $0.extents(0) == $0.extents(1) + [$0.settings.extents[1]]
                        ? [$0.settings.extents] : nil
                },
                flops: { $0.count(0) },
                settings: [.extents],
                places: [1]
            )

        default: imageLine
        }
    }
}

extension [Int] {
    fileprivate func element(_ index: Int) -> Int { self[index] }
}

extension Application {
    fileprivate var rowExtents: [Int] { Array(extents(0).dropLast()) }
    fileprivate var rowCount: Int { rowExtents.reduce(1, *) }

    /// Whether there are values by channel, so many vectors of the channels, and perhaps what came
    /// back for the values.
    fileprivate func fitsChannels(_ vectors: Int, upstream: Bool = false) -> Bool {
        inputs.count == vectors + (upstream ? 2 : 1) && inputs[0].rank >= 2
            && inputs[1...vectors].allSatisfy { $0.dimensions == [self[0, 1]] }
            && (!upstream || inputs[vectors + 1] == inputs[0])
    }

    /// Whether there are rows, a weight for each column, so many numbers of each row, and what came
    /// back for the rows.
    fileprivate func fitsRows(statistics: Int) -> Bool {
        inputs.count == 3 + statistics && inputs[0].rank >= 1 && extents(1) == [self[0, -1]]
            && inputs[2..<2 + statistics].allSatisfy { $0.dimensions == rowExtents }
            && inputs[2 + statistics] == inputs[0]
    }

    /// Whether the first input has the extents of the slice of a value of such extents.
    fileprivate func isSlice(of whole: [Int]) -> Bool {
        var extents = whole
        guard whole.count == inputs[0].rank, 0 <= settings.from, settings.from < settings.to,
            settings.to <= whole[settings.axis]
        else { return false }
        extents[settings.axis] = settings.to - settings.from
        return extents == self.extents(0)
    }

    fileprivate var reshaped: [[Int]]? {
        var extents = settings.extents
        if let place = extents.firstIndex(of: -1) {
            extents[place] = 1
            guard let rest = Shape.elementCount(of: extents), rest > 0 else { return nil }
            extents[place] = count(0) / rest
        }
        return Shape.elementCount(of: extents) == count(0) ? [extents] : nil
    }

    fileprivate var concatenated: [[Int]]? {
        guard hasAxis, inputs.allSatisfy({ $0.rank == inputs[0].rank }) else { return nil }
        let rest = replacingAxis(by: 0)
        var total = 0
        for input in inputs {
            var extents = input.dimensions
            total += extents[settings.axis]
            extents[settings.axis] = 0
            guard extents == rest else { return nil }
        }
        return [replacingAxis(by: total)]
    }
}
