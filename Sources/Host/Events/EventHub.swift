import JSON
import JSONRPC
import Logging
import PluginKit
import Synchronization

/// Who listens to what.
final class EventHub: Sendable {
    private struct State {
        var subscriptions: [ConnectionID: [Subscription]] = [:]
        var lastNumber: Int64 = 0
        var log: LogEventSource?
    }

    private let network: NetworkService
    private let gate: any Gate
    private let limits: EventLimits
    private let logger: Logger
    private let host: HostEventSource
    private let state = Mutex(State())
    private let sentCount = Atomic<Int64>(0)
    private let lostCount = Atomic<Int64>(0)

    /// A hub that nobody listens to.
    ///
    /// - Parameters:
    ///   - gate: asked before each event whether its listener may still listen.
    ///   - start: the number behind which those of the host's own events begin.
    init(
        _ network: NetworkService,
        gate: any Gate,
        limits: EventLimits,
        after start: Int64,
        logger: Logger
    ) {
        self.network = network
        self.gate = gate
        self.limits = limits
        self.logger = logger
        host = HostEventSource(after: start, keptCountMax: limits.behindMax)
    }

    /// Tells those who listen to the host's own topics of something.
    ///
    /// - Parameter holder: whose it is, if only who may handle that is to be told.
    func publish(
        _ topic: EventTopic,
        _ kind: String,
        _ subjects: [Event.Subject] = [],
        _ details: JSONObject = [:],
        of holder: Holder? = nil
    ) {
        host.publish(topic, kind, subjects, details, of: holder)
    }

    /// Adds a subscription; the events come behind the reply to the caller's call.
    ///
    /// - Parameter since: the last number that the listener has; nothing for those to come only.
    func listen(
        to topics: Set<EventTopic>,
        since: Int64?,
        _ filter: EventFilter,
        for caller: Caller
    ) throws -> Subscription {
        let series = try Self.series(of: topics)
        let source = try source(of: series)
        let last = source.last
        if let since, since > last {
            throw RPCError(
                .eventAhead,
                "There are events up to number \(last) only. This may be another network than the "
                    + "one that number \(since) is from.",
                pointer: "/since",
                expected: "at most \(last)",
                got: "\(since)"
            )
        }
        let filter = try filter.resolved(by: network)
        let subscription = try state.withLock { state in
            guard state.subscriptions[caller.connection, default: []].count < limits.countMax else {
                throw RPCError(
                    limit: "subscriptionsMax",
                    most: limits.countMax,
                    message: "A connection may have at most \(limits.countMax) subscriptions; end "
                        + "one with events.unlisten.",
                    isRetryable: true
                )
            }
            state.lastNumber += 1
            let subscription = Subscription(
                state.lastNumber,
                to: topics,
                filter,
                of: source,
                after: since ?? last,
                for: caller,
                means
            )
            state.subscriptions[caller.connection, default: []].append(subscription)
            return subscription
        }
        // A connection that closes from here on finds the subscription and ends it.
        if !caller.isConnected { connectionClosed(caller.connection) }
        caller.afterReply { subscription.start() }
        return subscription
    }

    /// Ends a subscription of a connection; false when it has none of that number.
    func unlisten(_ number: Int64, of connection: ConnectionID) -> Bool {
        let subscription: Subscription? = state.withLock { state in
            let own = state.subscriptions[connection] ?? []
            guard let index = own.firstIndex(where: { $0.number == number }) else { return nil }
            let subscription = state.subscriptions[connection]?.remove(at: index)
            if state.subscriptions[connection]?.isEmpty == true {
                state.subscriptions[connection] = nil
            }
            return subscription
        }
        subscription?.end()
        return subscription != nil
    }

    /// The subscriptions of a connection, the oldest first.
    func subscriptions(of connection: ConnectionID) -> [Subscription] {
        state.withLock { $0.subscriptions[connection] ?? [] }
    }

    /// A caller has gone, and with it all its subscriptions.
    func connectionClosed(_ connection: ConnectionID) {
        let ended = state.withLock { $0.subscriptions.removeValue(forKey: connection) }
        for subscription in ended ?? [] { subscription.end() }
    }

    /// Ends the host's own events; returns when those who listen have all of them, or after a while.
    func finishHostEvents(within limit: Duration) async {
        host.close()
        let listening = state.withLock { $0.subscriptions.values.flatMap(\.self) }
            .filter(\.isOfHost)
        let timer = Task {
            try await Task.sleep(for: limit)
            for subscription in listening { subscription.end() }
        }
        for subscription in listening { await subscription.ended() }
        timer.cancel()
    }

    /// Ends everything: there will be no more events.
    func close() {
        host.close()
        let ended = state.withLock { state in
            defer { state.subscriptions = [:] }
            return state.subscriptions.values.flatMap(\.self)
        }
        for subscription in ended { subscription.end() }
    }

    private static func series(of topics: Set<EventTopic>) throws -> EventSeries {
        let series = Set(topics.map(\.series))
        guard series.count == 1, let only = series.first else {
            let log = EventSeries.log.topics.map(\.rawValue).joined(separator: ", ")
            let host = EventSeries.host.topics.map(\.rawValue).joined(separator: ", ")
            throw JSONDecodingError(
                pointer: "/topics",
                expected: "topics of the log (\(log)) or of the host (\(host)), which are numbered "
                    + "apart: listen twice for both",
                got: topics.isEmpty ? "none" : "both"
            )
        }
        return only
    }

    private func source(of series: EventSeries) throws -> any EventSource {
        switch series {
        case .host: return host
        case .log:
            let ledger = try network.ledger
            return state.withLock { state in
                let source = state.log ?? LogEventSource(ledger)
                state.log = source
                return source
            }
        }
    }

    private var means: Subscription.Means {
        Subscription.Means(
            count: { [weak self] sent, lost in
                self?.sentCount.wrappingAdd(sent, ordering: .relaxed)
                self?.lostCount.wrappingAdd(lost, ordering: .relaxed)
            },
            mayTell: { [gate] event, caller in
                event.holder.map { gate.holder(for: caller).mayHandle(whatIs: $0) } ?? true
            },
            objection: { [gate] in gate.objection(to: $0, calling: EventsListen.name) },
            forget: { [weak self] number, caller in
                _ = self?.unlisten(number, of: caller.connection)
            },
            behindMax: limits.behindMax,
            unsentByteCountMax: limits.unsentByteCountMax,
            logger: logger
        )
    }
}

extension EventHub {
    /// How many subscriptions there are.
    var subscriptionCount: Int {
        state.withLock { $0.subscriptions.values.reduce(0) { $0 + $1.count } }
    }

    /// How many events have been sent to listeners.
    var sentEventCount: Int64 { sentCount.load(ordering: .relaxed) }

    /// How many numbers of events have been passed over for slow listeners.
    var lostEventCount: Int64 { lostCount.load(ordering: .relaxed) }
}
