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
    /// The elements of a vector.
    private static let lanes = 16

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
        case .convolutionWeightGradient:
            // A vector holds outputs of one group, and zeros.
            let shape = convolutionShape(of: node)
            let outputs = shape.outputs / shape.groups
            let room = (outputs + Self.lanes - 1) / Self.lanes * Self.lanes
            return Double(cost.flops) / Double(outputs) * Double(room)
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
            return copiedElements(of: node, isPerturbed: isPerturbed)
        case .attention, .attentionGradient:
            // The scores of every pair of sample and head.
            let shape = attentionShape(of: node)
            let scores = Double(shape.length) * Double(shape.length)
            return isPerturbed ? Double(shape.batch * shape.heads) * scores : 0
        default:
            return 0
        }
    }

    /// How many elements of patches, or of planes with their padding, a convolution copies or fills;
    /// those of a row of patches at once count as one.
    private func copiedElements(of node: Node, isPerturbed: Bool) -> Double {
        let shape = convolutionShape(of: node)
        let groups = Double(shape.samples * shape.groups)
        if isPerturbed {
            // The order of a patch's elements is drawn anew for each group of a sample, and the
            // group's weights are copied in it.
            let drawn = Double(shape.weightCount) / Double(shape.outputs)
            let copied = Double(shape.patchCount) + Double(shape.weightCount / shape.groups)
            return groups * (copied + Self.orderedElements * drawn)
        }
        switch node.operator.kind {
        case .convolution:
            let row = min(Self.lanes, shape.outWidth)
            // The planes of a group are filled with zeros first, as wide as whole strides.
            let line = shape.width + 2 * shape.paddingX + shape.strideX - 1
            let filled =
                Double(shape.channels / shape.groups * (shape.height + 2 * shape.paddingY))
                * Double(line / shape.strideX * shape.strideX)
            return filled + groups * Double(shape.patchCount) / Double(row)
        case .convolutionInputGradient:
            let places = shape.outputs / shape.groups * shape.kernelHeight * shape.kernelWidth
            let row = min(Self.lanes, shape.width)
            return groups * Double(places) * Double(shape.height * shape.width) / Double(row)
        default:
            return Double(shape.samples * shape.channels)
                * Double(shape.height + 2 * shape.paddingY)
                * Double(shape.width + 2 * shape.paddingX)
        }
    }
}

extension Program {
    /// About how many operations of a matrix product take as long as a run of some of the nodes.
    func effort(of nodes: Range<Int>, isPerturbed: Bool = false) -> Double {
        graph.nodes[nodes].reduce(0) { $0 + graph.effort(of: $1, isPerturbed: isPerturbed) }
    }
}

extension Double {
    /// An effort as messages state it: whole operations, with an exponent where there are too many to
    /// count.
    package var operations: String {
        Int64(exactly: rounded()).map(String.init) ?? "\(self)"
    }
}
