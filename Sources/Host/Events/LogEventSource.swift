import JSON
import Ledger
import Network
import PluginKit
import Synchronization

/// The log as a series of events.
///
/// The newest events are kept as they were read, for all who listen want the same ones.
final class LogEventSource: EventSource {
    private static let pageCountMax: Int64 = 128
    private static let keptCountMax: Int64 = 1024

    private let ledger: Ledger
    private let kept = Mutex<[Position: Event]>([:])

    init(_ ledger: Ledger) {
        self.ledger = ledger
    }

    var last: Int64 { ledger.network.head.position }

    func events(in range: ClosedRange<Int64>) async throws -> EventPage {
        let upper = min(range.upperBound, range.lowerBound + Self.pageCountMax - 1)
        let known = kept.withLock { kept in
            var events: [Event] = []
            for position in range.lowerBound...upper {
                guard let event = kept[position] else { break }
                events.append(event)
            }
            return events
        }
        guard known.isEmpty else { return EventPage(events: known) }
        let count = Int(upper - range.lowerBound + 1)
        let entries = try await ledger.recordedEntries(from: range.lowerBound, limit: count)
        let events = try entries.map { try Event($0) }
        keep(events)
        return EventPage(events: events)
    }

    private func keep(_ events: [Event]) {
        let oldest = last - Self.keptCountMax
        kept.withLock { kept in
            for event in events where event.sequence > oldest { kept[event.sequence] = event }
            guard kept.count > 2 * Self.keptCountMax else { return }
            kept = kept.filter { $0.key > oldest }
        }
    }

    func changes() -> AsyncStream<Void> {
        let heads = ledger.heads()
        return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let task = Task {
                for await _ in heads { continuation.yield() }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
