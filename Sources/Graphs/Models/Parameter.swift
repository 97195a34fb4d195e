public import JSON

extension Model {
    /// A tensor that belongs to a model, and the law its first values are drawn from.
    public struct Parameter: Hashable, Sendable {
        /// The name under which it stands in checkpoints: `layers.0.weight`.
        public let name: String
        /// The extents: `[outputs, inputs]` of a linear layer's weight, `[outputs]` of its bias.
        public let extents: [Int]
        /// The law of its first values.
        public let law: InitialLaw
        /// Whether gradients change it; the averages of a batch normalisation are changed otherwise.
        public let isTrained: Bool

        /// The number of its values.
        public var elementCount: Int { extents.reduce(1, *) }
    }

    /// What a parameter's first values are drawn from.
    public enum InitialLaw: Hashable, Sendable {
        /// Uniform within `1 / sqrt(inputs)` of zero, the inputs being those of one output.
        case uniform(inputs: Int)
        /// Uniform within this distance of zero.
        case within(DecimalNumber)
        /// About normal around zero, with this standard deviation.
        case normal(deviation: DecimalNumber)
        /// The same number everywhere.
        case constant(DecimalNumber)
    }
}
