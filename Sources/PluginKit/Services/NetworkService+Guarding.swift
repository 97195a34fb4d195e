import JSON
package import Ledger
package import Network
import Synchronization

/// Asked before this host appends what somebody says; it throws when that must not happen.
package typealias AppendGuard = @Sendable (Payload, ParticipantID) async throws -> Void

extension NetworkService {
    /// From now on a guard is asked before anything is appended by way of this service.
    ///
    /// It guards this host alone: the network's rules do not know of it, and what others append is
    /// not asked about.
    package func guardAppends(with appendGuard: @escaping AppendGuard) {
        self.appendGuard.withLock { $0 = appendGuard }
    }

    /// Asks the guard, if there is one.
    package func admit(_ payload: Payload, by author: ParticipantID) async throws {
        guard let appendGuard = appendGuard.withLock({ $0 }) else { return }
        try await appendGuard(payload, author)
    }

    /// Appends an event that was signed elsewhere; returns when the disk has it.
    package func append(_ event: SignedEvent) async throws -> Receipt {
        let body: EventBody
        do {
            body = try EventBody(json: JSONReader(JSONValue(parsing: event.body)))
        } catch {
            // The ledger says what is wrong with it.
            return try await ledger.append(event)
        }
        try await admit(body.payload, by: body.author)
        return try await ledger.append(event)
    }
}
