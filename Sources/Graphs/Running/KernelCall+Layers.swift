import Tensors

// Operators of images and sequences.

extension KernelCall {
    /// What calls the kernels of a convolution.
    func convolution() -> Kernel {
        let shape = graph.convolutionShape(of: node)
        let scratch = memory.scratch
        switch node.operator.kind {
        case .convolution:
            return {
                execution.convolve(
                    shape,
                    input: input(0),
                    weights: input(1),
                    bias: node.inputs.count == 3 ? input(2) : nil,
                    into: output(),
                    scratch: scratch
                )
            }
        case .convolutionInputGradient:
            return {
                execution.convolutionInputGradient(
                    shape,
                    upstream: input(1),
                    weights: input(0),
                    into: output(),
                    scratch: scratch
                )
            }
        case .convolutionWeightGradient:
            return {
                execution.convolutionWeightGradient(
                    shape,
                    input: input(0),
                    upstream: input(1),
                    into: output(),
                    scratch: scratch
                )
            }
        default:
            return {
                execution.convolutionBiasGradient(
                    shape,
                    upstream: input(0),
                    into: output(),
                    scratch: scratch
                )
            }
        }
    }

    func pool() -> Kernel {
        let kind = node.operator.kind
        let isGradient = kind == .maxPoolGradient || kind == .averagePoolGradient
        let extents = isGradient ? settings.extents : extents(0)
        let shape = PoolingShape(
            planes: extents[0] * extents[1],
            height: extents[2],
            width: extents[3],
            windowHeight: settings.window.height,
            windowWidth: settings.window.width,
            strideY: settings.window.stride,
            strideX: settings.window.stride,
            paddingY: settings.window.padding,
            paddingX: settings.window.padding
        )
        switch kind {
        case .maxPool:
            return {
                execution.maxPool(
                    shape,
                    input: input(0),
                    into: output(0),
                    places: outputPlaces(1)
                )
            }
        case .maxPoolGradient:
            return {
                execution.maxPoolGradient(
                    shape,
                    upstream: input(1),
                    places: inputPlaces(0),
                    into: output()
                )
            }
        case .averagePool:
            return {
                execution.averagePool(shape, input: input(0), into: output())
            }
        default:
            return {
                execution.averagePoolGradient(shape, upstream: input(0), into: output())
            }
        }
    }

    func attention() -> Kernel {
        let shape = graph.attentionShape(of: node)
        let width = shape.heads * shape.depth
        let scratch = memory.scratch
        if node.operator.kind == .attention {
            return {
                let projected = input(0)
                execution.attend(
                    shape,
                    query: projected,
                    key: projected + width,
                    value: projected + 2 * width,
                    into: output(0),
                    statistics: output(1),
                    scratch: scratch
                )
            }
        }
        return {
            let (projected, out) = (input(0), output())
            execution.attentionGradient(
                shape,
                query: projected,
                key: projected + width,
                value: projected + 2 * width,
                out: input(1),
                statistics: input(2),
                upstream: input(3),
                intoQuery: out,
                key: out + width,
                value: out + 2 * width,
                scratch: scratch
            )
        }
    }
}

extension Graph {
    /// The extents of a convolution that a node is, or is a gradient of.
    func convolutionShape(of node: Node) -> ConvolutionShape {
        let settings = node.operator.settings
        func extents(_ index: Int) -> [Int] { shape(of: node.inputs[index]).dimensions }
        let (input, weights): ([Int], [Int]) =
            switch node.operator.kind {
            case .convolution: (extents(0), extents(1))
            case .convolutionInputGradient: (settings.extents, extents(0))
            case .convolutionWeightGradient: (extents(0), settings.extents)
            // The bias is all that the upstream is summed for: as if a window were one place.
            default: (extents(0), [extents(0)[1], extents(0)[1], 1, 1])
            }
        let isSum = node.operator.kind == .channelSums
        let window = isSum ? Window() : settings.window
        return ConvolutionShape(
            samples: input[0],
            channels: input[1],
            height: input[2],
            width: input[3],
            outputs: weights[0],
            kernelHeight: window.height,
            kernelWidth: window.width,
            strideY: window.stride,
            strideX: window.stride,
            paddingY: window.padding,
            paddingX: window.padding,
            groups: isSum ? 1 : settings.groups
        )
    }

    func attentionShape(of node: Node) -> AttentionShape {
        let extents = shape(of: node.inputs[0]).dimensions
        let (length, width, heads) = (extents[1], extents[2] / 3, node.operator.settings.heads)
        let depth = width / heads
        let projected = AttentionStrides(
            batch: 3 * length * width,
            head: depth,
            position: 3 * width
        )
        return AttentionShape(
            batch: extents[0],
            heads: heads,
            length: length,
            depth: depth,
            isCausal: node.operator.settings.isCausal,
            // The root of the depth: Vaswani et al., "Attention Is All You Need" (2017).
            scale: 1 / Float(depth).squareRoot(),
            query: projected,
            key: projected,
            value: projected,
            out: AttentionStrides(batch: length * width, head: depth, position: width)
        )
    }

    /// The elements of memory that a node needs besides its values, on so many threads.
    func scratchCount(of node: Node, threads: Int) -> Int {
        switch node.operator.kind {
        case .softmaxCrossEntropy: shape(of: node.inputs[1]).elementCount
        case .convolution: convolutionShape(of: node).forwardScratch(threads: threads)
        case .convolutionInputGradient:
            convolutionShape(of: node).inputGradientScratch(threads: threads)
        case .convolutionWeightGradient:
            convolutionShape(of: node).weightGradientScratch(threads: threads)
        case .channelSums: convolutionShape(of: node).biasGradientScratch
        case .attention: attentionShape(of: node).forwardScratch(threads: threads)
        case .attentionGradient: attentionShape(of: node).gradientScratch(threads: threads)
        default: 0
        }
    }

    /// About how many elements a node copies under a perturbation, besides that memory: its values
    /// and their orders, all patches of a sample, or the scores of a head.
    func perturbedCount(of node: Node) -> Int {
        let values = (node.inputs + node.outputs).reduce(0) { $0 + shape(of: $1).elementCount }
        let others =
            switch node.operator.kind {
            case .convolution, .convolutionInputGradient, .convolutionWeightGradient:
                2 * convolutionShape(of: node).patchCount
            case .attention, .attentionGradient:
                4 * attentionShape(of: node).length * attentionShape(of: node).length
            default: 0
            }
        return 4 * values + others
    }
}
