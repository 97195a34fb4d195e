import JSON
import PluginKit

/// `host.metrics`: what this host counts and measures, for Prometheus.
struct HostMetricsMethod: ControlMethod {
    static let name = "host.metrics"
    let metrics: HostMetrics

    func answer(_ parameters: NoParameters) throws -> JSONObject {
        [
            "contentType": "text/plain; version=0.0.4; charset=utf-8",
            "text": .string(try metrics.text()),
        ]
    }
}
