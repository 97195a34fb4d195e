public import JSON

/// How an author of a contribution goes on by itself before it hands in.
///
/// The sum of gradients is then taken along the author's own path: at the given parameters, after
/// one step of plain gradient descent on all its samples, after two, and so on. Applying the sum
/// with the same learning rate leads to where the author got; applying an average of such sums is
/// what federated averaging does. One step is the plain gradient.
public struct LocalDescent: Hashable, Sendable {
    /// The most steps.
    public static let stepsMax = 10_000

    /// The gradient at the given parameters alone.
    public static let none = LocalDescent(uncheckedSteps: 1, learningRate: 0)

    /// The number of gradients that are added up.
    public let steps: Int
    /// How far each step goes along the mean gradient.
    public let learningRate: Float

    /// Steps of one's own; nothing for a number outside 1 to ``stepsMax``.
    public init?(steps: Int, learningRate: DecimalNumber) {
        guard (1...Self.stepsMax).contains(steps) else { return nil }
        self.init(uncheckedSteps: steps, learningRate: learningRate.float)
    }

    private init(uncheckedSteps steps: Int, learningRate: Float) {
        self.steps = steps
        self.learningRate = learningRate
    }
}
