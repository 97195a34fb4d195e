package import CoreMetrics
import Synchronization

/// Metrics of one host, written in Prometheus' text form.
///
/// It is a backend of swift-metrics. It is handed around rather than made the process's own, so that
/// several hosts in a process, as in tests, count apart.
package final class PrometheusRegistry: Sendable {
    struct Series: Sendable {
        let labels: String
        let handler: any PrometheusHandler
    }

    struct Family: Sendable {
        let type: String
        var series: [Series] = []
    }

    private struct State {
        var families: [String: Family] = [:]
        var help: [String: String] = [:]
    }

    private let state = Mutex(State())

    /// A registry without metrics.
    package init() {}

    /// Says what a metric means.
    func explain(_ name: String, _ help: String) {
        state.withLock { $0.help[name] = help }
    }

    private func add<Handler: PrometheusHandler>(
        _ name: String,
        _ dimensions: [(String, String)],
        _ make: () -> Handler
    ) -> Handler {
        let labels = Self.labels(dimensions)
        return state.withLock { state in
            let present = state.families[name]?.series.first { $0.labels == labels }
            if let handler = present?.handler as? Handler { return handler }
            let handler = make()
            state.families[name, default: Family(type: Handler.type)].series
                .append(Series(labels: labels, handler: handler))
            return handler
        }
    }

    /// Labels as the text form has them, without braces.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }

    /// All metrics, in order of name.
    var text: String {
        let state = state.withLock { (families: $0.families, help: $0.help) }
        var text = ""
        for (name, family) in state.families.sorted(by: { $0.key < $1.key }) {
            text += Self.header(name, state.help[name], family.type)
            for series in family.series.sorted(by: { $0.labels < $1.labels }) {
                series.handler.write(name, series.labels, to: &text)
            }
        }
        return text
    }

    static func header(_ name: String, _ help: String?, _ type: String) -> String {
        (help.map { "# HELP \(name) \($0)\n" } ?? "") + "# TYPE \(name) \(type)\n"
    }
}

extension PrometheusRegistry: MetricsFactory {
    package func makeCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any CounterHandler {
        add(label, dimensions) { PrometheusCounter() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        add(label, dimensions) { PrometheusGauge() }
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        add(label, dimensions) { PrometheusHistogram() }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        add(label, dimensions) { PrometheusHistogram() }
    }

    // What is counted here is counted as long as the host lives.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
