public import JSON

/// How the gradients of a step's batches change the parameters.
public struct UpdateMethod: Hashable, Sendable {
    /// The rule.
    public let rule: UpdateRule
    /// The most that the norm of all gradients together may be; longer ones are shortened to it.
    public let normMax: DecimalNumber?
    /// The batches whose gradients are added up before a step.
    public let batches: Int

    /// A method; gradient descent with momentum unless told otherwise.
    public init(rule: UpdateRule = .momentum, normMax: DecimalNumber? = nil, batches: Int = 1) {
        precondition(batches >= 1, "a step has a batch")
        self.rule = rule
        self.normMax = normMax
        self.batches = batches
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
