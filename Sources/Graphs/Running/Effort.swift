import Tensors

// How long nodes take, about. Limits are held against this, not against the operations of the
// operator table alone: who describes a graph chooses shapes of which a kernel moves, copies or walks
// through far more than it computes.

extension Graph {
    /// About how many operations of a matrix product take as long as an element that is read, written
    /// or copied, or an operation of a pool: a nanosecond.
    private static let elementEffort = 64.0
    /// About how many elements take as long as one that is brought to a seeded order.
    private static let orderedElements = 16.0
    /// About how many elements take as long as to begin a matrix product.
    private static let productElements = 64.0

    /// About how many operations of a matrix product take as long as a node.
    func effort(of node: Node, isPerturbed: Bool) -> Double {
        let cost = cost(of: node)
        let moved = Double(cost.bytes / 4) * (isPerturbed ? Self.orderedElements : 1)
        let elements = moved + otherElements(of: node, isPerturbed: isPerturbed)
        return operationCount(of: node, cost) + Self.elementEffort * elements
    }

    /// The operations of a node, with those that its kernel carries out on zeros among them.
    private func operationCount(of node: Node, _ cost: OperatorCost) -> Double {
        switch node.operator.kind {
        case .maxPool, .averagePool, .maxPoolGradient, .averagePoolGradient:
            return Self.elementEffort * Double(cost.flops)
        case .convolutionInputGradient:
            // It has a stride of one, and zeros between what was a stride apart.
            let shape = convolutionShape(of: node)
            let places = shape.outputs / shape.groups * shape.kernelHeight * shape.kernelWidth
            return 2 * Double(shape.inputCount) * Double(places)
        default:
            return Double(cost.flops)
        }
    }

    /// How many elements a node copies besides those that it reads and writes, or takes as long for.
    private func otherElements(of node: Node, isPerturbed: Bool) -> Double {
        switch node.operator.kind {
        case .product, .productTransposedLeft, .productTransposedRight:
            let products = shape(of: node.outputs[0]).dimensions.dropLast(2)
            return Self.productElements * Double(products.reduce(1, *))
        case .convolution, .convolutionInputGradient, .convolutionWeightGradient:
            let shape = convolutionShape(of: node)
            // All patches, group by group of every sample.
            if isPerturbed {
                return Double(shape.samples * shape.groups) * Double(shape.patchCount)
            }
            guard node.operator.kind == .convolutionWeightGradient else { return 0 }
            // Every sample with its padding.
            return Double(shape.samples * shape.channels)
                * Double(shape.height + 2 * shape.paddingY)
                * Double(shape.width + 2 * shape.paddingX)
        case .attention, .attentionGradient:
            // The scores of every pair of sample and head.
            let shape = attentionShape(of: node)
            let scores = Double(shape.length) * Double(shape.length)
            return isPerturbed ? Double(shape.batch * shape.heads) * scores : 0
        default:
            return 0
        }
    }
}

extension Program {
    /// About how many operations of a matrix product take as long as a run of some of the nodes.
    func effort(of nodes: Range<Int>, isPerturbed: Bool = false) -> Double {
        graph.nodes[nodes].reduce(0) { $0 + graph.effort(of: $1, isPerturbed: isPerturbed) }
    }
}
