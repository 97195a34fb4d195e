package import Tensors

/// A line of the operator table.
package struct OperatorLine: Sendable {
    /// The extents of the outputs, or nothing when the inputs do not fit together.
    package let outputs: @Sendable (Application) -> [[Int]]?
    /// The floating-point operations: one for each addition, multiplication, division, comparison,
    /// square root, exponential or logarithm, two for a fused multiply-add.
    package let flops: @Sendable (Application) -> Int
    /// The gradient of an input, or nothing where none passes.
    package private(set) var gradient: Gradient?
    /// The settings that the operator reads.
    package let settings: [Operator.Setting]
    /// The inputs that are places or labels, not floats.
    package let placeInputs: [Int]
    /// The outputs that are places.
    package let placeOutputs: [Int]
    /// The inputs that are changed in place.
    package let changes: [Int]
    /// The output is the first input's memory under another shape.
    package let isAlias: Bool
    /// The input whose memory the first output may take, if nobody reads the input afterwards.
    package let replaced: Int?

    /// Adds the nodes that compute the gradient of the input at an index.
    package typealias Gradient =
        @Sendable (inout GradientContext, _ input: Int) throws(GraphError) -> Graph.ValueID?

    init(
        _ outputs: @escaping @Sendable (Application) -> [[Int]]?,
        flops: @escaping @Sendable (Application) -> Int = { _ in 0 },
        settings: [Operator.Setting] = [],
        places: [Int] = [],
        placeOutputs: [Int] = [],
        changes: [Int] = [],
        isAlias: Bool = false,
        replaced: Int? = nil,
        gradient: Gradient? = nil
    ) {
        self.outputs = outputs
        self.flops = flops
        self.gradient = gradient
        self.settings = settings
        placeInputs = places
        self.placeOutputs = placeOutputs
        self.changes = changes
        self.isAlias = isAlias
        self.replaced = replaced
    }
}

extension OperatorLine {
    /// The same line with a rule for gradients.
    func differentiated(_ gradient: @escaping Gradient) -> OperatorLine {
        var line = self
        line.gradient = gradient
        return line
    }
}

/// What an operator is applied to.
package struct Application: Sendable {
    package let settings: Operator.Settings
    package let inputs: [Shape]
    package let outputs: [Shape]

    init(_ settings: Operator.Settings, _ inputs: [Shape], _ outputs: [Shape] = []) {
        self.settings = settings
        self.inputs = inputs
        self.outputs = outputs
    }

    /// An extent of an input, the last ones by negative axes.
    subscript(input: Int, axis: Int) -> Int {
        let dimensions = inputs[input].dimensions
        return dimensions[axis < 0 ? dimensions.count + axis : axis]
    }

    /// The elements of an input.
    func count(_ input: Int) -> Int { inputs[input].elementCount }

    /// The elements of the first output.
    var outputCount: Int { outputs[0].elementCount }

    /// Whether there are as many inputs as ranks, each of its rank; a negative rank is the least.
    func fit(_ ranks: Int...) -> Bool {
        inputs.count == ranks.count
            && zip(inputs, ranks).allSatisfy { $1 < 0 ? $0.rank >= -$1 : $0.rank == $1 }
    }

    /// The extents of an input.
    func extents(_ input: Int) -> [Int] { inputs[input].dimensions }

    /// Whether there are so many inputs, all of one shape.
    func areEqual(_ count: Int) -> Bool {
        inputs.count == count && inputs.allSatisfy { $0 == inputs[0] }
    }

    /// Whether the axis is one of the first input's.
    var hasAxis: Bool { !inputs.isEmpty && inputs[0].dimensions.indices.contains(settings.axis) }

    /// The first input's extents with another one along the axis, or without it.
    func replacingAxis(by extent: Int?) -> [Int] {
        var extents = inputs[0].dimensions
        if let extent { extents[settings.axis] = extent } else { extents.remove(at: settings.axis) }
        return extents
    }
}
