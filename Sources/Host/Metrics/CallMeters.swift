import CoreMetrics
import JSONRPC
import Synchronization

/// What is counted of calls: by method and outcome how many, by method how long, and how many there
/// are at the moment.
package final class CallMeters: Sendable {
    private let registry: PrometheusRegistry
    private let methods = Mutex<[String: MethodMeters]>([:])
    private let unknown: MethodMeters
    private let connections: Meter
    private let connectionCounter: Counter
    private let inFlight: Meter

    /// Meters in a registry.
    package init(_ registry: PrometheusRegistry) {
        self.registry = registry
        registry.explain("assay_requests_total", "Requests by method and outcome.")
        registry.explain(
            "assay_call_duration_seconds",
            "How long calls took, control methods excepted."
        )
        registry.explain("assay_connections", "Connections that are open.")
        registry.explain("assay_connections_total", "Connections that were opened.")
        registry.explain("assay_calls_in_flight", "Calls that run, control methods excepted.")
        connections = Meter(label: "assay_connections", factory: registry)
        inFlight = Meter(label: "assay_calls_in_flight", factory: registry)
        connectionCounter = Counter(label: "assay_connections_total", factory: registry)
        // Names that are not ours are not kept, or callers could fill the memory with them.
        unknown = MethodMeters("", registry, inFlight)
    }

    /// The meters of a method.
    func meters(of method: String) -> MethodMeters {
        methods.withLock { methods in
            let meters = methods[method] ?? MethodMeters(method, registry, inFlight)
            methods[method] = meters
            return meters
        }
    }

    /// A request asked for a method that there is not.
    func countUnknown() {
        unknown.count(RPCError(.methodNotFound))
    }

    func connectionOpened() {
        connections.increment()
        connectionCounter.increment()
    }

    func connectionClosed() {
        connections.decrement()
    }
}

/// What is counted of one method.
final class MethodMeters: Sendable {
    private let method: String
    private let registry: PrometheusRegistry
    private let inFlight: Meter
    private let succeeded: Counter
    private let duration: Timer
    /// By the name of the error.
    private let failed = Mutex<[String: Counter]>([:])

    fileprivate init(
        _ method: String,
        _ registry: PrometheusRegistry,
        _ inFlight: Meter
    ) {
        self.method = method
        self.registry = registry
        self.inFlight = inFlight
        succeeded = Counter(
            label: "assay_requests_total",
            dimensions: [("method", method), ("outcome", "ok")],
            factory: registry
        )
        duration = Timer(
            label: "assay_call_duration_seconds",
            dimensions: [("method", method)],
            factory: registry
        )
    }

    /// A call was answered with an error.
    func count(_ error: RPCError) {
        let outcome = error.code.name.isEmpty ? "other" : error.code.name
        let counter = failed.withLock { failed in
            let counter =
                failed[outcome]
                ?? Counter(
                    label: "assay_requests_total",
                    dimensions: [("method", method), ("outcome", outcome)],
                    factory: registry
                )
            failed[outcome] = counter
            return counter
        }
        counter.increment()
    }

    /// Answers a call and counts what comes of it; not how long it takes, which is next to nothing.
    func count<Result>(_ answer: () throws(RPCError) -> Result) throws(RPCError) -> Result {
        do {
            let result = try answer()
            succeeded.increment()
            return result
        } catch {
            count(error)
            throw error
        }
    }

    /// Does the work of a call and counts what comes of it.
    func measure<Result>(
        _ work: () async throws(RPCError) -> Result
    ) async throws(RPCError) -> Result {
        inFlight.increment()
        let start = ContinuousClock.now
        defer {
            inFlight.decrement()
            duration.recordNanoseconds((ContinuousClock.now - start).nanoseconds)
        }
        do {
            let result = try await work()
            succeeded.increment()
            return result
        } catch {
            count(error)
            throw error
        }
    }
}

extension Duration {
    /// In whole nanoseconds.
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
