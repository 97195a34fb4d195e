public import JSON
package import Tensors

/// What one node of a graph computes: a line of the operator table, and its settings.
///
/// The order of the arithmetic inside each operator is Tensors' business; the table says which
/// shapes it takes, what it costs and how gradients pass through it.
package struct Operator: Hashable, Sendable {
    /// The line of the table.
    package let kind: OperatorKind
    /// What the line leaves open.
    package let settings: Settings

    /// An operator.
    package init(_ kind: OperatorKind, _ settings: Settings = Settings()) {
        self.kind = kind
        self.settings = settings
    }

    /// What a line of the table may leave open; each line says which of them it reads.
    package struct Settings: Hashable, Sendable {
        /// The axis that is worked along, from 0.
        package var axis = 0
        /// The extents of the output, a permutation of the axes, or the places of a slice.
        package var extents: [Int] = []
        /// The first place of a slice, and the one behind its last.
        package var from = 0
        package var to = 0
        /// The window that slides over images.
        package var window = Window()
        /// The groups of channels that a convolution keeps apart.
        package var groups = 1
        /// The heads of an attention.
        package var heads = 1
        /// Whether a position attends to no later one.
        package var isCausal = true
        /// What keeps a division from zero.
        package var epsilon = DecimalNumber.epsilon
        /// A factor, a summand, a share or a bound.
        package var amount = DecimalNumber.zero

        /// The settings of a line that leaves nothing open.
        package init() {}
    }

    /// A setting, by the name that descriptions give it.
    package enum Setting: String, Sendable {
        case axis, extents, from, to, window, groups, heads, causal, epsilon, amount
    }
}

/// A window that slides over the rows and columns of images.
package struct Window: Hashable, Sendable {
    /// Its extents.
    package var height = 1
    package var width = 1
    /// How far it goes at a time.
    package var stride = 1
    /// The places beyond each edge that count as zeros, or for a maximum not at all.
    package var padding = 0

    /// The most that any of them may be where a window is read from JSON; with it nothing that is
    /// computed from windows overflows.
    static let extentMax = 1 << 12

    /// A window of one place.
    package init(height: Int = 1, width: Int = 1, stride: Int = 1, padding: Int = 0) {
        self.height = height
        self.width = width
        self.stride = stride
        self.padding = padding
    }

    /// How many places it has over an image, or nothing if it does not fit.
    package func places(rows: Int, columns: Int) -> (rows: Int, columns: Int)? {
        let (tall, wide) = (rows + 2 * padding - height, columns + 2 * padding - width)
        guard height > 0, width > 0, stride > 0, padding >= 0, tall >= 0, wide >= 0 else {
            return nil
        }
        return (tall / stride + 1, wide / stride + 1)
    }
}

extension DecimalNumber {
    /// The usual guard of a division in a normalisation: 10^-5.
    public static let epsilon = DecimalNumber("0.00001") ?? .zero
}

extension Graph {
    /// What a node costs: floating-point operations, and bytes read and written.
    ///
    /// Every value, places and labels too, takes four bytes an element.
    func cost(of node: Node) -> OperatorCost {
        let line = node.operator.kind.line
        let (inputs, outputs) = (shapes(of: node.inputs), shapes(of: node.outputs))
        let changed = line.changes.map { inputs[$0] }
        let moved = line.isAlias ? [] : inputs + outputs + changed
        return OperatorCost(
            flops: Int64(line.flops(Application(node.operator.settings, inputs, outputs))),
            bytes: moved.reduce(0) { $0 + $1.byteCount }
        )
    }
}

/// What one application of an operator costs.
package struct OperatorCost: Hashable, Sendable {
    package let flops: Int64
    package let bytes: Int64
}

extension Shape {
    /// The bytes that a value of this shape takes, four an element.
    package var byteCount: Int64 { Int64(4 * elementCount) }
}
