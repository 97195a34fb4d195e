/// The numbers of a step that no shape depends on.
public struct StepSettings: Hashable, Sendable {
    /// How far a step goes.
    public var learningRate: Float
    /// The share of the momentum that outlives a step; of Adam's first moment.
    public var momentum: Float
    /// The share of Adam's second moment that outlives a step.
    public var secondDecay: Float = 0
    /// What keeps Adam's division from zero.
    public var epsilon: Float = 0
    /// How strongly parameters are drawn to zero.
    public var weightDecay: Float = 0
    /// What Adam's moments are divided by because they began at zero.
    public var firstCorrection: Float = 1
    public var secondCorrection: Float = 1
    /// What decides which elements are dropped: the seed, the number of the step, and that of the
    /// batch within the step.
    public var dropoutSeed: UInt64 = 0
    public var step: UInt32 = 0
    package var part: UInt32 = 0

    /// Settings of gradient descent with momentum.
    public init(learningRate: Float = 0, momentum: Float = 0) {
        self.learningRate = learningRate
        self.momentum = momentum
    }
}

/// The rule by which a step changes parameters.
public enum UpdateRule: String, CaseIterable, Hashable, Sendable {
    case descent, momentum, nesterov, adam, adamW

    /// The tensors that the rule keeps of each parameter, by what stands before the parameter's name.
    public var slots: [String] {
        switch self {
        case .descent: []
        case .momentum, .nesterov: ["momentum."]
        case .adam, .adamW: ["firstMoment.", "secondMoment."]
        }
    }

    /// The operator of the table.
    package var kind: OperatorKind {
        switch self {
        case .descent: .descentUpdate
        case .momentum: .momentumUpdate
        case .nesterov: .nesterovUpdate
        case .adam: .adamUpdate
        case .adamW: .adamWUpdate
        }
    }
}
