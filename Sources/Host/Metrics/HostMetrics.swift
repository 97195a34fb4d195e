import Network
import PluginKit

/// Everything that is measured of a host, as text.
struct HostMetrics: Sendable {
    /// A value that is asked for when the text is written.
    private struct Figure {
        let name: String
        let help: String
        let type: String
        let values: [(labels: [(String, String)], value: Double)]

        init(_ name: String, _ help: String, _ type: String, _ value: Double?) {
            self.init(name, help, type, value.map { [([], $0)] } ?? [])
        }

        init(
            _ name: String,
            _ help: String,
            _ type: String,
            _ values: [(labels: [(String, String)], value: Double)]
        ) {
            self.name = name
            self.help = help
            self.type = type
            self.values = values
        }
    }

    let registry: PrometheusRegistry
    let network: NetworkService
    let events: EventHub
    let jobs: JobTable
    let start: ContinuousClock.Instant

    /// The text form, version 0.0.4: what is counted, then what is asked for.
    func text() throws -> String {
        var text = registry.text
        for figure in try logFigures + workFigures + processFigures where !figure.values.isEmpty {
            text += PrometheusRegistry.header(figure.name, figure.help, figure.type)
            for (labels, value) in figure.values {
                let labels = PrometheusRegistry.labels(labels)
                text += PrometheusGauge.line(figure.name, labels, Self.number(value))
            }
        }
        return text
    }

    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private var logFigures: [Figure] {
        get throws {
            let position: Position? = network.exists ? try network.state.head.position : nil
            return [
                Figure(
                    "assay_log_position",
                    "The position of the newest entry of the log.",
                    "gauge",
                    position.map { Double($0) }
                ),
                Figure(
                    "assay_subscriptions",
                    "Subscriptions to events.",
                    "gauge",
                    Double(events.subscriptionCount)
                ),
                Figure(
                    "assay_events_sent_total",
                    "Events sent to listeners.",
                    "counter",
                    Double(events.sentEventCount)
                ),
                Figure(
                    "assay_events_lost_total",
                    "Numbers of events passed over for slow listeners.",
                    "counter",
                    Double(events.lostEventCount)
                ),
            ]
        }
    }

    private var workFigures: [Figure] {
        [
            Figure(
                "assay_training_steps_total",
                "Steps of training done.",
                "counter",
                Double(Computation.trainingStepCount)
            ),
            Figure(
                "assay_computations_running",
                "Computations at work, by lane.",
                "gauge",
                Computation.Lane.allCases.map { lane in
                    ([("lane", lane.rawValue)], Double(Computation.runningCount(in: lane)))
                }
            ),
            Figure(
                "assay_computations_waiting",
                "Computations that wait for their turn, by lane.",
                "gauge",
                Computation.Lane.allCases.map { lane in
                    ([("lane", lane.rawValue)], Double(Computation.waitingCount(in: lane)))
                }
            ),
            Figure(
                "assay_jobs",
                "Jobs that are kept, by state.",
                "gauge",
                Job.State.allCases.map { state in
                    ([("state", state.rawValue)], Double(jobs.count(of: state)))
                }
            ),
        ]
    }

    private var processFigures: [Figure] {
        let uptime = (ContinuousClock.now - start).components
        return [
            Figure(
                "assay_uptime_seconds",
                "How long the host has been up.",
                "gauge",
                Double(uptime.seconds) + Double(uptime.attoseconds) / 1e18
            ),
            Figure(
                "process_cpu_seconds_total",
                "How long the process has computed.",
                "counter",
                ProcessFigures.computedSeconds
            ),
            Figure(
                "process_resident_memory_bytes",
                "The memory that the process takes.",
                "gauge",
                ProcessFigures.residentByteCount.map { Double($0) }
            ),
            Figure(
                "process_open_fds",
                "The descriptors that the process has open.",
                "gauge",
                ProcessFigures.descriptorCount.map { Double($0) }
            ),
        ]
    }
}
