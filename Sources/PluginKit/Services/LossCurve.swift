/// The course of a loss: at most two hundred means over equal intervals.
package struct LossCurve: Sendable {
    /// The mean loss of the steps up to one.
    package struct Point: Sendable {
        package let step: Int
        package let loss: Double
    }

    private(set) var points: [Point] = []
    private let interval: Int
    private let end: Int
    private var sum = 0.0
    private var count = 0

    /// The curve of a run over so many steps.
    init(steps: Int) {
        interval = max(1, steps / 100)
        end = steps
        points.reserveCapacity(steps / interval + 1)
    }

    /// Takes a step's loss; tells whether it completes a point.
    mutating func add(_ loss: Float, at step: Int) -> Bool {
        sum += Double(loss)
        count += 1
        guard step.isMultiple(of: interval) || step == end else { return false }
        points.append(Point(step: step, loss: sum / Double(count)))
        (sum, count) = (0, 0)
        return true
    }
}
