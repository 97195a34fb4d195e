import Tensors

extension KernelCall {
    func select() { preconditionFailure() }
    func dropout() { preconditionFailure() }
    func reduction() { preconditionFailure() }
    func maximumGradient() { preconditionFailure() }
    func repetition() { preconditionFailure() }
    func softmax() { preconditionFailure() }
    func meanSquaredError() { preconditionFailure() }
    func normalization() { preconditionFailure() }
    func placement() { preconditionFailure() }
    func table() { preconditionFailure() }
    func convolution() { preconditionFailure() }
    func pool() { preconditionFailure() }
    func attention() { preconditionFailure() }
    func clipFactor() { preconditionFailure() }
    func update() {
        execution.descend(
            input(0),
            velocity: input(1),
            gradient: input(2),
            count: count(0),
            learningRate: settings.learningRate,
            momentum: settings.momentum
        )
    }
}

extension Graph {
    /// The elements of memory that a node needs besides its values.
    func scratchCount(of node: Node, threads: Int = 1) -> Int {
        switch node.operator.kind {
        case .softmaxCrossEntropy: shape(of: node.inputs[1]).elementCount
        default: 0
        }
    }
}
