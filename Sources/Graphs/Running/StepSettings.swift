/// The numbers of a step that no shape depends on.
public struct StepSettings: Hashable, Sendable {
    /// How far a step goes.
    public var learningRate: Double
    /// The share of the momentum that outlives a step; of Adam's first moment.
    public var momentum: Double
    /// The share of Adam's second moment that outlives a step.
    public var secondDecay = 0.0
    /// What keeps Adam's division from zero.
    public var epsilon = 0.0
    /// How strongly parameters are drawn to zero.
    public var weightDecay = 0.0
    /// The number of the step, from 0.
    public var step = 0
    /// What decides, with the step and the batch within it, which elements are dropped.
    public var dropoutSeed: UInt64 = 0
    package var part = 0

    /// Settings of gradient descent with momentum.
    public init(learningRate: Double = 0, momentum: Double = 0) {
        self.learningRate = learningRate
        self.momentum = momentum
    }
}
