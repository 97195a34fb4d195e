import CoreMetrics
import Synchronization

/// The values of one series of a metric.
protocol PrometheusHandler: AnyObject, Sendable {
    /// The type of the metric, in Prometheus' words.
    static var type: String { get }

    /// Adds the lines of the series.
    func write(_ name: String, _ labels: String, to text: inout String)
}

extension PrometheusHandler {
    static func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }
}

/// A number that only grows.
final class PrometheusCounter: PrometheusHandler, CounterHandler {
    static let type = "counter"
    private let count = Atomic<Int64>(0)

    func increment(by amount: Int64) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() {
        count.store(0, ordering: .relaxed)
    }

    func write(_ name: String, _ labels: String, to text: inout String) {
        text += Self.line(name, labels, "\(count.load(ordering: .relaxed))")
    }
}

/// A number that goes up and down.
final class PrometheusGauge: PrometheusHandler, MeterHandler {
    static let type = "gauge"
    private let value = Atomic<Int64>(0)

    func set(_ value: Int64) {
        self.value.store(value, ordering: .relaxed)
    }

    /// What is measured here is counted, so fractions are cut off.
    func set(_ value: Double) {
        set(Int64(value))
    }

    func increment(by amount: Double) {
        value.wrappingAdd(Int64(amount), ordering: .relaxed)
    }

    func decrement(by amount: Double) {
        value.wrappingSubtract(Int64(amount), ordering: .relaxed)
    }

    func write(_ name: String, _ labels: String, to text: inout String) {
        text += Self.line(name, labels, "\(value.load(ordering: .relaxed))")
    }
}

/// How many durations were how long.
final class PrometheusHistogram: PrometheusHandler, TimerHandler, RecorderHandler {
    static let type = "histogram"

    /// Upper bounds in nanoseconds, from a look-up in memory to a training run.
    private static let bounds: [Int64] = [
        50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000,
        100_000_000, 500_000_000, 2_500_000_000, 10_000_000_000, 60_000_000_000, 600_000_000_000,
    ]

    private struct State {
        var counts = [Int64](repeating: 0, count: bounds.count + 1)
        var sum: Int64 = 0
    }

    private let state = Mutex(State())

    func recordNanoseconds(_ duration: Int64) {
        let bucket = Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += duration
        }
    }

    func record(_ value: Int64) {
        recordNanoseconds(value)
    }

    func record(_ value: Double) {
        recordNanoseconds(Int64(value))
    }

    func write(_ name: String, _ labels: String, to text: inout String) {
        let state = state.withLock { (counts: $0.counts, sum: $0.sum) }
        let comma = labels.isEmpty ? "" : ","
        var total: Int64 = 0
        for (index, count) in state.counts.enumerated() {
            total += count
            let bound = index < Self.bounds.count ? Self.seconds(Self.bounds[index]) : "+Inf"
            text += Self.line("\(name)_bucket", "\(labels)\(comma)le=\"\(bound)\"", "\(total)")
        }
        text += Self.line("\(name)_sum", labels, Self.seconds(state.sum))
        text += Self.line("\(name)_count", labels, "\(total)")
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        "\(Double(nanoseconds) / 1e9)"
    }
}
