public import Graphs
public import JSON

/// The rule by which gradients change parameters, with its settings.
public struct Optimizer: Hashable, Sendable {
    /// The rule.
    public enum Method: Hashable, Sendable {
        /// Stochastic gradient descent; with a momentum `v <- momentum v + g`,
        /// `w <- w - learningRate v`, after Nesterov `w <- w - learningRate (g + momentum v)`.
        case sgd(momentum: DecimalNumber?, isNesterov: Bool = false)
        /// Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), with the shares of the
        /// two moments that outlive a step; decoupled as Loshchilov and Hutter, "Decoupled Weight
        /// Decay Regularization" (2019), have it.
        case adam(
            first: DecimalNumber = .adamFirst,
            second: DecimalNumber = .adamSecond,
            epsilon: DecimalNumber = .adamEpsilon,
            isDecoupled: Bool = false
        )
    }

    /// The rule.
    public let method: Method
    /// How far a step goes, before the schedule.
    public let learningRate: DecimalNumber
    /// How the learning rate changes over the steps.
    public let schedule: LearningSchedule
    /// How strongly parameters are drawn to zero.
    public let weightDecay: DecimalNumber
    /// The most that the norm of all gradients together may be.
    public let normMax: DecimalNumber?

    /// An optimizer.
    public init(
        _ method: Method,
        learningRate: DecimalNumber,
        schedule: LearningSchedule = LearningSchedule(),
        weightDecay: DecimalNumber = .zero,
        normMax: DecimalNumber? = nil
    ) {
        self.method = method
        self.learningRate = learningRate
        self.schedule = schedule
        self.weightDecay = weightDecay
        self.normMax = normMax
    }

    /// Gradient descent with momentum.
    public static func sgd(learningRate: DecimalNumber, momentum: DecimalNumber) -> Optimizer {
        Optimizer(.sgd(momentum: momentum), learningRate: learningRate)
    }

    /// The rule of a step.
    public var rule: UpdateRule {
        switch method {
        case .sgd(nil, _): .descent
        case .sgd(_, false): .momentum
        case .sgd(_, true): .nesterov
        case .adam(_, _, _, false): .adam
        case .adam(_, _, _, true): .adamW
        }
    }

    /// The numbers that a step computes with, the steps being counted from 0.
    public func settings(ofStep step: Int) -> StepSettings {
        var settings = StepSettings(
            learningRate: learningRate.double * schedule.factor(ofStep: step)
        )
        settings.weightDecay = weightDecay.double
        settings.step = step
        switch method {
        case .sgd(let momentum, _):
            settings.momentum = momentum?.double ?? 0
        case .adam(let first, let second, let epsilon, _):
            settings.momentum = first.double
            settings.secondDecay = second.double
            settings.epsilon = epsilon.double
        }
        return settings
    }
}

extension DecimalNumber {
    /// The share of Adam's first moment that outlives a step, as its authors have it.
    public static let adamFirst = DecimalNumber("0.9") ?? .zero
    /// The share of the second moment.
    public static let adamSecond = DecimalNumber("0.999") ?? .zero
    /// What keeps the division from zero.
    public static let adamEpsilon = DecimalNumber("0.00000001") ?? .zero
}
