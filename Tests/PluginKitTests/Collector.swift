import JSON
import Synchronization

/// Collects what a reporter sends.
final class Collector: Sendable {
    private let reports = Mutex<[JSONObject]>([])
    var all: [JSONValue] { reports.withLock { $0.map { .object($0) } } }
    func add(_ report: JSONObject) { reports.withLock { $0.append(report) } }
}
